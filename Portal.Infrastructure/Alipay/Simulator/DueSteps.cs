using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Portal.Infrastructure.Alipay.Simulator;

/// <summary>What time does by itself: closes what nobody paid, carries out refunds at night, finishes what can no longer be refunded. By the simulator's clock.</summary>
/// <remarks>Source: PROTOCOL 3.8 (nights, missing funds), 7.1. However far the clock jumps, each step happens as of its own time.</remarks>
public sealed class DueSteps(SimulatorFile file, NotificationQueue queue, FaultBook faults, IOptions<SimulatorOptions> options)
{
    private const int AtOnce = 200;
    private static readonly string[] s_noFunds = ["no-funds"];

    /// <summary>Takes the steps that are due, some at a time. What can no longer be refunded is finished when somebody looks: nobody is told of it.</summary>
    /// <returns>How many trades were due.</returns>
    internal async Task<int> RunAsync(CancellationToken ct)
    {
        await using var context = file.Open();
        var now = file.Now;
        var unpaid = now - options.Value.BuyerHas;
        var due = await context.Trades.Where(trade => trade.Status == SimTrade.Waiting && trade.CreatedAt <= unpaid)
            .Select(trade => trade.TradeNo).Take(AtOnce).ToListAsync(ct);
        due.AddRange(await context.Refunds.Where(refund => refund.NextTryAt != null && refund.NextTryAt <= now).Select(refund => refund.TradeNo).Take(AtOnce).ToListAsync(ct));
        foreach (var tradeNo in due.Distinct())
        {
            await using var transaction = await context.Database.BeginTransactionAsync(ct);
            await BringUpToDateAsync(context, tradeNo, ct);
            await transaction.CommitAsync(ct);
            context.ChangeTracker.Clear();
        }
        if (due.Count > 0)
        {
            queue.Ring();
        }
        return due.Count;
    }

    /// <summary>Whether something is due for this trade; asked without the write lock.</summary>
    internal async Task<bool> IsDueAsync(SimulatorContext context, SimTrade trade, CancellationToken ct)
    {
        var now = file.Now;
        return (trade.Status == SimTrade.Waiting && trade.CreatedAt + options.Value.BuyerHas <= now)
            || (trade.Status == SimTrade.Paid && (trade.PaidAt!.Value.AddDays(options.Value.RefundDays) < now
                || await context.Refunds.AnyAsync(refund => refund.TradeNo == trade.TradeNo && refund.NextTryAt != null && refund.NextTryAt <= now, ct)));
    }

