using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Portal.Infrastructure.Alipay.Signing;

namespace Portal.Infrastructure.Alipay.Simulator;

/// <summary>A file as it is delivered.</summary>
public sealed record DayFile(byte[] Content, string Charset);

/// <summary>The transaction and settlement files of a day, made from the trades when they are asked for, so they always tie to them.</summary>
/// <remarks>Source: PROTOCOL 5.1 to 5.3. There from 09:00 of the next day on, if there was any business.</remarks>
public sealed partial class DayFiles(SimulatorFile file, DueSteps steps, FaultBook faults)
{
    private static readonly TimeOnly s_delivery = new(9, 0);
    private static readonly Lazy<Encoding> s_gb18030 = new(() => CodePagesEncodingProvider.Instance.GetEncoding("GB18030")!);

    /// <param name="name"><c>PID_transaction_yyyyMMdd.txt</c> or <c>PID_settlement_yyyyMMdd.txt</c>.</param>
    /// <returns>The file, or why there is none, as a sentence.</returns>
    public async Task<(DayFile? File, string? Why)> FindAsync(string name, CancellationToken ct)
    {
        if (Names().Match(name) is not { Success: true } match || !DateOnly.TryParseExact(match.Groups[3].Value, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return (null, $"there is no file {name}; names are like 2088000000000001_transaction_20260115.txt and 2088000000000001_settlement_20260116.txt");
        }
        var (partner, isSettlement) = (match.Groups[1].Value, match.Groups[2].Value == "settlement");
        if (file.Now < WireTimestamp.At(day.AddDays(1), s_delivery))
        {
            return (null, $"{name} is not there yet: it comes at 09:00 (GMT+8) on the day after");
        }
        while (await steps.RunAsync(ct) > 0)
        {
            // The night's refunds belong into the file, whether or not somebody looked meanwhile.
        }
        var entries = await EntriesAsync(partner, isSettlement ? DayEntries.SettledOn(day) : [day], ct);
        if (entries.Count == 0)
        {
            return (null, $"there is no file {name}: no business");
        }
        var fault = (await faults.TakeAsync(FaultNames.FileService, partner, isSettlement ? FaultNames.OnSettlement : [.. FaultNames.Files], ct))?.Fault;
        if (fault is "late" or "missing")
        {
            return (null, fault == "late" ? $"{name} is not there yet" : $"there is no file {name}");
        }
        var spoilt = DayEntries.Spoil(entries, fault);
        var text = isSettlement ? FileText.Settlement(spoilt, day) : FileText.Transactions(spoilt, partner, day, spoilt.Count + (fault == "wrong-count" ? 1 : 0));
        return (fault == "gb18030" ? new DayFile(s_gb18030.Value.GetBytes(text), "gb18030") : new DayFile(WireCharset.Utf8.GetBytes(text), "utf-8"), null);
    }

    private async Task<List<DayEntry>> EntriesAsync(string partner, IReadOnlyList<DateOnly> days, CancellationToken ct)
    {
        var entries = new List<DayEntry>();
        if (days.Count == 0)
        {
            return entries;
        }
        var (from, until) = (WireTimestamp.At(days[0], TimeOnly.MinValue), WireTimestamp.At(days[^1].AddDays(1), TimeOnly.MinValue));
        await using var context = file.Open();
        var trades = await context.Trades.AsNoTracking().Where(trade => trade.Partner == partner && trade.PaidAt >= from && trade.PaidAt < until).ToListAsync(ct);
        var refunds = await context.Refunds.AsNoTracking()
            .Where(refund => refund.Partner == partner && refund.Status == SimRefund.Done && refund.EndedAt >= from && refund.EndedAt < until)
            .Join(context.Trades, refund => refund.TradeNo, trade => trade.TradeNo, (refund, trade) => new { refund, trade }).ToListAsync(ct);
        var codes = (await context.Codes.AsNoTracking().Where(code => code.Partner == partner).ToListAsync(ct)).ToDictionary(code => code.Text);
        entries.AddRange(trades.Select(trade => DayEntries.Payment(trade, CodeOf(trade))));
        entries.AddRange(trades.Where(trade => trade.ClosedBy == SimTrade.ByCancel).Select(trade => DayEntries.Cancel(trade, CodeOf(trade))));       // a cancel falls on its payment's day
        entries.AddRange(refunds.Select(pair => DayEntries.Refund(pair.refund, pair.trade, CodeOf(pair.trade))));
        return [.. entries.OrderBy(entry => entry.At).ThenBy(entry => entry.Type, StringComparer.Ordinal)];

        SimCode? CodeOf(SimTrade trade) => trade.Code is { } text ? codes.GetValueOrDefault(text) : null;
    }

    [GeneratedRegex(@"^([0-9]{16})_(transaction|settlement)_([0-9]{8})[.]txt\z")]
    private static partial Regex Names();
}
