using System.Text;
using Microsoft.AspNetCore.Http;
using Portal.Infrastructure.Alipay.Signing;

namespace Portal.Infrastructure.Alipay.Simulator;

/// <summary>A request as the gateway reads it: query string and body together, decoded once, from the raw bytes.</summary>
/// <remarks>Source: PROTOCOL 1.2, 8.1 steps 0 to 2.</remarks>
internal sealed class SimulatedRequest
{
    public const int MaxBytes = 64 * 1024;
    public const string TooLarge = "too large";
    private const string CharsetName = "_input_charset";
    private static readonly string[] s_charsetIsOptional = [GatewayServices.Query, "alipay.acquire.overseas.spot.refund"];

    private SimulatedRequest(IReadOnlyDictionary<string, string> parameters, Encoding charset) => (Parameters, Charset) = (parameters, charset);

    public IReadOnlyDictionary<string, string> Parameters { get; }

    public Encoding Charset { get; }

    /// <summary>The value; null where it is absent or empty, which is the same here.</summary>
    public string? this[string name] => Parameters.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;

    /// <returns>The request, or the code with which it is refused.</returns>
    public static async Task<(SimulatedRequest? Request, string? Error)> ReadAsync(HttpRequest http, CancellationToken ct)
    {
        var pairs = Split(Encoding.Latin1.GetBytes(http.QueryString.Value?.TrimStart('?') ?? ""));
        if (HttpMethods.IsPost(http.Method))
        {
            if (http.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) != true)
            {
                return (null, "ILLEGAL_ARGUMENT");
            }
            var body = new byte[MaxBytes + 1];
            var length = await http.Body.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, ct);
            if (length > MaxBytes)
            {
                return (null, TooLarge);
            }
            pairs.AddRange(Split(body[..length]));
        }
        var service = Ascii(pairs, "service");
        var named = Ascii(pairs, CharsetName);
        if (named is null && !s_charsetIsOptional.Contains(service) && service != GatewayServices.NotifyVerify)
        {
            return (null, "ILLEGAL_ARGUMENT");
        }
        if (!WireCharset.TryGet(named ?? (service == GatewayServices.NotifyVerify ? "UTF-8" : "GBK"), out var charset))
        {
            return (null, "ILLEGAL_CHARSET");
        }
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            foreach (var (name, value) in pairs)
            {
                var (readName, readValue) = (charset.GetString(name), charset.GetString(value));
                if (!parameters.TryAdd(readName, readValue) && parameters[readName] != readValue)
                {
                    return (null, "ILLEGAL_ARGUMENT");
                }
            }
        }
        catch (DecoderFallbackException)
        {
            return (null, "INVALID_CHARACTER_SET");
        }
        return (new SimulatedRequest(parameters, charset), null);
    }

    private static string? Ascii(List<(byte[] Name, byte[] Value)> pairs, string name) =>
        pairs.Where(pair => Encoding.Latin1.GetString(pair.Name) == name).Select(pair => Encoding.Latin1.GetString(pair.Value)).FirstOrDefault(value => value.Length > 0);

    private static List<(byte[] Name, byte[] Value)> Split(byte[] raw)
    {
        var pairs = new List<(byte[], byte[])>();
        foreach (var part in Encoding.Latin1.GetString(raw).Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            pairs.Add((Decode(equals < 0 ? part : part[..equals]), equals < 0 ? [] : Decode(part[(equals + 1)..])));
        }
        return pairs;
    }

    private static byte[] Decode(string part)
    {
        var bytes = new List<byte>(part.Length);
        for (var i = 0; i < part.Length; i++)
        {
            if (part[i] == '%' && i + 2 < part.Length && char.IsAsciiHexDigit(part[i + 1]) && char.IsAsciiHexDigit(part[i + 2]))
            {
                bytes.Add(Convert.ToByte(part.Substring(i + 1, 2), 16));
                i += 2;
            }
            else
            {
                bytes.Add(part[i] == '+' ? (byte)' ' : (byte)part[i]);
            }
        }
        return [.. bytes];
    }
}
