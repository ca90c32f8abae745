using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Unicode;
using System.Xml;
using Portal.Infrastructure.Alipay.Signing;

namespace Portal.Infrastructure.Alipay.Wire;

/// <summary>One answer of the gateway, read but not yet believed.</summary>
/// <param name="Fields">The signed part: the elements below the only child of <c>response</c>.</param>
/// <param name="Charset">The charset in which the document came; its bytes are what was signed.</param>
internal sealed record WireAnswer(bool IsSuccess, string? Error, string? Sign, string? SignType, IReadOnlyDictionary<string, string> Fields, Encoding Charset);

/// <summary>The one reader of foreign XML: no DTD, no resolver, at most 64 KiB and 16 levels, no element twice.</summary>
/// <remarks>Source: PROTOCOL 1.4; the declaration names the charset, else the header, else it is UTF-8.</remarks>
internal static class SafeXml
{
    public const int MaxBytes = 64 * 1024;
    private const int MaxDepth = 16;
    private const int MaxFields = 200;

    private static readonly XmlReaderSettings s_settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = MaxBytes,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
    };

    public static bool TryRead(ReadOnlySpan<byte> document, string? headerCharset, [NotNullWhen(true)] out WireAnswer? answer)
    {
        answer = null;
        if (document.Length is 0 or > MaxBytes || !WireCharset.TryGet(XmlDeclaration.CharsetOf(document) ?? headerCharset?.Trim('"') ?? "UTF-8", out var charset)
            || (charset != WireCharset.Utf8 && IsSurelyUtf8(document)))
        {
            return false;
        }
        try
        {
            var text = charset.GetString(document.StartsWith(Encoding.UTF8.Preamble) ? document[3..] : document);
            using var reader = XmlReader.Create(new StringReader(text), s_settings);
            answer = Read(reader, charset);
            return true;
        }
        catch (Exception broken) when (broken is XmlException or DecoderFallbackException or FormatException)
        {
            return false;
        }
    }

    /// <summary>Whether these bytes, which could not be read, begin and end as an answer: then no line broke, somebody made them so.</summary>
    public static bool ClaimsToBeAnswer(ReadOnlySpan<byte> document) =>
        document.IndexOf("<alipay>"u8) >= 0 && (document.Length > MaxBytes || document.TrimEnd(" \r\n\t"u8).EndsWith("</alipay>"u8));

    /// <summary>Chinese in UTF-8 is three bytes a character, which GBK could mean only by a rare chance: the label is wrong.</summary>
    private static bool IsSurelyUtf8(ReadOnlySpan<byte> document) => document.ContainsAnyInRange((byte)0xE0, (byte)0xF4) && Utf8.IsValid(document);

    private static WireAnswer Read(XmlReader reader, Encoding charset)
    {
        string? success = null, error = null, sign = null, signType = null;
        Dictionary<string, string>? fields = null;
        Require(reader.MoveToContent() == XmlNodeType.Element && reader.Name == "alipay");
        foreach (var name in Children(reader))
        {
            switch (name)
            {
                case "is_success":
                    success = Once(success, reader);
                    break;
                case "error":
                    error = Once(error, reader);
                    break;
                case "sign":
                    sign = Once(sign, reader);
                    break;
                case "sign_type":
                    signType = Once(signType, reader);
                    break;
                case "response":
                    Require(fields is null);
                    fields = ReadResponse(reader);
                    break;
                default:
                    Skip(reader);
                    break;
            }
        }
        Require(success is "T" or "F" && IsEnd(reader));
        return new WireAnswer(success == "T", error, sign, signType, fields ?? [], charset);
    }

    private static Dictionary<string, string> ReadResponse(XmlReader reader)
    {
        Dictionary<string, string>? fields = null;
        foreach (var _ in Children(reader))
        {
            Require(fields is null);
            fields = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var name in Children(reader))
            {
                Require(fields.Count < MaxFields && fields.TryAdd(name, TextOf(reader)));
            }
        }
        Require(fields is not null);
        return fields;
    }

    /// <summary>Steps through the child elements of the current one; the body of the loop must consume each to its end tag.</summary>
    private static IEnumerable<string> Children(XmlReader reader)
    {
        if (reader.IsEmptyElement)
        {
            yield break;
        }
        var depth = reader.Depth;
        while (reader.Read() && !(reader.NodeType == XmlNodeType.EndElement && reader.Depth == depth))
        {
            if (reader.NodeType is XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace)
            {
                continue;                                  // for reading only, here; inside a value it is the value
            }
            Require(reader.NodeType == XmlNodeType.Element);
            yield return reader.Name;
        }
    }

    /// <summary>Nothing but white space behind the root: a second root, or what somebody appended, is no answer.</summary>
    private static bool IsEnd(XmlReader reader)
    {
        while (reader.Read())
        {
            if (reader.NodeType != XmlNodeType.Whitespace)
            {
                return false;
            }
        }
        return true;
    }

    private static string Once(string? before, XmlReader reader)
    {
        Require(before is null);
        return TextOf(reader);
    }

    private static string TextOf(XmlReader reader)
    {
        if (reader.IsEmptyElement)
        {
            return "";
        }
        var depth = reader.Depth;
        var text = new StringBuilder();
        while (reader.Read() && !(reader.NodeType == XmlNodeType.EndElement && reader.Depth == depth))
        {
            Require(reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace);
            text.Append(reader.Value);
        }
        return text.ToString();
    }

    private static void Skip(XmlReader reader)
    {
        if (reader.IsEmptyElement)
        {
            return;
        }
        var depth = reader.Depth;
        while (reader.Read() && !(reader.NodeType == XmlNodeType.EndElement && reader.Depth == depth))
        {
            Require(reader.Depth <= MaxDepth);
        }
    }

    private static void Require([DoesNotReturnIf(false)] bool holds)
    {
        if (!holds)
        {
            throw new FormatException("Not an answer of the gateway.");
        }
    }
}
