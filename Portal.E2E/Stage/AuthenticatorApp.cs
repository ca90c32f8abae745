using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace Portal.E2E.Stage;

/// <summary>An authenticator app on a phone, written from RFC 6238 and not from the portal's code.</summary>
internal sealed class AuthenticatorApp(string typedKey)
{
    private readonly byte[] _secret = Read(typedKey);

    /// <param name="later">Steps of 30 s ahead of now: a phone's clock may be one step off.</param>
    public string Code(int later = 0)
    {
        var counter = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / 30 + later);
        var hash = HMACSHA1.HashData(_secret, counter);
        var value = BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(hash[^1] & 0xf)) & 0x7fffffff;
        return (value % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }

    private static byte[] Read(string key)
    {
        var bits = string.Concat(key.Where(char.IsLetterOrDigit).Select(letter => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(letter, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        return [.. bits.Chunk(8).Where(eight => eight.Length == 8).Select(eight => Convert.ToByte(new string(eight), 2))];
    }
}
