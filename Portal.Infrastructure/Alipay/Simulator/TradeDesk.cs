using Microsoft.EntityFrameworkCore;
using Portal.Domain.Primitives;

namespace Portal.Infrastructure.Alipay.Simulator;

/// <summary>Moves trades: each step in one transaction that holds the write lock, so that of two at once one has effect.</summary>
/// <remarks>Source: PROTOCOL 7.1, 8.3.</remarks>
public sealed class TradeDesk(SimulatorFile file, NotificationQueue queue, DueSteps steps, Charges charges)
{
    /// <summary>The code with this text; null where it is unknown, stopped or deleted, which the wallet calls invalid.</summary>
    public async Task<SimCode?> ScanAsync(string? text, CancellationToken ct)
    {
        await using var context = file.Open();
        return await context.Codes.AsNoTracking().FirstOrDefaultAsync(code => code.Text == text && code.Status == SimCode.Active, ct);
    }

    /// <summary>The customer confirms the amount: a trade that waits for the password.</summary>
    public async Task<SimTrade> ConfirmAsync(SimCode code, Money amount, string? notificationFault, CancellationToken ct)
    {
        var trade = Make(code.Partner, amount, Currency.Of(code.Currency), SimTrade.Waiting, TradeNumbers.New(file.Now), code.Text, notificationFault);
        await using var context = file.Open();
        context.Trades.Add(trade);
        await context.SaveChangesAsync(ct);
        return trade;
    }

    /// <summary>The password was right: paid once, however often it is said; null for an unknown trade.</summary>
    /// <returns>The trade as it is then, closed where the customer's time was over.</returns>
    public async Task<SimTrade?> PayAsync(string tradeNo, bool notify, CancellationToken ct)
    {
        await using (var context = file.Open())
        {
            await using var transaction = await context.Database.BeginTransactionAsync(ct);
            if (!await context.Trades.AnyAsync(trade => trade.TradeNo == tradeNo, ct))
            {
                return null;
            }
            var trade = await steps.BringUpToDateAsync(context, tradeNo, ct);
            if (trade.Status == SimTrade.Waiting)
            {
                DateTimeOffset? paidAt = file.Now;
                var fee = charges.Of(await context.Codes.AsNoTracking().FirstOrDefaultAsync(code => code.Text == trade.Code, ct), trade.SettleMinor, Currency.Of(trade.Currency));
                await context.Trades.Where(row => row.TradeNo == tradeNo).ExecuteUpdateAsync(
                    set => set.SetProperty(row => row.Status, SimTrade.Paid).SetProperty(row => row.PaidAt, paidAt).SetProperty(row => row.FeeMinor, fee), ct);
                if (notify)
                {
                    await queue.AddAsync(context, await context.Trades.AsNoTracking().FirstAsync(row => row.TradeNo == tradeNo, ct), NotifyAction.Paid, null, ct);
                }
            }
            await transaction.CommitAsync(ct);
        }
        queue.Ring();
        return await FindAsync(tradeNo, ct);
    }

    /// <summary>The trade as it is now: what was due for it has happened.</summary>
    public async Task<SimTrade?> FindAsync(string tradeNo, CancellationToken ct)
    {
        await using var context = file.Open();
        var trade = await context.Trades.AsNoTracking().FirstOrDefaultAsync(row => row.TradeNo == tradeNo, ct);
        if (trade is null || !await steps.IsDueAsync(context, trade, ct))
        {
            return trade;
        }
        await using var transaction = await context.Database.BeginTransactionAsync(ct);
        trade = await steps.BringUpToDateAsync(context, tradeNo, ct);
        await transaction.CommitAsync(ct);
        queue.Ring();
        return trade;
    }

    /// <summary>Paid trades without a code or a notification. Numbers are the prefix and eight digits from 00000001 on, and <c>O</c> before it on the merchant's side.</summary>
    /// <returns>Null where such numbers exist already, or were cancelled before they came to be.</returns>
    public async Task<IReadOnlyList<SimTrade>?> MakePaidAsync(string partner, Money amount, int count, string? prefix, CancellationToken ct)
    {
        var now = file.Now;
        var made = Enumerable.Range(1, count)
            .Select(i => Make(partner, amount, amount.Currency, SimTrade.Paid, prefix is null ? TradeNumbers.New(now) : ($"{prefix}{i:D8}", $"O{prefix}{i:D8}"), null, null, now))
            .ToList();
        await using var context = file.Open();
        if (prefix is not null && await context.Voids.AnyAsync(gone => gone.OutTradeNo.StartsWith("O" + prefix), ct))
        {
            return null;
        }
        context.ChangeTracker.AutoDetectChangesEnabled = false;
        context.Trades.AddRange(made);
        try
        {
            await context.SaveChangesAsync(ct);
            return made;
        }
        catch (DbUpdateException taken) when (taken.InnerException is Microsoft.Data.Sqlite.SqliteException { SqliteErrorCode: 19 })
        {
            return null;
        }
    }

    /// <summary>Moves a paid trade's times back, so that its message comes late without anybody's waiting.</summary>
    public async Task AgeAsync(string tradeNo, int minutes, CancellationToken ct)
    {
        await using var context = file.Open();
        DateTimeOffset? paid = file.Now.AddMinutes(-minutes);
        var created = paid.Value.AddSeconds(-5);
        await context.Trades.Where(trade => trade.TradeNo == tradeNo && trade.PaidAt > paid)
            .ExecuteUpdateAsync(set => set.SetProperty(trade => trade.PaidAt, paid).SetProperty(trade => trade.CreatedAt, created), ct);
    }

    private SimTrade Make(
        string partner, Money amount, Currency settlement, string status, (string TradeNo, string OutTradeNo) numbers, string? code, string? fault, DateTimeOffset? paidAt = null)
    {
        var worth = Rates.Of(amount, settlement);
        return new SimTrade
        {
            TradeNo = numbers.TradeNo, OutTradeNo = numbers.OutTradeNo, Partner = partner, Code = code, PricingCurrency = amount.Currency.Code, AmountMinor = amount.MinorUnits,
            Currency = settlement.Code, SettleMinor = worth.SettleMinor, CnyMinor = worth.CnyMinor, ForexRate = worth.ForexRate, Rate = worth.Rate,
            Status = status, CreatedAt = file.Now, PaidAt = paidAt, NotificationFault = fault, FeeMinor = paidAt is null ? 0 : charges.Of(null, worth.SettleMinor, settlement),
        };
    }
}
