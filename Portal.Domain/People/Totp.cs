using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Portal.Domain.People;

/// <summary>Codes of six digits that change every 30 seconds, as an authenticator app shows them.</summary>
/// <remarks>Source: RFC 6238 (time steps) over RFC 4226 (HMAC-SHA-1, dynamic truncation), RFC 4648 (base32).</remarks>
public static class Totp
{
    public const int SecretBytes = 20;
    public const int Digits = 6;
    private const int StepSeconds = 30;
    private const int Modulus = 1_000_000;
    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    public static byte[] NewSecret() => RandomNumberGenerator.GetBytes(SecretBytes);

    public static long StepOf(DateTimeOffset instant) => instant.ToUnixTimeSeconds() / StepSeconds;

    public static string CodeAt(ReadOnlySpan<byte> secret, long step)
    {
        Span<byte> counter = stackalloc byte[8];
        Span<byte> hash = stackalloc byte[20];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        HMACSHA1.HashData(secret, counter, hash);          // the standard's default, and all that every app knows; collisions do not matter here
        var value = BinaryPrimitives.ReadInt32BigEndian(hash[(hash[^1] & 0xf)..]) & 0x7fffffff;
        return (value % Modulus).ToString("D6", CultureInfo.InvariantCulture);
    }

    /// <summary>The step whose code was typed: now, one before or one after, and later than <paramref name="after"/>, so that each serves once.</summary>
    /// <returns>Null: it is none of them.</returns>
    public static long? StepOfCode(ReadOnlySpan<byte> secret, string code, DateTimeOffset now, long after)
    {
        var typed = Encoding.UTF8.GetBytes(code);
        long? found = null;
        for (var step = StepOf(now) + 1; step >= StepOf(now) - 1; step--)
        {
            if (CryptographicOperations.FixedTimeEquals(typed, Encoding.ASCII.GetBytes(CodeAt(secret, step))) && step > after)
            {
                found = step;
            }
        }
        return found;
    }

    /// <summary>The secret as people type it into an app.</summary>
    public static string TypedKey(ReadOnlySpan<byte> secret)
    {
        var text = new StringBuilder();
        var (bits, held) = (0, 0);
        foreach (var one in secret)
        {
            (bits, held) = (((bits << 8) | one) & 0xffff, held + 8);
            for (; held >= 5; held -= 5)
            {
                text.Append(Base32[(bits >> (held - 5)) & 31]);
            }
        }
        return held > 0 ? text.Append(Base32[(bits << (5 - held)) & 31]).ToString() : text.ToString();
    }

    /// <summary>What the QR code says, so that an app takes it over.</summary>
    /// <param name="issuer">The portal, as the app lists it.</param>
    /// <param name="account">Whose codes they are.</param>
    public static string AddressFor(ReadOnlySpan<byte> secret, string issuer, string account) =>
        $"otpauth://totp/{Uri.EscapeDataString(issuer)}:{Uri.EscapeDataString(account)}?secret={TypedKey(secret)}&issuer={Uri.EscapeDataString(issuer)}";
}
