using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Portal.Domain.Notifications;
using Portal.Domain.Primitives;
using Portal.Infrastructure.Alipay.Signing;

namespace Portal.Infrastructure.Alipay.Wire;

/// <summary>Reads Alipay's payment notifications: signature over the raw form first, fields afterwards.</summary>
/// <remarks>Source: PROTOCOL 2.5, 3.4. A pure function; nothing that comes from outside makes it throw.</remarks>
public sealed class NotificationReader : INotificationReader
{
    private const int MaxNotifyId = 128;
    private const int MaxStatus = 32;

    public NoticeReading Read(ReadOnlyMemory<byte> body, string? contentType, IVerifier verifier)
    {
        switch (FormBody.TryRead(body.Span, out var form))
        {
            case FormBody.Fault.Empty:
                return Refuse(NoticeRefusal.Empty);
            case FormBody.Fault.Duplicate:
                return Refuse(NoticeRefusal.DuplicateParameter);
            case FormBody.Fault.Malformed:
                return Refuse(NoticeRefusal.Malformed);
            default:
                break;
        }
        if (form is null || !NotifyCharset.TryChoose(contentType, form.Text("notify_charset"u8, Encoding.Latin1), out var charset) || !form.IsReadableIn(charset))
        {
            return Refuse(NoticeRefusal.Charset);
        }
        // A blank in the signature was a plus that somebody decoded twice.
        if (form.Text("sign"u8, charset)?.Replace(' ', '+') is not { } sign || form.Text("sign_type"u8, charset) is not { } signType)
        {
            return Refuse(NoticeRefusal.MissingParameter);
        }
        return signType == verifier.SignType && verifier.Verify(form.Joined(), sign) ? ReadVerified(form, charset) : Refuse(NoticeRefusal.Signature);
    }

    public string? SellerOf(ReadOnlyMemory<byte> body, string? contentType) =>
        FormBody.TryRead(body.Span, out var form) == FormBody.Fault.None && form is not null ? form.Text("seller_id"u8, Encoding.Latin1) : null;

    private static NoticeReading ReadVerified(FormBody form, Encoding charset)
    {
        var notifyId = form.Text("notify_id"u8, charset);
        var status = form.Text("trade_status"u8, charset);
        if (notifyId is null || status is null || notifyId.Length > MaxNotifyId || status.Length > MaxStatus
            || form.Value("notify_type"u8).IsEmpty || form.Value("notify_time"u8).IsEmpty
            || !AlipayTradeNo.TryRead(form.Text("trade_no"u8, charset), out var tradeNo)
            || !OutTradeNo.TryRead(form.Text("out_trade_no"u8, charset), out var outTradeNo))
        {
            return Refuse(NoticeRefusal.MissingParameter);
        }
        var pricing = form.Text("trans_amount"u8, charset);
        return new NoticeReading.Verified(new PaymentNotice(
            notifyId,
            SHA256.HashData(form.Joined("notify_time")),
            tradeNo,
            outTradeNo,
            status,
            form.Text("seller_id"u8, charset),
            PassbackOf(form.Text("extra_common_param"u8, charset) ?? form.Text("passback_parameters"u8, charset)),
            pricing ?? form.Text("total_fee"u8, charset),
            form.Text("trans_currency"u8, charset) ?? form.Text("currency"u8, charset) ?? form.Text("forex_currency"u8, charset),
            WireTime.Read(form.Text("gmt_payment"u8, charset)),
            Short(form.Text("buyer_email"u8, charset)),
            Short(form.Text("out_biz_no"u8, charset)),
            Short(form.Text("refund_fee"u8, charset)))
        {
            BuyerId = Short(form.Text("buyer_id"u8, charset)),
        });
    }

    /// <summary>Our word in what came back; empty where something else stands there, which then agrees with no code.</summary>
    private static string? PassbackOf(string? json)
    {
        if (json is null)
        {
            return null;
        }
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 4 });
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty(WireNames.PassbackCode, out var code) && code.ValueKind == JsonValueKind.String
                ? code.GetString()
                : "";
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            return "";
        }
    }

    private static string? Short(string? text) => text is { Length: > 100 } ? text[..100] : text;

    private static NoticeReading.Refused Refuse(NoticeRefusal reason) => new NoticeReading.Refused(reason);
}

/// <summary>Which charset a notification is read in: its Content-Type's, else <c>notify_charset</c>, else UTF-8.</summary>
internal static class NotifyCharset
{
    public static bool TryChoose(string? contentType, string? notifyCharset, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Encoding? charset)
    {
        var named = LabelOf(contentType) ?? notifyCharset;
        if (named is null)
        {
            charset = WireCharset.Utf8;
            return true;
        }
        return WireCharset.TryGet(named, out charset);
    }

    /// <summary>Servlets put ISO-8859-1 on what they were given; that label says nothing.</summary>
    private static string? LabelOf(string? contentType)
    {
        var at = contentType?.IndexOf("charset=", StringComparison.OrdinalIgnoreCase) ?? -1;
        if (at < 0)
        {
            return null;
        }
        var label = contentType![(at + "charset=".Length)..].Split(';')[0].Trim().Trim('"');
        return label.Length == 0 || label.Equals("ISO-8859-1", StringComparison.OrdinalIgnoreCase) ? null : label;
    }
}
