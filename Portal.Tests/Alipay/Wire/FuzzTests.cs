using System.Text;
using Portal.Domain.Notifications;
using Portal.Infrastructure.Alipay.Signing;
using Portal.Infrastructure.Alipay.Wire;
using Portal.Tests.TestKit;

namespace Portal.Tests.Alipay.Wire;

/// <summary>Bytes from outside, bent at random: nothing throws, nothing takes long, nothing altered is believed.</summary>
public sealed class FuzzTests
{
    private const string ContentType = "application/x-www-form-urlencoded;charset=UTF-8";
    private static readonly NotificationReader s_reader = new();
    private static readonly byte[] s_notice = NoticeForm.Paid("0123456789abcdef").SignedBy(AlipaySide.Md5).Body();
    private static readonly byte[] s_answer = Encoding.UTF8.GetBytes(AnswerText.Trade(AlipaySide.Md5, "2026030122001400001400000001", "m1"));

    [Fact]
    [Trait("Row", "N-07")]
    [Trait("Row", "N-13")]
    public void No_altered_notification_is_believed_and_none_throws() =>
        Assert.Null(Fuzzing.FirstBad(s_notice, body => Believes(body, AlipaySide.Md5.Verifier) && Meaning(body) != Meaning(s_notice)));

    [Fact]
    public void No_altered_notification_is_believed_and_none_throws_control() =>
        Assert.StartsWith("bad", Fuzzing.FirstBad(s_notice, body => Believes(body, new Gullible()) && Meaning(body) != Meaning(s_notice)), StringComparison.Ordinal);

    [Fact]
    public void No_altered_document_is_believed_and_none_throws() => Assert.Null(Fuzzing.FirstBad(s_answer, bytes => SafeXml.TryRead(bytes, null, out var answer)
        && answer is { IsSuccess: true, Sign: { } sign, SignType: "MD5" }
        && AlipaySide.Md5.Verifier.Verify(answer.Charset.GetBytes(StringToSign.Of(answer.Fields)), sign)
        && StringToSign.Of(answer.Fields) != StringToSign.Of(FieldsOf(s_answer))));

    [Fact]
    public void No_altered_document_is_believed_and_none_throws_control() => Assert.StartsWith(
        "bad", Fuzzing.FirstBad(s_answer, bytes => SafeXml.TryRead(bytes, null, out var answer) && StringToSign.Of(answer.Fields) != StringToSign.Of(FieldsOf(s_answer))), StringComparison.Ordinal);

    /// <summary>The form reader joins bytes, the signing side joins text; what both can read they must join alike.</summary>
    [Fact]
    public void Form_and_string_to_sign_agree_on_every_readable_form()
    {
        var compared = 0;
        Assert.Null(Fuzzing.FirstBad(s_notice, body =>
        {
            if (FormBody.TryRead(body, out var form) != FormBody.Fault.None || !form!.IsReadableIn(WireCharset.Utf8))
            {
                return false;
            }
            compared++;
            return Encoding.UTF8.GetString(form.Joined()) != StringToSign.Of(Pairs(body));
        }));
        Assert.True(compared > Fuzzing.Rounds / 10, $"only {compared} forms could be read");
    }

    [Fact]
    public void Form_and_string_to_sign_agree_on_every_readable_form_control() => Assert.StartsWith(
        "bad",
        Fuzzing.FirstBad(s_notice, body => FormBody.TryRead(body, out var form) == FormBody.Fault.None && form!.IsReadableIn(WireCharset.Utf8)
            && Encoding.UTF8.GetString(form.Joined()) != StringToSign.Of(Pairs(body).Select(pair => KeyValuePair.Create(pair.Key, pair.Value.Trim())))),
        StringComparison.Ordinal);

    [Fact]
    public void What_throws_or_takes_long_is_found_control()
    {
        Assert.StartsWith("threw", Fuzzing.FirstBad(s_answer, bytes => System.Xml.Linq.XElement.Load(new MemoryStream(bytes)).IsEmpty), StringComparison.Ordinal);
        Assert.StartsWith("slow", Fuzzing.FirstBad(s_answer, bytes => bytes.AsSpan().IndexOf("<!DOCTYPE"u8) >= 0 && SpinWait.SpinUntil(() => false, 120)), StringComparison.Ordinal);
    }

    private static bool Believes(byte[] body, IVerifier verifier) => s_reader.Read(body, ContentType, verifier) is NoticeReading.Verified;

    /// <summary>What was signed, and the signature: the same meaning in other percent signs is no alteration.</summary>
    private static string Meaning(byte[] body) => FormBody.TryRead(body, out var form) == FormBody.Fault.None ? Convert.ToHexString(form!.Joined()) : "";

    private static IReadOnlyDictionary<string, string> FieldsOf(byte[] document) => SafeXml.TryRead(document, null, out var answer) ? answer.Fields : new Dictionary<string, string>();

    private static IEnumerable<KeyValuePair<string, string>> Pairs(byte[] body) => Encoding.Latin1.GetString(body).Split('&', StringSplitOptions.RemoveEmptyEntries)
        .Select(part => part.Split('=', 2)).Select(pair => KeyValuePair.Create(Decoded(pair[0]), pair.Length > 1 ? Decoded(pair[1]) : ""));

    private static string Decoded(string text) => Encoding.UTF8.GetString(System.Net.WebUtility.UrlDecodeToBytes(Encoding.Latin1.GetBytes(text), 0, text.Length)!);

    private sealed class Gullible : IVerifier
    {
        public string SignType => "MD5";

        public bool Verify(ReadOnlySpan<byte> data, string signature) => true;
    }
}
