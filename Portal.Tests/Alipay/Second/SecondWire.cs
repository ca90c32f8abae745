using System.Security.Cryptography;
using System.Text;
using System.Web;
using System.Xml.Linq;

namespace Portal.Tests.Alipay.Second;

/// <summary>One side's keys: what it signs with, and what it believes the other side by. With MD5 both are the one secret (PROTOCOL 2.2).</summary>
internal sealed record SecondKeys(string SignType, string? Secret, RSA? Own = null, RSA? Theirs = null)
{
    private HashAlgorithmName Hash => SignType == "RSA" ? HashAlgorithmName.SHA1 : HashAlgorithmName.SHA256;

    public string Sign(string text, Encoding charset) => SignType == "MD5"
        ? Convert.ToHexStringLower(MD5.HashData([.. charset.GetBytes(text), .. Encoding.ASCII.GetBytes(Secret!)]))
        : Convert.ToBase64String(Own!.SignData(charset.GetBytes(text), Hash, RSASignaturePadding.Pkcs1));

    public bool Believes(string text, Encoding charset, string sign) => SignType == "MD5" ? Sign(text, charset) == sign
        : Convert.TryFromBase64String(sign, new byte[1024], out _) && Theirs!.VerifyData(charset.GetBytes(text), Convert.FromBase64String(sign), Hash, RSASignaturePadding.Pkcs1);
}

/// <summary>Refused with a code, or one element with fields; null fields are left out.</summary>
internal sealed record SecondAnswer(string? Error, string Node, (string Name, string? Value)[] Fields)
{
    public static SecondAnswer Refused(string code) => new(code, "", []);
    public static SecondAnswer Code(params (string Name, string? Value)[] fields) => new(null, "qrcodeinfo", fields);
    public static SecondAnswer Done(params (string Name, string? Value)[] fields) => new(null, "alipay", [("result_code", "SUCCESS"), .. fields]);

    public static SecondAnswer Failed(string result, string code, string? retry = null) =>
        new(null, "alipay", [("result_code", result), ("error", code), ("detail_error_code", code), ("retry_flag", retry)]);
}

/// <summary>Forms and answers of the wire, read and written by the framework straight from PROTOCOL.</summary>
internal static class SecondWire
{
    public static Encoding Utf8 { get; } = new UTF8Encoding(false, true);
    public static Encoding Gbk { get; } = CodePagesEncodingProvider.Instance.GetEncoding(936, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)!;

    public static string ToSign(IEnumerable<KeyValuePair<string, string>> all) => string.Join('&', all
        .Where(pair => pair.Value != "" && pair.Key is not ("sign" or "sign_type"))
        .OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Key + "=" + pair.Value));

    /// <summary>Address and body together, decoded once in the charset that they name; else the code of the refusal (PROTOCOL 1.2; 8.1, steps 1 and 2).</summary>
    public static string? TryRead(string raw, out Dictionary<string, string> fields, out Encoding charset)
    {
        var ascii = HttpUtility.ParseQueryString(raw, Encoding.Latin1);
        var name = ascii.GetValues("_input_charset")?[0].ToUpperInvariant();
        (fields, charset) = ([], name == "UTF-8" ? Utf8 : Gbk);
        var mayBeAbsent = ascii["service"] is "alipay.acquire.overseas.query" or "alipay.acquire.overseas.spot.refund" or "notify_verify";
        if (name is not ("UTF-8" or "GBK" or "GB2312") && !(name is null && mayBeAbsent))
        {
            return name is null ? "ILLEGAL_ARGUMENT" : "ILLEGAL_CHARSET";
        }
        try
        {
            var decoded = HttpUtility.ParseQueryString(raw, charset);
            var values = decoded.AllKeys.OfType<string>().ToDictionary(key => key, key => decoded.GetValues(key)!.Distinct().ToArray());
            fields = values.Where(pair => pair.Value is not [""]).ToDictionary(pair => pair.Key, pair => pair.Value[0]);
            return values.Values.Any(same => same.Length > 1) ? "ILLEGAL_ARGUMENT" : null;
        }
        catch (DecoderFallbackException)
        {
            return "INVALID_CHARACTER_SET";
        }
    }

    /// <summary>The answer's bytes: echo, one business element in alphabetical order with nothing empty, the signature over it (PROTOCOL 1.4, 8.2).</summary>
    public static byte[] Answer(SecondAnswer answer, Dictionary<string, string> echo, SecondKeys? keys, Encoding charset)
    {
        var kept = answer.Fields.Where(field => !string.IsNullOrEmpty(field.Value)).OrderBy(field => field.Name, StringComparer.Ordinal).ToDictionary(field => field.Name, field => field.Value!);
        object[] inner = answer.Error is not null ? [new XElement("is_success", "F"), new XElement("error", answer.Error)] :
        [
            new XElement("is_success", "T"), new XElement("request", echo.Select(pair => new XElement("param", new XAttribute("name", pair.Key), pair.Value))),
            new XElement("response", new XElement(answer.Node, kept.Select(field => new XElement(field.Key, field.Value)))),
            new XElement("sign", keys!.Sign(ToSign(kept), charset)), new XElement("sign_type", keys.SignType),
        ];
        return charset.GetBytes($"""<?xml version="1.0" encoding="{charset.WebName}"?>{new XElement("alipay", inner).ToString(SaveOptions.DisableFormatting)}""");
    }
}
