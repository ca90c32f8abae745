using System.Text;
using Portal.Domain.Privacy;

namespace Portal.Infrastructure.Alipay.Wire;

/// <summary>A stored message without what is secret or names the customer. Only fields that are known to be harmless are shown as they are,
/// so that one that Alipay adds one day is left out by itself.</summary>
internal static class MaskedMessage
{
    public const string Hidden = "…";

    /// <summary>Longer values are cut: nobody reads them here.</summary>
    private const int MaxLength = 300;

    private static readonly HashSet<string> s_harmless =
    [
        "notify_id", "notify_type", "notify_time", "notify_action_type", "notify_charset", "sign_type", "out_trade_no", "trade_no", "trade_status", "subject", "seller_id",
        "gmt_create", "gmt_payment", "gmt_refund", "gmt_close", "price", "quantity", "total_fee", "paytools_pay_amount", "trans_currency", "trans_amount", "currency", "forex_currency",
        "forex_total_fee", "rmb_fee", "forex_rate", "exchange_rate", "payment_inst", "refund_fee", "refund_status", "out_biz_no",
    ];

    public static IReadOnlyList<KeyValuePair<string, string>> Of(byte[] body)
    {
        if (FormBody.TryRead(body, out var form) != FormBody.Fault.None || form is null
            || !NotifyCharset.TryChoose(null, form.Text("notify_charset"u8, Encoding.Latin1), out var charset))
        {
            return [];
        }
        return [.. form.All(charset).Select(field => new KeyValuePair<string, string>(field.Name, Shown(field.Name, field.Value)))];
    }

    private static string Shown(string name, string value) =>
        s_harmless.Contains(name) ? Cut(value)
        : name == "buyer_email" ? PayerName.Masked(value) ?? ""
        : Hidden;

    private static string Cut(string value) => value.Length <= MaxLength ? value : value[..(char.IsHighSurrogate(value[MaxLength - 1]) ? MaxLength - 1 : MaxLength)] + Hidden;
}
