using System.Security;
using System.Text;
using Portal.Infrastructure.Alipay.Signing;

namespace Portal.Tests.TestKit;

/// <summary>Answers of the gateway as documents (PROTOCOL 1.4).</summary>
internal static class AnswerText
{
    public static string Refusal(string code) => $"""<?xml version="1.0" encoding="utf-8"?><alipay><is_success>F</is_success><error>{code}</error></alipay>""";

    public static string SignedRefusal(string code, AlipaySide side) =>
        $"""<?xml version="1.0" encoding="utf-8"?><alipay><is_success>F</is_success><error>{code}</error><sign>{side.Signer.Sign(Encoding.UTF8.GetBytes("error=" + code))}</sign><sign_type>{side.SignType}</sign_type></alipay>""";

    public static string Code(AlipaySide side, string text = "https://qr.alipay.com/bax00000000000000000000001") =>
        Of(side, ("qrcode", text), ("qrcode_img_url", "https://mobilecodec.alipay.com/show.htm?code=1&d&picSize=L"));

    /// <summary>The trade as the gateway reports it; <paramref name="changes"/> set or (with null) take away fields.</summary>
    public static string Trade(AlipaySide side, string tradeNo, string outTradeNo, string status = "TRADE_SUCCESS", params (string Name, string? Value)[] changes) =>
        Of(side, [.. TradeFields(tradeNo, outTradeNo, status, changes)]);

    public static IEnumerable<(string Name, string Value)> TradeFields(string tradeNo, string outTradeNo, string status, params (string Name, string? Value)[] changes)
    {
        var fields = new SortedDictionary<string, string?>(StringComparer.Ordinal)
        {
            ["alipay_buyer_login_id"] = "138****0001",
            ["alipay_buyer_user_id"] = "2088000000000999",
            ["alipay_pay_time"] = status == "WAIT_BUYER_PAY" ? null : "20260301120000",
            ["alipay_trans_id"] = tradeNo,
            ["alipay_trans_status"] = status,
            ["currency"] = "HKD",
            ["out_trade_no"] = outTradeNo,
            ["partner_trans_id"] = outTradeNo,
            ["result_code"] = "SUCCESS",
            ["trans_amount"] = "88.80",
            ["trans_amount_cny"] = "80.10",
        };
        foreach (var (name, value) in changes)
        {
            fields[name] = value;
        }
        return fields.Where(field => field.Value is not null).Select(field => (field.Key, field.Value!));
    }

    public static string NotFound(AlipaySide side) => Of(side, ("detail_error_code", "TRADE_NOT_EXIST"), ("detail_error_des", "交易不存在"), ("error", "TRADE_NOT_EXIST"), ("result_code", "FAIL"));

    public static string Of(AlipaySide side, params (string Name, string Value)[] fields) => Document(
        fields, side.Signer.Sign(Encoding.UTF8.GetBytes(StringToSign.Of(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))))), side.SignType);

    /// <summary>An answer with any signature, or with none (null).</summary>
    public static string Document(IEnumerable<(string Name, string Value)> fields, string? sign, string? signType)
    {
        var text = new StringBuilder("""<?xml version="1.0" encoding="utf-8"?><alipay><is_success>T</is_success><request><param name="service">any</param></request><response><alipay>""");
        foreach (var (name, value) in fields)
        {
            text.Append('<').Append(name).Append('>').Append(SecurityElement.Escape(value)).Append("</").Append(name).Append('>');
        }
        text.Append("</alipay></response>");
        text.Append(sign is null ? "" : $"<sign>{sign}</sign>").Append(signType is null ? "" : $"<sign_type>{signType}</sign_type>");
        return text.Append("</alipay>").ToString();
    }
}
