using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Domain.Primitives;

namespace Portal.Infrastructure.Alipay.Simulator;

/// <summary>A refund as it was asked for, its form checked.</summary>
internal sealed record RefundOrder(string Partner, string OutTradeNo, string? TradeNo, string RefundNo, string Amount, string Currency, string? Reason, bool IsSync, string? NotifyUrl);

/// <summary>Takes refunds: each in one transaction that holds the file's write lock, so the sum can never exceed what was paid.</summary>
/// <remarks>Source: PROTOCOL 3.8; the checks stand in the order of its table, after idempotency.</remarks>
internal sealed class RefundDesk(SimulatorFile file, DueSteps steps, NotificationQueue queue, Charges charges, IOptions<SimulatorOptions> options)
{
    public const string NoFunds = "MERCHANT_BALANCE_NOT_ENOUGH";

    /// <returns>The refund with its trade, or the code with which it is refused: then nothing was done.</returns>
    public async Task<(SimTrade? Trade, SimRefund? Refund, string? Error)> AskAsync(RefundOrder order, CancellationToken ct)
    {
        await using var context = file.Open();
        await using var transaction = await context.Database.BeginTransactionAsync(ct);
        var trade = await context.FindTradeAsync(order.Partner, order.TradeNo, order.OutTradeNo, ct);
        if (trade is not null)
        {
            trade = await steps.BringUpToDateAsync(context, trade.TradeNo, ct);
        }
        var (refund, error) = await TakeAsync(context, order, trade, ct);
        await context.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        queue.Ring();
        return (trade, refund, error);
    }

    private async Task<(SimRefund? Refund, string? Error)> TakeAsync(SimulatorContext context, RefundOrder order, SimTrade? trade, CancellationToken ct)
    {
        if (await context.Refunds.FirstOrDefaultAsync(row => row.Partner == order.Partner && row.RefundNo == order.RefundNo, ct) is { } first)
        {
            return !IsSame(first, order, trade) ? (null, "DISCORDANT_REPEAT_REQUEST") : first.Status == SimRefund.Failed ? (null, NoFunds) : (first, null);
        }
        if (trade is null)
        {
            return (null, "TRADE_NOT_EXIST");
        }
        if (ErrorOf(trade) is { } state)
        {
            return (null, state);
        }
        var held = await context.Refunds.Where(row => row.TradeNo == trade.TradeNo && row.Status != SimRefund.Failed).SumAsync(row => row.AmountMinor, ct);
        if (!Money.TryParse(order.Amount, Currency.Of(trade.Currency), out var amount))
        {
            return (null, order.Currency == trade.Currency ? "INVALID_PARAMETER" : "CURRENCY_NOT_SAME");
        }
        var now = file.Now;
        var refused = amount.MinorUnits > trade.SettleMinor - held ? "RETURN_AMOUNT_EXCEED"
            : trade.Status == SimTrade.Finished || now > trade.PaidAt!.Value.AddDays(options.Value.RefundDays) ? "REFUNDMENT_VALID_DATE_EXCEED"
            : order.Currency != trade.Currency ? "CURRENCY_NOT_SAME"
            : order.IsSync && await steps.HasNoFundsAsync(context, order.Partner, ct) ? NoFunds
            : !options.Value.RefundsAllowed ? "TRADE_NOT_ALLOW_REFUND"
            : order.IsSync && WireTimestamp.TimeOfDay(now) < options.Value.SyncRefundsFrom ? "SYSTEM_ERROR"
            : null;
        if (refused is not null)
        {
            return (null, refused);
        }
        var share = charges.Share(trade, held, amount.MinorUnits);
        var refund = new SimRefund
        {
            Partner = order.Partner, RefundNo = order.RefundNo, OwnNo = TradeNumbers.New(now).TradeNo, TradeNo = trade.TradeNo, Currency = trade.Currency, AmountMinor = amount.MinorUnits,
            TypedMinor = share.TypedMinor, CnyMinor = share.CnyMinor, FeeMinor = share.FeeMinor, Reason = order.Reason, IsSync = order.IsSync, NotifyUrl = order.NotifyUrl,
            Status = SimRefund.Processing, AskedAt = now, NextTryAt = order.IsSync ? now : steps.FirstTry(trade, now),
        };
        context.Refunds.Add(refund);
        await context.SaveChangesAsync(ct);
        await steps.TryRefundAsync(context, refund, mayLackFunds: !order.IsSync, ct);
        return (refund, null);
    }

    /// <summary>Null where the trade's state allows a refund.</summary>
    private static string? ErrorOf(SimTrade trade) => trade.Status switch
    {
        SimTrade.Waiting => "TRADE_STATUS_ERROR",
        SimTrade.Closed => trade.ClosedBy == SimTrade.ByRefunds ? "RETURN_AMOUNT_EXCEED" : "TRADE_HAS_CLOSE",
        _ => null,
    };

    private static bool IsSame(SimRefund first, RefundOrder order, SimTrade? trade) =>
        first.TradeNo == trade?.TradeNo && first.Currency == order.Currency && first.Reason == order.Reason && first.IsSync == order.IsSync
        && Money.TryParse(order.Amount, Currency.Of(first.Currency), out var amount) && amount.MinorUnits == first.AmountMinor;
}
