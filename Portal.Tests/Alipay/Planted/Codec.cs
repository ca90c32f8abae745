using System.Security.Cryptography;
using Portal.Domain.Gateway;
using Portal.Domain.Notifications;
using Portal.Domain.Primitives;
using Portal.Infrastructure.Alipay;
using Portal.Infrastructure.Alipay.Signing;
using Portal.Infrastructure.Alipay.Wire;
using Portal.Tests.TestKit;

namespace Portal.Tests.Alipay.Planted;

/// <summary>The steps of the codec, each of which a planted one may stand in for.</summary>
/// <param name="StringToSign">Parameters to the string that both sides sign.</param>
/// <param name="Sign">By sign type: the string in a charset to the signature, with the merchant's throw-away keys of the vectors.</param>
/// <param name="ReadForm">A form body to its signed bytes; null where it is refused.</param>
/// <param name="Believes">Whether a notification of an RSA2 account is believed.</param>
/// <param name="ReadXml">An answer and its header's charset to its signed fields; null where it is refused.</param>
/// <param name="ReadAnswer">Signed fields to their meaning, for <see cref="Question"/>.</param>
internal sealed record Codec(
    Func<IEnumerable<KeyValuePair<string, string>>, string> StringToSign,
    Func<string, string, string, string> Sign,
    Func<byte[], byte[]?> ReadForm,
    Func<byte[], bool> Believes,
    Func<byte[], string?, IReadOnlyDictionary<string, string>?> ReadXml,
    Func<IReadOnlyDictionary<string, string>, GatewayAnswer<TradeReport>> ReadAnswer)
{
    public static readonly TradeQuery Question = new(AlipayTradeNo.Of("2026030122001400001400000001"), OutTradeNo.Of("m1"), Currency.Of("HKD"));

    public static RSA Rsa1024 { get; } = Vectors.PrivateKey("merchant_rsa_1024");

    public static RSA Rsa2048 { get; } = Vectors.PrivateKey("merchant_rsa_2048");

    /// <summary>The product's own steps.</summary>
    public static Codec Product { get; } = new(
        Infrastructure.Alipay.Signing.StringToSign.Of,
        (type, text, charset) => WireCharset.TryGet(charset, out var encoding) ? SignerOf(type).Sign(encoding.GetBytes(text)) : throw new ArgumentException(charset, nameof(charset)),
        body => FormBody.TryRead(body, out var form) == FormBody.Fault.None ? form!.Joined() : null,
        body => new NotificationReader().Read(body, null, AlipaySide.Rsa2.Verifier) is NoticeReading.Verified,
        (document, header) => SafeXml.TryRead(document, header, out var answer) ? answer.Fields : null,
        fields => QueryAnswer.Read(fields, Question));

    private static ISigner SignerOf(string type) => type == "MD5" ? new Md5Signature(Vectors.Md5Key) : new RsaSigner(type == "RSA" ? Rsa1024 : Rsa2048, type);
}
