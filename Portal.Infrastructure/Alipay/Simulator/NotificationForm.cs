using System.Text;
using Portal.Domain.Primitives;
using Portal.Infrastructure.Alipay.Signing;

namespace Portal.Infrastructure.Alipay.Simulator;

/// <summary>The form of one send: fields, what a fault does to them, signature, bytes.</summary>
/// <remarks>Source: PROTOCOL 3.4 (fields), 2.5 (signature over the body).</remarks>
internal static class NotificationForm
{
    private const string NoShop = "Order";
    private const string OtherSeller = "2088000000009999";
    private static readonly string[] s_optional = ["seller_id", "seller_email", "buyer_email", "paytools_pay_amount", "price", "quantity", "gmt_create"];

    /// <param name="Body">Percent-encoded in the charset that <paramref name="ContentType"/> names, unless the fault is that it is not.</param>
    public sealed record Form(string Body, string ContentType);

    public static Form Of(SimNotification notification, SimTrade trade, SimCode? code, SimRefund? refund, ISigner signer, DateTimeOffset now)
    {
        var fields = Fields(notification, trade, code, now);
        if (refund is not null)
        {
            (fields["refund_fee"], fields["out_biz_no"]) = (Text(refund.AmountMinor, refund.Currency), refund.RefundNo);
        }
        Spoil(fields, notification.Fault);
        var named = code?.NotifyCharset ?? "UTF-8";
        var isMixed = notification.Fault == "wrong-charset";
        var charset = WireCharset.TryGet(isMixed ? Other(named) : named, out var found) ? found : WireCharset.Utf8;
        var sign = signer.Sign(charset.GetBytes(StringToSign.Of(fields)));
        var body = new StringBuilder();
        foreach (var (name, value) in fields)
        {
            Append(body, name, Encode(value, charset));
        }
        Append(body, "sign_type", signer.SignType);
        Append(body, "sign", notification.Fault switch
        {
            FaultNames.Corrupt => Encode(Corrupted(sign), charset),
            "blank-for-plus" => sign.Replace("=", "%3D", StringComparison.Ordinal),
            _ => Encode(sign, charset),
        });
        return new Form(body.ToString(), $"application/x-www-form-urlencoded; charset={named}");
    }

    private static Dictionary<string, string> Fields(SimNotification notification, SimTrade trade, SimCode? code, DateTimeOffset now)
    {
        var typed = Text(trade.AmountMinor, trade.PricingCurrency);
        var fields = new Dictionary<string, string>
        {
            ["notify_id"] = notification.NotifyId,
            ["notify_type"] = "trade_status_sync",
            ["notify_time"] = WireTimestamp.Text(now),
            ["notify_action_type"] = notification.Action,
            ["out_trade_no"] = trade.OutTradeNo,
            ["trade_no"] = trade.TradeNo,
            ["trade_status"] = notification.Status,
            ["subject"] = code?.StoreName ?? NoShop,
            ["gmt_create"] = WireTimestamp.Text(trade.CreatedAt),
            ["seller_id"] = trade.Partner,
            ["seller_email"] = "shop@merchant.example",
            ["buyer_id"] = Buyer.Id,
            ["buyer_email"] = Buyer.Login,
            ["price"] = typed,
            ["quantity"] = "1",
            ["total_fee"] = typed,
            ["trans_currency"] = trade.PricingCurrency,
            ["trans_amount"] = typed,
            ["currency"] = trade.Currency,
            ["forex_total_fee"] = Text(trade.SettleMinor, trade.Currency),
            ["forex_rate"] = trade.Rate,
            ["rmb_fee"] = Text(trade.CnyMinor, "CNY"),
            ["paytools_pay_amount"] = $$"""[{"ALIPAYACCOUNT":"{{Text(trade.CnyMinor, "CNY")}}"}]""",
        };
        if (trade.PaidAt is { } paid)
        {
            fields["gmt_payment"] = WireTimestamp.Text(paid);
        }
        if (code?.Passback is { } passback)
        {
            fields["extra_common_param"] = passback;
        }
        return fields;
    }

    private static void Spoil(Dictionary<string, string> fields, string? fault)
    {
        switch (fault)
        {
            case "wrong-amount":
                var wrong = "1" + fields["trans_amount"];
                fields["trans_amount"] = fields["total_fee"] = fields["price"] = fields["forex_total_fee"] = wrong;
                break;
            case "wrong-currency":
                fields["trans_currency"] = fields["currency"] = fields["trans_currency"] == "USD" ? "HKD" : "USD";
                break;
            case "wrong-seller":
                fields["seller_id"] = OtherSeller;
                break;
            case "wrong-charset":
                fields["subject"] += " 付款";
                break;
            case "extra-field":
                fields["future_field"] = "未来 + 1";
                break;
            case "missing-field":
                foreach (var name in s_optional)
                {
                    fields.Remove(name);
                }
                break;
            default:
                break;
        }
    }

    private static string Other(string charset) => charset.StartsWith("UTF", StringComparison.OrdinalIgnoreCase) ? "GBK" : "UTF-8";

    private static string Corrupted(string sign) => (sign[0] == 'a' ? 'b' : 'a') + sign[1..];

    private static string Text(long minor, string currency) => Money.OfMinor(minor, Currency.Of(currency)).ToPlainText();

    private static void Append(StringBuilder body, string name, string encoded) =>
        body.Append(body.Length > 0 ? "&" : "").Append(name).Append('=').Append(encoded);

    private static string Encode(string value, Encoding charset)
    {
        var text = new StringBuilder(value.Length * 2);
        foreach (var b in charset.GetBytes(value))
        {
            var c = (char)b;
            text.Append(char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '~' ? c.ToString() : c == ' ' ? "+" : $"%{b:X2}");
        }
        return text.ToString();
    }
}
