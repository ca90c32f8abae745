using System.Security.Cryptography;
using System.Text;
using Portal.Bench.Servers;

namespace Portal.Bench.Load;

/// <summary>Signed notifications as whole HTTP requests, made before any clock starts.</summary>
/// <remarks>Source: PROTOCOL 2.5, 3.4.</remarks>
internal static class Notices
{
    private const int Digits = 8;

    /// <summary>Notifications of different trades. Numbers are the prefix and eight digits from 00000001 on, as the simulator numbers trades in bulk.</summary>
    public static byte[][] Make(Stand stand, Till till, string prefix, int count)
    {
        var requests = new byte[count][];
        var now = TimeProvider.System.GetUtcNow();
        var key = stand.AlipayKey.ExportPkcs8PrivateKey();
        Parallel.For(0, count, () => Import(key), (i, _, rsa) =>
        {
            requests[i] = Request(till, rsa, NumberOf(prefix, i), now);
            return rsa;
        }, rsa => rsa.Dispose());
        return requests;
    }

    public static string NumberOf(string prefix, int index) => $"{prefix}{index + 1:D8}";

    /// <summary>The place of the first number with this prefix in a text of bytes; -1: none.</summary>
    public static int IndexIn(ReadOnlySpan<byte> text, ReadOnlySpan<byte> prefix, ref int from)
    {
        var found = text[from..].IndexOf(prefix);
        if (found < 0 || from + found + prefix.Length + Digits > text.Length)
        {
            return -1;
        }
        var at = from + found + prefix.Length;
        from = at + Digits;
        return System.Buffers.Text.Utf8Parser.TryParse(text.Slice(at, Digits), out int number, out var read) && read == Digits ? number - 1 : -1;
    }

    private static byte[] Request(Till till, RSA key, string number, DateTimeOffset now)
    {
        var at = now.ToOffset(TimeSpan.FromHours(8)).ToString("yyyy-MM-dd HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture);
        var pairs = new List<(string Name, string Value)>
        {
            ("buyer_email", "138****0001"),
            ("buyer_id", "2088101117955611"),
            ("extra_common_param", $$"""{"code":"{{till.Passback}}"}"""),
            ("gmt_create", at),
            ("gmt_payment", at),
            ("notify_action_type", "payByAccountAction"),
            ("notify_id", "ac" + Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(number)))[..32]),
            ("notify_time", at),
            ("notify_type", "trade_status_sync"),
            ("out_trade_no", "O" + number),
            ("seller_id", till.Partner),
            ("subject", "北京小馆 尖沙咀店"),
            ("total_fee", "12.50"),
            ("trade_no", number),
            ("trade_status", "TRADE_SUCCESS"),
            ("trans_amount", "12.50"),
            ("trans_currency", till.Currency),
        };
        var text = Encoding.UTF8.GetBytes(string.Join('&', pairs.Select(pair => $"{pair.Name}={pair.Value}")));
        pairs.Add(("sign", Convert.ToBase64String(key.SignData(text, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))));
        pairs.Add(("sign_type", "RSA2"));
        var body = string.Join('&', pairs.Select(pair => $"{pair.Name}={Uri.EscapeDataString(pair.Value)}"));
        return Encoding.ASCII.GetBytes(
            $"POST {till.NotifyPath} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded; charset=UTF-8\r\nContent-Length: {body.Length}\r\n\r\n{body}");
    }

    private static RSA Import(byte[] key)
    {
        var rsa = RSA.Create();
        rsa.ImportPkcs8PrivateKey(key, out _);
        return rsa;
    }
}
