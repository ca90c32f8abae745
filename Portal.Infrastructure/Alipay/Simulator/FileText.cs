using System.Globalization;
using System.Text;
using Portal.Domain.Primitives;

namespace Portal.Infrastructure.Alipay.Simulator;

/// <summary>Entries as lines: columns between bars, no quoting, CR LF.</summary>
/// <remarks>Source: PROTOCOL 5.2, 5.3. A bar in a text would break its row, so it becomes a blank.</remarks>
internal static class FileText
{
    private const string Scene = "shopQrCode";
    private static readonly TimeOnly s_settledAt = new(15, 36);

    public static string Transactions(IEnumerable<DayEntry> entries, string partner, DateOnly day, int count)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"Partner:{partner}|Payment_time: {day:yyyy-MM-dd}|Total_count:{count}\r\n");
        text.Append("Partner_transaction_id|Transaction_id|Transaction_amount|Charge_amount|Currency|Payment_time|Transaction_type|Remark|");
        text.Append("Secondary_merchant_industry|Secondary_merchant_name|Operator_name|Order_scene|Trans_currency|Trans_amount|Trans_forex_rate\r\n");
        foreach (var entry in entries)
        {
            Line(text, [
                entry.PartnerNo, entry.OwnNo, Amount(entry.AmountMinor, entry.Trade.Currency), Amount(entry.FeeMinor, entry.Trade.Currency), entry.Trade.Currency,
                WireTimestamp.Text(entry.At), entry.Type, entry.Remark, .. Shop(entry),
            ]);
        }
        return text.ToString();
    }

    public static string Settlement(IEnumerable<DayEntry> entries, DateOnly day)
    {
        var text = new StringBuilder("Partner_transaction_id|Transaction_id|Amount|Rmb_amount|Fee|Settlement|Rmb_settlement|Currency|Rate|Payment_time|Settlement_time|Type|Status|Remarks|");
        text.Append("Secondary_merchant_industry|Secondary_merchant_name|Operator_name|Order_scene|Trans_currency|Trans_amount|Trans_forex_rate\r\n");
        foreach (var entry in entries)
        {
            var (currency, settled) = (entry.Trade.Currency, entry.AmountMinor - entry.FeeMinor);
            Line(text, [
                entry.Type == DayEntries.CancelType ? entry.OwnNo : entry.PartnerNo, entry.OwnNo, Amount(entry.AmountMinor, currency), Amount(entry.CnyMinor, "CNY"),
                Amount(entry.FeeMinor, currency), Amount(settled, currency), Amount(Rates.InCny(settled, Currency.Of(currency), entry.Trade.Rate), "CNY"), currency, entry.Trade.Rate,
                WireTimestamp.Text(entry.At), WireTimestamp.Text(WireTimestamp.At(day, s_settledAt)), entry.Type == DayEntries.PaymentType ? "P" : "R", "L", entry.Remark, .. Shop(entry),
            ]);
        }
        return text.ToString();
    }

    private static string[] Shop(DayEntry entry) =>
    [
        entry.Code?.Industry ?? "", entry.Code?.MerchantName ?? "", entry.Code?.StoreName ?? "", Scene, entry.Trade.PricingCurrency,
        Amount(entry.TypedMinor, entry.Trade.PricingCurrency), entry.Trade.ForexRate,
    ];

    private static void Line(StringBuilder text, string[] columns) => text.AppendJoin('|', columns.Select(column => column.Replace('|', ' ').ReplaceLineEndings(" "))).Append("\r\n");

    private static string Amount(long minor, string currency) => Money.OfMinor(minor, Currency.Of(currency)).ToPlainText();
}
