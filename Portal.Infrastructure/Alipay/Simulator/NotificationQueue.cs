using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Portal.Infrastructure.Alipay.Simulator;

/// <summary>Notifications that are to be sent, in the file; what is queued rings the notifier at once.</summary>
/// <remarks>Source: PROTOCOL 3.4 (schedule), 8.4.</remarks>
public sealed class NotificationQueue(SimulatorFile file, FaultBook faults, IOptions<SimulatorOptions> options) : IDisposable
{
    private const int DelaySeconds = 20 * 60;
    private const int HeldAtMostSeconds = 10;
    private readonly SemaphoreSlim _bell = new(0);

    /// <summary>Something may be due: the notifier looks now.</summary>
    public void Ring()
    {
        if (_bell.CurrentCount == 0)
        {
            _bell.Release();
        }
    }

    public void Dispose() => _bell.Dispose();

    internal Task WaitAsync(TimeSpan atMost, CancellationToken ct) => _bell.WaitAsync(atMost, ct);

    /// <summary>Queues the message of a trade's new state, with the fault that is armed for it. Nothing where neither request nor code names an address.</summary>
    internal async Task AddAsync(SimulatorContext context, SimTrade trade, string action, SimRefund? refund, CancellationToken ct)
    {
        if ((refund?.NotifyUrl ?? await context.Codes.Where(code => code.Text == trade.Code).Select(code => code.NotifyUrl).FirstOrDefaultAsync(ct)) is not { } url)
        {
            return;
        }
        var chosen = action == NotifyAction.Paid ? trade.NotificationFault : null;
        var armed = chosen is null ? await faults.TakeAsync(context, FaultNames.NotificationService, trade.Partner, FaultNames.Send, ct) : null;
        context.Notifications.Add(Plan(trade, action, refund?.RefundNo, url, chosen ?? armed?.Fault, armed?.Seconds));
        await context.SaveChangesAsync(ct);
    }

    internal async Task<IReadOnlyList<SimNotification>> DueAsync(int limit, CancellationToken ct)
    {
        await using var context = file.Open();
        var now = file.Now;
        return await context.Notifications.AsNoTracking().Where(row => row.NextAt != null && row.NextAt <= now).OrderBy(row => row.NextAt).Take(limit).ToListAsync(ct);
    }

    /// <summary>Writes down a send and plans the next, if there is to be one; a held message of the partner follows at once.</summary>
    internal async Task RecordAsync(SimNotification sent, SimAttempt attempt, bool bySchedule, CancellationToken ct)
    {
        await using var context = file.Open();
        await using var transaction = await context.Database.BeginTransactionAsync(ct);
        context.Attempts.Add(attempt);
        await context.SaveChangesAsync(ct);
        DateTimeOffset? at = attempt.At, next = null;
        var done = sent.Delivered || attempt.IsAcknowledgement;
        if (!done)
        {
            next = bySchedule ? NextAfter(sent.Sends + 1, attempt.At) : sent.NextAt;
        }
        await context.Notifications.Where(row => row.NotifyId == sent.NotifyId).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.Sends, row => row.Sends + 1).SetProperty(row => row.Delivered, row => row.Delivered || done)
                .SetProperty(row => row.NextAt, next).SetProperty(row => row.LastSentAt, at).SetProperty(row => row.IsHeld, false),
            ct);
        var released = await context.Notifications.Where(row => row.Partner == sent.Partner && row.IsHeld && row.NotifyId != sent.NotifyId)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.IsHeld, false).SetProperty(row => row.NextAt, at), ct);
        await transaction.CommitAsync(ct);
        if (released > 0)
        {
            Ring();
        }
    }

    private DateTimeOffset? NextAfter(int sends, DateTimeOffset from) =>
        sends < options.Value.Schedule.Count ? from + options.Value.Schedule[sends] * options.Value.TimeScale : null;

    private SimNotification Plan(SimTrade trade, string action, string? refundNo, string url, string? fault, int? seconds)
    {
        var now = file.Now;
        DateTimeOffset? first = fault switch
        {
            "lost" => null,
            "delayed" => now.AddSeconds(seconds ?? DelaySeconds),
            "reordered" => now.AddSeconds(seconds ?? HeldAtMostSeconds),
            _ => now + options.Value.Schedule[0] * options.Value.TimeScale,
        };
        return new SimNotification
        {
            NotifyId = TradeNumbers.NotifyId(), TradeNo = trade.TradeNo, Partner = trade.Partner, Url = url, Status = trade.Status, Action = action,
            RefundNo = refundNo, Fault = fault, IsHeld = fault == "reordered", NextAt = first,
        };
    }
}
