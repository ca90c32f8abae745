using System.Text;

namespace Portal.Infrastructure.Alipay.Signing;

/// <summary>The string that both sides sign.</summary>
/// <remarks>Source: PROTOCOL 2.1: without <c>sign</c>, <c>sign_type</c> and empty values, sorted by character code, raw values, joined by <c>&amp;</c>.</remarks>
public static class StringToSign
{
    public static string Of(IEnumerable<KeyValuePair<string, string>> parameters)
    {
        var kept = new List<KeyValuePair<string, string>>(32);
        foreach (var pair in parameters)
        {
            if (IsSigned(pair))
            {
                kept.Add(pair);
            }
        }
        kept.Sort(static (a, b) => string.CompareOrdinal(a.Key, b.Key));
        var text = new StringBuilder(512);
        foreach (var (name, value) in kept)
        {
            if (text.Length > 0)
            {
                text.Append('&');
            }
            text.Append(name).Append('=').Append(value);
        }
        return text.ToString();
    }

    private static bool IsSigned(KeyValuePair<string, string> pair) =>
        pair.Value.Length > 0 && pair.Key is not "sign" and not "sign_type";
}
