using System.Text;
using Portal.Domain.Notifications;
using Portal.Infrastructure.Alipay.Signing;
using Portal.Infrastructure.Alipay.Wire;
using Portal.Tests.TestKit;

namespace Portal.Tests.Alipay.Wire;

/// <summary>Bytes from outside, bent at random: nothing throws, nothing altered is believed. A failure prints its seed, which repeats it.</summary>
public sealed class FuzzTests
{
    private const int Rounds = 20_000;
    private const string ContentType = "application/x-www-form-urlencoded;charset=UTF-8";
    private static readonly NotificationReader s_reader = new();

    [Fact]
    public void No_altered_notification_is_believed_and_none_throws()
    {
        var original = NoticeForm.Paid("0123456789abcdef").SignedBy(AlipaySide.Md5).Body();
        Assert.Equal(0, Fuzz(original, body => Believes(body, AlipaySide.Md5.Verifier) && Meaning(body) != Meaning(original)));
    }

    [Fact]
    public void No_altered_notification_is_believed_and_none_throws_control()
    {
        var original = NoticeForm.Paid("0123456789abcdef").SignedBy(AlipaySide.Md5).Body();
        Assert.NotEqual(0, Fuzz(original, body => Believes(body, new Gullible()) && Meaning(body) != Meaning(original)));
    }

    [Fact]
    public void No_altered_answer_is_believed_and_none_throws()
    {
        var original = Encoding.UTF8.GetBytes(AnswerText.Trade(AlipaySide.Md5, "2026030122001400001400000001", "m1"));
        Assert.Equal(0, Fuzz(original, bytes => SafeXml.TryRead(bytes, null, out var answer)
            && answer is { IsSuccess: true, Sign: { } sign, SignType: "MD5" }
            && AlipaySide.Md5.Verifier.Verify(answer.Charset.GetBytes(StringToSign.Of(answer.Fields)), sign)
            && StringToSign.Of(answer.Fields) != StringToSign.Of(FieldsOf(original))));
    }

    [Fact]
    public void No_altered_answer_is_believed_and_none_throws_control()
    {
        var original = Encoding.UTF8.GetBytes(AnswerText.Trade(AlipaySide.Md5, "2026030122001400001400000001", "m1"));
        Assert.NotEqual(0, Fuzz(original, bytes => SafeXml.TryRead(bytes, null, out var answer) && StringToSign.Of(answer.Fields) != StringToSign.Of(FieldsOf(original))));
    }

    /// <summary>The form reader joins bytes, the signing side joins text; what both can read they must join alike.</summary>
    [Fact]
    public void Form_and_string_to_sign_agree_on_every_readable_form()
    {
        var compared = 0;
        Assert.Equal(0, Fuzz(NoticeForm.Paid("0123456789abcdef").Body(), body =>
        {
            if (FormBody.TryRead(body, out var form) != FormBody.Fault.None || !form!.IsReadableIn(WireCharset.Utf8))
            {
                return false;
            }
            compared++;
            return Encoding.UTF8.GetString(form.Joined()) != StringToSign.Of(Pairs(body));
        }));
        Assert.True(compared > Rounds / 10, $"only {compared} forms could be read");
    }

    private static bool Believes(byte[] body, IVerifier verifier) => s_reader.Read(body, ContentType, verifier) is NoticeReading.Verified;

    /// <summary>What was signed, and the signature: the same meaning in other percent signs is no alteration.</summary>
    private static string Meaning(byte[] body) => FormBody.TryRead(body, out var form) == FormBody.Fault.None ? Convert.ToHexString(form!.Joined()) : "";

    private static IReadOnlyDictionary<string, string> FieldsOf(byte[] document) => SafeXml.TryRead(document, null, out var answer) ? answer.Fields : new Dictionary<string, string>();

    private static IEnumerable<KeyValuePair<string, string>> Pairs(byte[] body) => Encoding.Latin1.GetString(body).Split('&', StringSplitOptions.RemoveEmptyEntries)
        .Select(part => part.Split('=', 2)).Select(pair => KeyValuePair.Create(Decoded(pair[0]), pair.Length > 1 ? Decoded(pair[1]) : ""));

    private static string Decoded(string text) => Encoding.UTF8.GetString(System.Net.WebUtility.UrlDecodeToBytes(Encoding.Latin1.GetBytes(text), 0, text.Length)!);

    /// <returns>How many mutants were found bad; the first is printed with its seed.</returns>
    private static int Fuzz(byte[] original, Func<byte[], bool> isBad)
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var bad = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var mutant = Mutations.Of(original, random);
            if (isBad(mutant) && bad++ == 0)
            {
                TestContext.Current.TestOutputHelper?.WriteLine($"round {round}: {Convert.ToHexString(mutant)}");
            }
        }
        return bad;
    }

    private sealed class Gullible : IVerifier
    {
        public string SignType => "MD5";

        public bool Verify(ReadOnlySpan<byte> data, string signature) => true;
    }
}

/// <summary>Ways in which bytes go wrong, by accident or on purpose.</summary>
internal static class Mutations
{
    private static readonly byte[][] s_pieces =
        [.. new[] { "&", "=", "%", "%00", "%2", "+", "sign=", "&sign_type=MD5", "&trans_amount=1", "<", ">", "<!DOCTYPE a>", "]]>", "<![CDATA[", "&amp;", "&#x41;", "<b>", "</alipay>", "\0", "\ud83c\udf5c" }.Select(Encoding.UTF8.GetBytes)];

    public static byte[] Of(byte[] original, Random random)
    {
        var bytes = original.ToList();
        for (var times = random.Next(1, 4); times > 0; times--)
        {
            var at = random.Next(bytes.Count);
            var length = Math.Min(random.Next(1, 24), bytes.Count - at);
            switch (random.Next(7))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes[at] = (byte)(bytes[at] ^ (1 << random.Next(8)));
                    break;
                case 2:
                    bytes.RemoveRange(at, length);
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.GetRange(at, length));
                    break;
                case 4:
                    bytes.InsertRange(at, s_pieces[random.Next(s_pieces.Length)]);
                    break;
                case 5:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                default:
                    bytes.Reverse(at, length);
                    break;
            }
            if (bytes.Count == 0)
            {
                return [];
            }
        }
        return [.. bytes];
    }
}