    /// <summary>The trade as it is now. The caller holds the transaction.</summary>
    internal async Task<SimTrade> BringUpToDateAsync(SimulatorContext context, string tradeNo, CancellationToken ct)
    {
        var trade = await context.Trades.AsNoTracking().FirstAsync(row => row.TradeNo == tradeNo, ct);
        var now = file.Now;
        if (trade.Status == SimTrade.Waiting && trade.CreatedAt + options.Value.BuyerHas <= now)
        {
            await CloseAsync(context, trade, SimTrade.ByTime, trade.CreatedAt + options.Value.BuyerHas, NotifyAction.Closed, ct);
        }
        foreach (var refund in await context.Refunds.Where(row => row.TradeNo == tradeNo && row.NextTryAt != null && row.NextTryAt <= now).ToListAsync(ct))
        {
            await TryRefundAsync(context, refund, mayLackFunds: true, ct);
        }
        var isOver = now.AddDays(-options.Value.RefundDays);
        if (trade.Status == SimTrade.Paid && trade.PaidAt < isOver && !await context.Refunds.AnyAsync(row => row.TradeNo == tradeNo && row.Status == SimRefund.Processing, ct))
        {
            await context.Trades.Where(row => row.TradeNo == tradeNo && row.Status == SimTrade.Paid)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.Status, SimTrade.Finished), ct);
        }
        return await context.Trades.AsNoTracking().FirstAsync(row => row.TradeNo == tradeNo, ct);
    }

    /// <summary>Closes a trade and queues its notice. The caller holds the transaction and has checked the state.</summary>
    internal async Task CloseAsync(SimulatorContext context, SimTrade trade, string by, DateTimeOffset at, string? action, CancellationToken ct)
    {
        DateTimeOffset? closed = at;
        await context.Trades.Where(row => row.TradeNo == trade.TradeNo)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.Status, SimTrade.Closed).SetProperty(row => row.ClosedBy, by).SetProperty(row => row.ClosedAt, closed), ct);
        if (action is not null && (action != NotifyAction.Closed || options.Value.TellsClosing))
        {
            await queue.AddAsync(context, await context.Trades.AsNoTracking().FirstAsync(row => row.TradeNo == trade.TradeNo, ct), action, null, ct);
        }
    }

    /// <summary>When an asynchronous refund is tried first: at once on the day of the payment and at night, else at 23:00.</summary>
    internal DateTimeOffset FirstTry(SimTrade trade, DateTimeOffset now)
    {
        var time = WireTimestamp.TimeOfDay(now);
        var isNight = time >= options.Value.NightFrom || time < options.Value.NightUntil;
        return isNight || WireTimestamp.DayOf(now) == WireTimestamp.DayOf(trade.PaidAt!.Value) ? now : NextNight(now);
    }

    /// <summary>Carries out a refund that is due, as of its own time; what lacks funds waits for the next night, and in the end fails.</summary>
    internal async Task TryRefundAsync(SimulatorContext context, SimRefund refund, bool mayLackFunds, CancellationToken ct)
    {
        while (refund.NextTryAt is { } at && at <= file.Now)
        {
            if (at > refund.AskedAt + options.Value.RefundsTriedFor)
            {
                (refund.Status, refund.NextTryAt, refund.EndedAt) = (SimRefund.Failed, null, at);
            }
            else if (mayLackFunds && await HasNoFundsAsync(context, refund.Partner, ct))
            {
                refund.NextTryAt = NextNight(at);
            }
            else
            {
                (refund.Status, refund.NextTryAt, refund.EndedAt) = (SimRefund.Done, null, at);
            }
        }
        await context.SaveChangesAsync(ct);
        if (refund.Status == SimRefund.Done)
        {
            await TellAsync(context, refund, ct);
        }
    }

    internal async Task<bool> HasNoFundsAsync(SimulatorContext context, string partner, CancellationToken ct) =>
        await faults.TakeAsync(context, GatewayServices.Refund, partner, s_noFunds, ct) is not null;

    private async Task TellAsync(SimulatorContext context, SimRefund refund, CancellationToken ct)
    {
        var trade = await context.Trades.AsNoTracking().FirstAsync(row => row.TradeNo == refund.TradeNo, ct);
        var back = await context.Refunds.Where(row => row.TradeNo == refund.TradeNo && row.Status == SimRefund.Done).SumAsync(row => row.AmountMinor, ct);
        if (back == trade.SettleMinor)
        {
            await CloseAsync(context, trade, SimTrade.ByRefunds, refund.EndedAt!.Value, null, ct);
        }
        if (!refund.IsSync)
        {
            await queue.AddAsync(context, await context.Trades.AsNoTracking().FirstAsync(row => row.TradeNo == refund.TradeNo, ct), NotifyAction.Refunded, refund, ct);
        }
    }

    /// <summary>The first 23:00 after an instant.</summary>
    private DateTimeOffset NextNight(DateTimeOffset from)
    {
        var tonight = WireTimestamp.At(WireTimestamp.DayOf(from), options.Value.NightFrom);
        return tonight > from ? tonight : WireTimestamp.At(WireTimestamp.DayOf(from).AddDays(1), options.Value.NightFrom);
    }
}

/// <summary>The words in which a notification says what happened.</summary>
internal static class NotifyAction
{
    public const string Paid = "payByAccountAction";
    public const string Refunded = "refundFPAction";
    public const string Cancelled = "reverseAction";
    public const string Closed = "closeTradeAction";
}
