using System.Text;
using Portal.Infrastructure.Alipay.Signing;

namespace Portal.Tests.Alipay.Hostile;

/// <summary>Writes a right answer to the question, with other fields where asked.</summary>
internal delegate string RightAnswer(params (string Name, string? Value)[] changes);

/// <summary>An answer with status 200 that is none. Most are rightly signed, so that nothing but the reader stands in their way.</summary>
/// <param name="IsMadeSo">It claims to be an answer, so a person should hear of it; a broken line needs none.</param>
internal sealed record HostileAnswer(string Name, bool IsMadeSo, Func<RightAnswer, byte[]> Body, string ContentType = HostileAnswer.Xml)
{
    public const string Xml = "text/xml;charset=UTF-8";
    private const string Declaration = """<?xml version="1.0" encoding="utf-8"?>""";
    private const int TenMegabytes = 10 * 1024 * 1024;

    public static IReadOnlyList<HostileAnswer> All { get; } =
    [
        new("a billion laughs", true, right => Utf8(Before(right(), "<!DOCTYPE alipay [<!ENTITY a \"ha\">" + string.Concat(Enumerable.Range(0, 20).Select(i => $"<!ENTITY {(char)('b' + i)} \"{Ten((char)('a' + i))}\">")) + "]>").Replace("138****0001", "&u;", StringComparison.Ordinal))),
        new("an entity repeated", true, right => Utf8(Before(right(), $"<!DOCTYPE alipay [<!ENTITY a \"{new string('x', 20_000)}\">]>").Replace("138****0001", string.Concat(Enumerable.Repeat("&a;", 5000)), StringComparison.Ordinal))),
        new("an entity that is a file", true, right => Utf8(Before(right(), "<!DOCTYPE alipay [<!ENTITY a SYSTEM \"file:///etc/hostname\">]>").Replace("138****0001", "&a;", StringComparison.Ordinal))),
        new("an entity from elsewhere", true, right => Utf8(Before(right(), "<!DOCTYPE alipay [<!ENTITY % a SYSTEM \"http://127.0.0.1:9/a.dtd\"> %a;]>"))),
        new("a document type and nothing more", true, right => Utf8(Before(right(), "<!DOCTYPE alipay>"))),
        new("an entity nobody declared", true, right => Utf8(right().Replace("138****0001", "&a;", StringComparison.Ordinal))),
        new("ten megabytes in a value", true, right => Utf8(right(("padding", new string('x', TenMegabytes))))),
        new("ten megabytes of blanks", true, right => Utf8(right().Replace("<response>", new string(' ', TenMegabytes) + "<response>", StringComparison.Ordinal))),
        new("nested without end", true, right => Utf8(right().Replace("<response>", string.Concat(Enumerable.Repeat("<a>", 4000)) + string.Concat(Enumerable.Repeat("</a>", 4000)) + "<response>", StringComparison.Ordinal))),
        new("a thousand fields", true, right => Utf8(right([.. Enumerable.Range(0, 1000).Select(i => ($"f{i}", (string?)"1"))]))),
        new("the amount twice", true, right => Utf8(right().Replace("<trans_amount>", "<trans_amount>0.01</trans_amount><trans_amount>", StringComparison.Ordinal))),
        new("the signature twice", true, right => Utf8(right().Replace("<sign>", "<sign>x</sign><sign>", StringComparison.Ordinal))),
        new("two responses", true, right => Utf8(right().Replace("<response>", "<response><alipay><result_code>SUCCESS</result_code></alipay></response><response>", StringComparison.Ordinal))),
        new("two elements below the response", true, right => Utf8(right().Replace("<response>", "<response><alipay><result_code>SUCCESS</result_code></alipay>", StringComparison.Ordinal))),
        new("two answers in one", true, right => Utf8(right() + right()[Declaration.Length..])),
        new("an element in the amount", true, right => Utf8(right().Replace("88.80", "<b>88.80</b>", StringComparison.Ordinal))),
        new("an element in the success", true, right => Utf8(right().Replace("<is_success>T", "<is_success>T<b/>", StringComparison.Ordinal))),
        new("words between the elements", true, right => Utf8(right().Replace("<response>", "<response>paid", StringComparison.Ordinal))),
        new("a zero character", true, right => Utf8(right().Replace("138****0001", "138&#0;0001", StringComparison.Ordinal))),
        new("a raw zero byte", true, right => Utf8(right().Replace("138****0001", "138\0", StringComparison.Ordinal))),
        new("names in capitals", true, right => Utf8(right().Replace("is_success", "IS_SUCCESS", StringComparison.Ordinal))),
        new("bytes that are no UTF-8", true, right => Broken(right(), 0xff)),
        new("an overlong character", true, right => Broken(right(), 0xc0, 0x80)),
        new("half a surrogate", true, right => Broken(right(), 0xed, 0xa0, 0x80)),
        new("GBK declared and UTF-8 sent", true, right => Utf8(right(("alipay_buyer_login_id", "北京")).Replace("utf-8", "GBK", StringComparison.Ordinal))),
        new("GBK declared and UTF-8 sent, of an odd length", true, right => Utf8(right(("alipay_buyer_login_id", "小")).Replace("utf-8", "GBK", StringComparison.Ordinal))),
        new("UTF-8 declared and GBK sent", true, right => Gbk(right(("alipay_buyer_login_id", "北京")))),
        new("UTF-16 declared and UTF-8 sent", true, right => Utf8(right().Replace("utf-8", "utf-16", StringComparison.Ordinal))),
        new("UTF-7 declared", true, right => Utf8(right().Replace("utf-8", "utf-7", StringComparison.Ordinal))),
        new("UTF-16 with its mark", false, right => [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(right().Replace("utf-8", "utf-16", StringComparison.Ordinal))]),
        new("called a page", true, right => Utf8(right()), "text/html;charset=UTF-8"),
        new("called JSON", true, right => Utf8(right()), "application/json"),
        new("called a picture", true, right => Utf8(right()), "image/png"),
        new("called a form", true, right => Utf8(right()), "application/x-www-form-urlencoded"),
        new("compressed", false, right => Zipped(Utf8(right()))),
        new("a page", false, _ => Utf8("<!DOCTYPE html><html><body>Welcome to this hotel's network</body></html>"), "text/html"),
        new("JSON", false, _ => Utf8("""{"is_success":"T"}"""), "application/json"),
        new("nothing", false, _ => []),
        new("cut in the middle", false, right => Utf8(right()[..(right().Length / 2)])),
        new("two bytes of noise", false, _ => [0x00, 0xff]),
    ];

    public static HostileAnswer Of(string name) => All.Single(answer => answer.Name == name);

    private static string Before(string document, string piece) => document.Insert(Declaration.Length, piece);

    private static string Ten(char entity) => string.Concat(Enumerable.Repeat($"&{entity};", 10));

    private static byte[] Utf8(string document) => Encoding.UTF8.GetBytes(document);

    private static byte[] Gbk(string document) => WireCharset.TryGet("GBK", out var gbk) ? gbk.GetBytes(document) : throw new InvalidOperationException("No GBK.");

    /// <summary>Puts bytes in the place of the payer's name.</summary>
    private static byte[] Broken(string document, params byte[] bytes)
    {
        var at = document.IndexOf("138****0001", StringComparison.Ordinal);
        return [.. Utf8(document[..at]), .. bytes, .. Utf8(document[at..])];
    }

    private static byte[] Zipped(byte[] document)
    {
        using var zipped = new MemoryStream();
        using (var zip = new System.IO.Compression.GZipStream(zipped, System.IO.Compression.CompressionLevel.Fastest))
        {
            zip.Write(document);
        }
        return zipped.ToArray();
    }
}
