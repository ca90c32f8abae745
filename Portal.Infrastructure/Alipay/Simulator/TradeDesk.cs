using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Domain.Primitives;

namespace Portal.Infrastructure.Alipay.Simulator;

/// <summary>Moves trades: each step is one conditional update, so that of two at once one has effect.</summary>
/// <remarks>Source: PROTOCOL 7.1, 8.3.</remarks>
public sealed class TradeDesk(SimulatorFile file, NotificationQueue queue, IOptions<SimulatorOptions> options)
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
            var (now, deadline) = (file.Now, Deadline);
            DateTimeOffset? paidAt = now;
            var moved = await context.Trades.Where(trade => trade.TradeNo == tradeNo && trade.Status == SimTrade.Waiting && trade.CreatedAt > deadline)
                .ExecuteUpdateAsync(set => set.SetProperty(trade => trade.Status, SimTrade.Paid).SetProperty(trade => trade.PaidAt, paidAt), ct);
            if (moved == 1 && notify)
            {
                await queue.AddAsync(context, await context.Trades.AsNoTracking().FirstAsync(trade => trade.TradeNo == tradeNo, ct), "payByAccountAction", ct);
            }
            await transaction.CommitAsync(ct);
        }
        queue.Ring();
        return await FindAsync(tradeNo, ct);
    }

    /// <summary>The trade as it is now: one whose three minutes are over is closed first.</summary>
    public async Task<SimTrade?> FindAsync(string tradeNo, CancellationToken ct)
    {
        await using var context = file.Open();
        var deadline = Deadline;
        var trade = await context.Trades.AsNoTracking().FirstOrDefaultAsync(row => row.TradeNo == tradeNo, ct);
        if (trade is not { Status: SimTrade.Waiting } || trade.CreatedAt > deadline)
        {
            return trade;
        }
        await context.Trades.Where(row => row.TradeNo == tradeNo && row.Status == SimTrade.Waiting)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.Status, SimTrade.Closed), ct);
        return await context.Trades.AsNoTracking().FirstAsync(row => row.TradeNo == tradeNo, ct);
    }

    /// <summary>Paid trades without a code or a notification. Numbers are the prefix and eight digits from 00000001 on, and <c>O</c> before it on the merchant's side.</summary>
    /// <returns>Null where such numbers exist already.</returns>
    public async Task<IReadOnlyList<SimTrade>?> MakePaidAsync(string partner, Money amount, int count, string? prefix, CancellationToken ct)
    {
        var now = file.Now;
        var made = Enumerable.Range(1, count)
            .Select(i => Make(partner, amount, amount.Currency, SimTrade.Paid, prefix is null ? TradeNumbers.New(now) : ($"{prefix}{i:D8}", $"O{prefix}{i:D8}"), null, null, now))
            .ToList();
        await using var context = file.Open();
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

    private DateTimeOffset Deadline => file.Now - options.Value.BuyerHas;

    private SimTrade Make(
        string partner, Money amount, Currency settlement, string status, (string TradeNo, string OutTradeNo) numbers, string? code, string? fault, DateTimeOffset? paidAt = null)
    {
        var worth = Rates.Of(amount, settlement);
        return new SimTrade
        {
            TradeNo = numbers.TradeNo, OutTradeNo = numbers.OutTradeNo, Partner = partner, Code = code, PricingCurrency = amount.Currency.Code, AmountMinor = amount.MinorUnits,
            Currency = settlement.Code, SettleMinor = worth.SettleMinor, CnyMinor = worth.CnyMinor, ForexRate = worth.ForexRate, Rate = worth.Rate,
            Status = status, CreatedAt = file.Now, PaidAt = paidAt, NotificationFault = fault,
        };
    }
}
