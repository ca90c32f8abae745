using System.Collections.Concurrent;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Work;
using Portal.Infrastructure.Persistence;

namespace Portal.Web.Realtime;

/// <summary>The one reader of changes in this process: its own at once, other processes' by looking four times a second.</summary>
public sealed class PaymentFeed(AcrossTenants across, IPaymentQueries payments, FeedSignal signal, TimeProvider clock, ILoggerFactory logs) : BackgroundService, IPaymentFeed
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentDictionary<TenantId, TenantStream> _streams = new();
    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly ILogger _log = logs.CreateLogger<PaymentFeed>();

    public IDisposable Subscribe(Audience audience, CounterId? only, long after, Func<FeedNews, Task> handler)
    {
        var listener = StreamOf(audience.Tenant).Listen(audience, only, after, handler);
        Wake();
        return listener;
    }

    public async Task<DayTotals> TotalsAsync(Audience audience, CancellationToken ct) => (await StreamOf(audience.Tenant).TotalsAsync(ct)).Within(audience.Scope);

    public override void Dispose()
    {
        foreach (var stream in _streams.Values)
        {
            stream.Dispose();
        }
        _wake.Dispose();
        base.Dispose();
        GC.SuppressFinalize(this);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        signal.ReadBy(Changed);
        var lookedAt = clock.GetTimestamp();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await _wake.WaitAsync(s_look, stoppingToken);
                if (clock.GetElapsedTime(lookedAt) >= s_look)
                {
                    lookedAt = clock.GetTimestamp();
                    await LookAtOthersAsync(stoppingToken);
                }
                foreach (var stream in _streams.Values)
                {
                    await stream.ReadAsync(stoppingToken);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failed)
            {
                _log.LogError(failed, "Changes could not be read; the next look tries again");
                await Task.Delay(s_look, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private void Changed(TenantId tenant)
    {
        if (_streams.TryGetValue(tenant, out var stream) && stream.HasListeners)
        {
            stream.MarkChanged();
            Wake();
        }
    }

    /// <summary>One question for all tenants that somebody listens to: how far are their changes numbered?</summary>
    private async Task LookAtOthersAsync(CancellationToken ct)
    {
        var listened = _streams.Where(pair => pair.Value.HasListeners).Select(pair => pair.Key).ToList();
        if (listened.Count == 0)
        {
            return;
        }
        foreach (var (tenant, last) in await across.LastSequencesAsync(listened, ct))
        {
            _streams[tenant].SeenUpTo(last);
        }
    }

    private TenantStream StreamOf(TenantId tenant) =>
        _streams.GetOrAdd(tenant, id => new TenantStream(Actor.Job(id), payments, clock, logs.CreateLogger<TenantStream>()));

    private void Wake()
    {
        try
        {
            if (_wake.CurrentCount == 0)
            {
                _wake.Release();
            }
        }
        catch (SemaphoreFullException)
        {
            // another hand woke it in the same moment
        }
    }
}
