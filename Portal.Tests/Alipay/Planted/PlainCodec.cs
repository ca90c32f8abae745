using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Web;
using System.Xml;
using System.Xml.Linq;
using Portal.Domain.Gateway;
using Portal.Domain.Primitives;
using Portal.Tests.TestKit;

namespace Portal.Tests.Alipay.Planted;

/// <summary>The codec once more in plain words, right without a fault and wrong in exactly one way with one.</summary>
internal static class PlainCodec
{
    private static readonly Encoding s_utf8 = new UTF8Encoding(false, true);

    public static Codec With(Fault fault) => new(
        all => StringToSign(all, fault),
        (type, text, charset) => Sign(type, text, charset, fault),
        body => PlainForm.Read(body, fault) is { } form ? s_utf8.GetBytes(StringToSign(form, fault)) : null,
        body => PlainForm.Believes(body, fault),
        (document, header) => PlainXml.Read(document, header, fault),
        fields => PlainAnswer.Read(fields, fault));

    public static Encoding CharsetOf(string? name) =>
        name?.ToUpperInvariant() is "GBK" or "GB2312" ? CodePagesEncodingProvider.Instance.GetEncoding(936, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)! : s_utf8;

    public static string StringToSign(IEnumerable<KeyValuePair<string, string>> all, Fault fault)
    {
        var kept = all.Where(pair => (pair.Key != "sign" || fault == Fault.SignLeftIn) && (pair.Key != "sign_type" || fault == Fault.SignTypeLeftIn)
            && (pair.Key != "_input_charset" || fault != Fault.CharsetLeftOut)
            && (pair.Value != "" || fault == Fault.EmptyValuesKept) && (pair.Value != "0" || fault != Fault.ZeroDroppedAsEmpty)
            && (pair.Value != " " || fault != Fault.BlankValueDropped) && (!pair.Value.StartsWith('@') || fault != Fault.ValuesWithAtSignDropped));
        IComparer<string> order = fault == Fault.SortedByCulture ? StringComparer.InvariantCulture : fault == Fault.SortedWithoutCase ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;
        var sorted = fault == Fault.NotSorted ? kept : kept.OrderBy(pair => pair.Key != "_input_charset" && fault == Fault.CharsetForcedToTheFront).ThenBy(pair => pair.Key, order);
        var text = string.Join('&', sorted.Select(pair => pair.Key + "=" + fault switch
        {
            Fault.ValuesTrimmed => pair.Value.Trim(),
            Fault.ValuesPercentEncoded => HttpUtility.UrlEncode(pair.Value),
            Fault.ValuesPercentDecoded => HttpUtility.UrlDecode(pair.Value),
            _ => pair.Value,
        }));
        return fault == Fault.FinalAmpersandTrimmed ? text.Trim('&') : text;
    }

    private static string Sign(string type, string text, string charset, Fault fault)
    {
        var encoding = fault == Fault.WrongCharset ? Encoding.Latin1 : fault == Fault.MissingCharactersReplaced ? CodePagesEncodingProvider.Instance.GetEncoding(936)! : CharsetOf(charset);
        var bytes = encoding.GetBytes(text);
        if (type == "MD5")
        {
            var secret = Encoding.ASCII.GetBytes(Vectors.Md5Key);
            var digest = Convert.ToHexStringLower(MD5.HashData(fault == Fault.SecretJoinedAsKey ? [.. bytes, .. "&key="u8, .. secret] : fault == Fault.SecretInFront ? [.. secret, .. bytes] : [.. bytes, .. secret]));
            return fault == Fault.DigestInCapitals ? digest.ToUpperInvariant() : digest;
        }
        var hash = type == "RSA" || fault == Fault.Rsa2BySha1 ? HashAlgorithmName.SHA1 : HashAlgorithmName.SHA256;
        var signature = (type == "RSA" ? Codec.Rsa1024 : Codec.Rsa2048).SignData(bytes, hash, RSASignaturePadding.Pkcs1);
        return Convert.ToBase64String(signature, fault == Fault.Base64InLines ? Base64FormattingOptions.InsertLineBreaks : Base64FormattingOptions.None);
    }
}

