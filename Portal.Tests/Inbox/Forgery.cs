using System.Text;
using Portal.Infrastructure.Alipay.Signing;
using Portal.Tests.TestKit;

namespace Portal.Tests.Inbox;

/// <summary>A way to make a message that Alipay never signed out of one that it did.</summary>
/// <param name="Make">The bytes to send, out of the message, Alipay's signer for it and chance.</param>
internal sealed record Forgery(string Name, Func<PortalNotice, ISigner, Random, byte[]> Make)
{
    public static IReadOnlyList<Forgery> All { get; } =
    [
        new("no signature", (notice, _, _) => notice.Unsigned()),
        new("no signature but a type", (notice, signer, _) => notice.With("sign_type", signer.SignType).Unsigned()),
        new("an empty signature", (notice, signer, _) => With(notice, signer, "sign", _ => "")),
        new("a random signature", (notice, signer, random) => With(notice, signer, "sign", sign => Noise(random, sign.Length))),
        new("a signature by another key", (notice, signer, _) => notice.SignedBy(Stranger(signer))),
        new("a truncated signature", (notice, signer, random) => With(notice, signer, "sign", sign => sign[..random.Next(1, sign.Length)])),
        new("a longer signature", (notice, signer, _) => With(notice, signer, "sign", sign => sign + "AAAA")),
        new("one letter of the signature", (notice, signer, random) => With(notice, signer, "sign", sign => Bent(sign, random))),
        new("the signature of another message", (notice, signer, _) => With(notice, signer, "sign", _ => SignOf(notice.With("trans_amount", "0.01"), signer))),
        new("no type", (notice, signer, _) => Encode(Pairs(notice, signer).Where(pair => pair.Key != "sign_type"))),
        new("an empty type", (notice, signer, _) => With(notice, signer, "sign_type", _ => "")),
        new("a type in other letters", (notice, signer, _) => With(notice, signer, "sign_type", type => type.ToLowerInvariant())),
        new("another type", (notice, signer, _) => With(notice, signer, "sign_type", type => type == "MD5" ? "RSA2" : "MD5")),
        new("another amount", (notice, signer, random) => With(notice, signer, "trans_amount", _ => $"{random.Next(100, 999)}.00")),
        new("another currency", (notice, signer, _) => With(notice, signer, "trans_currency", _ => "USD")),
        new("another seller", (notice, signer, _) => With(notice, signer, "seller_id", _ => "2088999999999999")),
        new("another counter", (notice, signer, _) => With(notice, signer, "extra_common_param", _ => """{"code":"ffffffffffffffff"}""")),
        new("another trade", (notice, signer, random) => With(notice, signer, "trade_no", trade => Bent(trade, random))),
        new("another state", (notice, signer, _) => With(notice, signer, "trade_status", _ => "TRADE_CLOSED")),
        new("a field more", (notice, signer, _) => Encode(Pairs(notice, signer).Append(new("added", "1")))),
        new("a field less", (notice, signer, random) => Less(notice, signer, random)),
        new("a field renamed", (notice, signer, _) => Encode(Pairs(notice, signer).Select(pair => pair.Key == "trans_amount" ? new("total_fee", pair.Value) : pair))),
        new("two values changed places", (notice, signer, _) => With(notice, signer, "trade_no", _ => notice.OutTradeNo)),
        new("a value twice", (notice, signer, _) => Encode(Pairs(notice, signer).Append(new("trans_amount", "0.01")))),
        new("one letter of some value", (notice, signer, random) => BentValue(notice, signer, random)),
        new("cut in the middle", (notice, signer, random) => notice.SignedBy(signer)[..random.Next(20, 200)]),
        new("nothing", (_, _, _) => []),
        new("noise", (_, _, random) => Encoding.ASCII.GetBytes(Noise(random, 300))),
    ];

    public override string ToString() => Name;

    private static List<KeyValuePair<string, string>> Pairs(PortalNotice notice, ISigner signer) =>
        [.. notice.Fields, new("sign", SignOf(notice, signer)), new("sign_type", signer.SignType)];

    private static string SignOf(PortalNotice notice, ISigner signer) => signer.Sign(Encoding.UTF8.GetBytes(StringToSign.Of(notice.Fields)));

    private static byte[] With(PortalNotice notice, ISigner signer, string name, Func<string, string> change) =>
        Encode(Pairs(notice, signer).Select(pair => pair.Key == name ? new(name, change(pair.Value)) : pair));

    private static byte[] Less(PortalNotice notice, ISigner signer, Random random)
    {
        var pairs = Pairs(notice, signer);
        pairs.RemoveAt(random.Next(notice.Fields.Count));
        return Encode(pairs);
    }

    private static byte[] BentValue(PortalNotice notice, ISigner signer, Random random) =>
        With(notice, signer, notice.Fields.Keys.ElementAt(random.Next(notice.Fields.Count)), value => Bent(value, random));

    private static string Bent(string text, Random random)
    {
        var at = random.Next(text.Length);
        return $"{text[..at]}{(text[at] == '7' ? '8' : '7')}{text[(at + 1)..]}";
    }

    private static string Noise(Random random, int length) => new(random.GetItems("abcdefghijklmnopqrstuvwxyz0123456789"u8.ToArray(), length).Select(b => (char)b).ToArray());

    private static ISigner Stranger(ISigner signer) => signer.SignType == Md5Signature.Name ? new Md5Signature("somebody else's") : PortalKeys.StrangerSigner;

    private static byte[] Encode(IEnumerable<KeyValuePair<string, string>> pairs) =>
        Encoding.ASCII.GetBytes(string.Join('&', pairs.Select(pair => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(pair.Value)}")));
}
