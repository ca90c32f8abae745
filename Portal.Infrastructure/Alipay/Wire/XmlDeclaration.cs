using System.Text;

namespace Portal.Infrastructure.Alipay.Wire;

/// <summary>The first line of a document, which names the charset that it is to be read in.</summary>
internal static class XmlDeclaration
{
    private const string EncodingWord = "encoding";

    /// <summary>Read from the bytes, since the declaration must be known before the text can be.</summary>
    public static string? CharsetOf(ReadOnlySpan<byte> document)
    {
        var head = Encoding.Latin1.GetString(document[..Math.Min(document.Length, 200)]);
        var end = head.IndexOf("?>", StringComparison.Ordinal);
        var at = end < 0 ? -1 : head.IndexOf(EncodingWord, 0, end, StringComparison.Ordinal);
        if (at < 0)
        {
            return null;
        }
        var value = head[(at + EncodingWord.Length)..end].TrimStart();
        if (!value.StartsWith('='))
        {
            return null;
        }
        value = value[1..].TrimStart();
        var close = value.Length == 0 ? -1 : value.IndexOf(value[0], 1);
        return close < 0 ? null : value[1..close];
    }
}
