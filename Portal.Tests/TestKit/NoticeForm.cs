using System.Text;
using Portal.Domain.Counters;
using Portal.Infrastructure.Alipay.Signing;

namespace Portal.Tests.TestKit;

/// <summary>A payment notification as Alipay would write it (PROTOCOL 3.4). Immutable: each change gives another form.</summary>
internal sealed class NoticeForm
{
    private readonly List<KeyValuePair<string, string>> _pairs;

    private NoticeForm(IEnumerable<KeyValuePair<string, string>> pairs) => _pairs = [.. pairs];

    public string this[string name] => _pairs.First(pair => pair.Key == name).Value;

    /// <summary>A customer paid 88.80 at the code.</summary>
    public static NoticeForm Paid(QrCode code, string partner, string tradeNo = "2026030122001400001400000001", string amount = "88.80", string currency = "HKD") =>
        Paid(code.Passback, partner, tradeNo, amount, currency);

    public static NoticeForm Paid(
        string passback, string partner = "2088000000000001", string tradeNo = "2026030122001400001400000001", string amount = "88.80", string currency = "HKD") => new(
        [
            new("notify_id", "notify-" + tradeNo),
            new("notify_type", "trade_status_sync"),
            new("notify_time", "2026-03-01 12:00:05"),
            new("out_trade_no", "m" + tradeNo),
            new("trade_no", tradeNo),
            new("trade_status", "TRADE_SUCCESS"),
            new("notify_action_type", "payByAccountAction"),
            new("subject", "北京小馆 尖沙咀店"),
            new("gmt_create", "2026-03-01 11:59:50"),
            new("gmt_payment", "2026-03-01 12:00:00"),
            new("seller_id", partner),
            new("buyer_email", "138****0001"),
            new("trans_currency", currency),
            new("trans_amount", amount),
            new("extra_common_param", $$"""{"code":"{{passback}}"}"""),
        ]);

    /// <summary>Sets the value in its place, or adds the pair at the end.</summary>
    public NoticeForm With(string name, string value) => _pairs.Exists(pair => pair.Key == name)
        ? new NoticeForm(_pairs.Select(pair => pair.Key == name ? new(name, value) : pair))
        : new NoticeForm(_pairs.Append(new(name, value)));

    public NoticeForm Without(string name) => new(_pairs.Where(pair => pair.Key != name));

    /// <summary>Adds <c>sign_type</c> and <c>sign</c>.</summary>
    public NoticeForm SignedBy(AlipaySide side, string charset = "UTF-8") => Without("sign").Without("sign_type")
        .With("sign_type", side.SignType)
        .With("sign", side.Signer.Sign(CharsetOf(charset).GetBytes(StringToSign.Of(_pairs))));

    /// <summary>The body as it goes over the wire, percent-encoded from the bytes of the charset.</summary>
    public byte[] Body(string charset = "UTF-8") =>
        Encoding.ASCII.GetBytes(string.Join('&', _pairs.Select(pair => $"{pair.Key}={Encoded(pair.Value, CharsetOf(charset))}")));

    private static Encoding CharsetOf(string name) => WireCharset.TryGet(name, out var charset) ? charset : throw new ArgumentException(name, nameof(name));

    private static string Encoded(string value, Encoding charset)
    {
        var text = new StringBuilder();
        foreach (var b in charset.GetBytes(value))
        {
            _ = b == ' ' ? text.Append('+') : b < 128 && char.IsAsciiLetterOrDigit((char)b) ? text.Append((char)b) : text.Append('%').Append(b.ToString("X2", null));
        }
        return text.ToString();
    }
}
