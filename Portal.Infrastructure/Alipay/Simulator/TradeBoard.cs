using Microsoft.EntityFrameworkCore;
using Portal.Domain.Primitives;

namespace Portal.Infrastructure.Alipay.Simulator;

/// <summary>A notification as people see it.</summary>
public sealed record NotificationView(string NotifyId, string Status, bool Delivered, bool IsWaiting, IReadOnlyList<SimAttempt> Attempts);

/// <summary>A trade with its refunds and notifications.</summary>
public sealed record TradeView(SimTrade Trade, IReadOnlyList<SimRefund> Refunds, IReadOnlyList<NotificationView> Notifications)
{
    /// <summary>Undone on its day by a cancel, paid or not.</summary>
    public bool IsCancelled => Trade.ClosedBy == SimTrade.ByCancel;

    public Money Amount => Money.OfMinor(Trade.AmountMinor, Currency.Of(Trade.PricingCurrency));

    public Money AmountCny => Money.OfMinor(Trade.CnyMinor, Currency.Of("CNY"));
}

/// <summary>Trades to be shown: one, or the latest of a code.</summary>
public sealed class TradeBoard(SimulatorFile file, TradeDesk desk)
{
    public async Task<TradeView?> FindAsync(string tradeNo, CancellationToken ct) =>
        await desk.FindAsync(tradeNo, ct) is { } trade ? new TradeView(trade, await RefundsAsync(tradeNo, ct), await NotificationsAsync(tradeNo, ct)) : null;

    public async Task<IReadOnlyList<TradeView>> LatestAsync(string code, int count, CancellationToken ct)
    {
        await using var context = file.Open();
        var numbers = await context.Trades.Where(trade => trade.Code == code).OrderByDescending(trade => trade.CreatedAt).Take(count).Select(trade => trade.TradeNo).ToListAsync(ct);
        var found = new List<TradeView>();
        foreach (var number in numbers)
        {
            found.Add((await FindAsync(number, ct))!);
        }
        return found;
    }

    /// <summary>The code with this text, in whatever state: a payment that was begun before a stop may still finish.</summary>
    public async Task<SimCode?> CodeAsync(string text, CancellationToken ct)
    {
        await using var context = file.Open();
        return await context.Codes.AsNoTracking().FirstOrDefaultAsync(code => code.Text == text, ct);
    }

    private async Task<List<SimRefund>> RefundsAsync(string tradeNo, CancellationToken ct)
    {
        await using var context = file.Open();
        return await context.Refunds.AsNoTracking().Where(refund => refund.TradeNo == tradeNo).OrderBy(refund => refund.Id).ToListAsync(ct);
    }

    /// <summary>In one statement: a send that is booked meanwhile is seen with its attempt, or not at all.</summary>
    private async Task<List<NotificationView>> NotificationsAsync(string tradeNo, CancellationToken ct)
    {
        await using var context = file.Open();
        var rows = await context.Notifications.AsNoTracking().Where(row => row.TradeNo == tradeNo)
            .Select(row => new { Sent = row, Attempts = context.Attempts.Where(attempt => attempt.NotifyId == row.NotifyId).OrderBy(attempt => attempt.Id).ToList() }).ToListAsync(ct);
        return [.. rows.Select(row => new NotificationView(row.Sent.NotifyId, row.Sent.Status, row.Sent.Delivered, row.Sent.NextAt is not null, row.Attempts))];
    }
}
