using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using Portal.Domain.Alarms;
using Portal.Domain.Notifications;
using Portal.Domain.Primitives;

namespace Portal.Web.Features.Notifications;

/// <summary>Counts what was not believed, logs one in a while without a value of it, and alarms where it comes in numbers.</summary>
public sealed class RefusalLog(IServiceProvider services, TimeProvider clock, ILogger<RefusalLog> log) : IRefusalLog
{
    private const int AlarmAt = 20;
    private static readonly TimeSpan s_window = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan s_sampleEvery = TimeSpan.FromSeconds(1);
    private static readonly Meter s_meter = new("Portal");
    private static readonly Counter<long> s_refused = s_meter.CreateCounter<long>("portal.notifications.refused");

    private readonly Lock _lock = new();
    private readonly Dictionary<TenantId, (DateTimeOffset Since, int Count)> _windows = [];
    private DateTimeOffset _lastSample;

    public void Refused(NotifyAddress? address, NoticeRefusal reason, ReadOnlyMemory<byte> body)
    {
        s_refused.Add(1, new KeyValuePair<string, object?>("reason", reason.ToString()));
        var now = clock.GetUtcNow();
        bool sample, alarm;
        lock (_lock)
        {
            sample = now - _lastSample >= s_sampleEvery;
            _lastSample = sample ? now : _lastSample;
            alarm = address is not null && CountsAsMany(address.Tenant, now);
        }
        if (sample)
        {
            log.LogWarning("A notification was refused: {Reason}, {Length} bytes, SHA-256 {Hash}", reason, body.Length, Convert.ToHexStringLower(SHA256.HashData(body.Span))[..16]);
        }
        if (alarm)
        {
            _ = RaiseAsync(address!);
        }
    }

    private bool CountsAsMany(TenantId tenant, DateTimeOffset now)
    {
        var (since, count) = _windows.TryGetValue(tenant, out var window) && now - window.Since < s_window ? window : (now, 0);
        _windows[tenant] = (since, count + 1);
        return count + 1 == AlarmAt;
    }

    private async Task RaiseAsync(NotifyAddress address)
    {
        try
        {
            await services.GetRequiredService<IInbox>().AlarmAsync(address.Tenant, AlarmKind.ForgedNotifications, "rate", $"{AlarmAt}", CancellationToken.None);
        }
        catch (Exception failed)
        {
            log.LogError(failed, "The alarm about refused notifications could not be stored");
        }
    }
}