/// <summary>Forms, plainly.</summary>
internal static class PlainForm
{
    public static Dictionary<string, string>? Read(byte[] body, Fault fault)
    {
        var form = new Dictionary<string, string>(fault == Fault.NamesWithoutCase ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        foreach (var part in Encoding.Latin1.GetString(body).Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var at = fault == Fault.SplitAtTheLastEqualsSign ? part.LastIndexOf('=') : part.IndexOf('=', StringComparison.Ordinal);
            if (IsBroken(part) && fault != Fault.BrokenPercentSignTaken)
            {
                return null;
            }
            var (name, value) = at < 0 ? (Decoded(part, fault), "") : (Decoded(part[..at], fault), Decoded(part[(at + 1)..], fault));
            if (!form.TryAdd(name, value) && fault != Fault.FirstOfTwoParametersTaken)
            {
                return null;
            }
        }
        return form;
    }

    public static bool Believes(byte[] body, Fault fault)
    {
        if (Read(body, fault) is not { } form)
        {
            return false;
        }
        var (text, type) = (Encoding.UTF8.GetBytes(PlainCodec.StringToSign(form, fault)), form["sign_type"]);
        if (type == "MD5" && fault == Fault.AlgorithmChosenByTheMessage)
        {
            return form["sign"] == Convert.ToHexStringLower(MD5.HashData([.. text, .. Encoding.ASCII.GetBytes(Vectors.Md5Key)]));
        }
        var sign = fault == Fault.BlankInSignatureKept ? form["sign"] : form["sign"].Replace(' ', '+');
        using var alipay = Vectors.PrivateKey("alipay_rsa_2048");
        return type == "RSA2" && !sign.Contains(' ', StringComparison.Ordinal) && Convert.TryFromBase64String(sign, new byte[1024], out _)
            && alipay.VerifyData(text, Convert.FromBase64String(sign), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }

    private static bool IsBroken(string part)
    {
        for (var at = part.IndexOf('%', StringComparison.Ordinal); at >= 0; at = part.IndexOf('%', at + 1))
        {
            if (at + 2 >= part.Length || !char.IsAsciiHexDigit(part[at + 1]) || !char.IsAsciiHexDigit(part[at + 2]))
            {
                return true;
            }
        }
        return false;
    }

    private static string Decoded(string text, Fault fault)
    {
        var once = HttpUtility.UrlDecode(fault == Fault.PlusKept ? text.Replace("+", "%2B", StringComparison.Ordinal) : text, Encoding.UTF8);
        return fault == Fault.DecodedTwice ? HttpUtility.UrlDecode(once, Encoding.UTF8) : once;
    }
}

/// <summary>Answers as documents, plainly.</summary>
internal static class PlainXml
{
    public static Dictionary<string, string>? Read(byte[] document, string? header, Fault fault)
    {
        try
        {
            var named = XNamed(document);
            var charset = PlainCodec.CharsetOf(fault == Fault.DeclarationIgnored ? "UTF-8" : fault == Fault.HeaderBeforeDeclaration ? header ?? named : named ?? header);
            var text = charset.GetString(document);
            text = fault == Fault.ByteOrderMarkKept ? text : text.TrimStart('\ufeff');
            text = fault == Fault.EntitiesNotResolved ? text.Replace("&", "&amp;", StringComparison.Ordinal) : text;
            var settings = new XmlReaderSettings { DtdProcessing = fault == Fault.DocumentTypeAllowed ? DtdProcessing.Parse : DtdProcessing.Prohibit };
            using var reader = XmlReader.Create(new StringReader(text), settings);
            var fields = XElement.Load(reader, LoadOptions.PreserveWhitespace).Element("response")!.Elements().Single().Elements().ToList();
            if (fault != Fault.NestedTextTaken && fields.Exists(field => field.HasElements))
            {
                return null;
            }
            var kept = fault == Fault.FirstOfTwoElementsTaken ? fields.DistinctBy(field => field.Name) : fields;
            return kept.ToDictionary(field => field.Name.LocalName, field => fault == Fault.ElementValuesTrimmed ? field.Value.Trim() : field.Value);
        }
        catch (Exception broken) when (broken is XmlException or ArgumentException or DecoderFallbackException)
        {
            return null;
        }
    }

    private static string? XNamed(byte[] document)
    {
        var parts = Encoding.Latin1.GetString(document).Split("encoding=\"", 2);
        return parts.Length < 2 ? null : parts[1].Split('"')[0];
    }
}

/// <summary>The meaning of a query's answer, plainly.</summary>
internal static class PlainAnswer
{
    public static GatewayAnswer<TradeReport> Read(IReadOnlyDictionary<string, string> fields, Fault fault)
    {
        string[] errors = fault == Fault.OneFieldOfTheError ? [fields.GetValueOrDefault("error", "")] : [fields.GetValueOrDefault("error", ""), fields.GetValueOrDefault("detail_error_code", "")];
        var result = fields.GetValueOrDefault("result_code");
        if (result is "FAIL" or "FAILED" || (fault == Fault.OneSpellingOfNotKnown && result is not ("SUCCESS" or "UNKNOW")))
        {
            return result is not ("FAIL" or "FAILED") || errors.Intersect(["TRADE_NOT_EXIST", "TRANS_NOT_FOUND"]).Any()
                ? new GatewayAnswer<TradeReport>.Done(new TradeReport(TradeState.NotFound, null, true, null, null, false, null, null)) : NotKnown("fail");
        }
        if (result != "SUCCESS" && fault != Fault.EnvelopeTakenForResult)
        {
            return NotKnown("unknow");
        }
        if (fields.GetValueOrDefault("alipay_trans_id") != Codec.Question.TradeNo.Value && fault != Fault.OtherTradeAccepted)
        {
            return NotKnown("other_id");
        }
        TradeState? state = fields.GetValueOrDefault("alipay_trans_status") switch
        {
            "TRADE_SUCCESS" when fault != Fault.OnlyFinishedIsPaid => TradeState.Paid,
            "TRADE_FINISHED" => TradeState.Paid,
            "TRADE_CLOSED" => fault == Fault.ClosedCountedAsPaid ? TradeState.Paid : TradeState.Closed,
            _ => TradeState.Waiting,
        };
        var hasTime = DateTimeOffset.TryParseExact(fields.GetValueOrDefault("alipay_pay_time") + (fault == Fault.TimeReadAsUtc ? "+00" : "+08"), "yyyyMMddHHmmsszz", CultureInfo.InvariantCulture, DateTimeStyles.None, out var paidAt);
        return new GatewayAnswer<TradeReport>.Done(new TradeReport(state.Value, AmountOf(fields.GetValueOrDefault("trans_amount", ""), fault), true, hasTime ? paidAt.ToUniversalTime() : null, null, false, null, null));
    }

    private static Money? AmountOf(string text, Fault fault)
    {
        if (fault == Fault.AmountReadAsFloatingPoint)
        {
            return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var amount) ? Money.OfMinor((long)(amount * 100), Codec.Question.PricingCurrency) : null;
        }
        return TradeAmount.TryParse(text, Codec.Question.PricingCurrency, out var money) ? money : null;
    }

    private static GatewayAnswer<TradeReport>.NotKnown NotKnown(string why) => new(why);
}
