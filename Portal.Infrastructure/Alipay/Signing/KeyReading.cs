using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Portal.Infrastructure.Alipay.Signing;

/// <summary>Reads keys as people have them: PKCS#1 or PKCS#8, with or without PEM lines, with or without line breaks, blanks around.</summary>
public static partial class KeyReading
{
    /// <summary>The shortest key that any algorithm of the gateway takes.</summary>
    public const int MinBits = 1024;

    private const char ByteOrderMark = '\ufeff';

    private delegate void Importer(RSA rsa, byte[] bytes, out int read);

    /// <summary>Null where the text is no RSA private key of at least so many bits, or one behind a password.</summary>
    public static RSA? PrivateKey(string text, int minBits = MinBits) => TryBytes(text, out var der)
        ? Import(der, static (RSA rsa, byte[] bytes, out int read) => rsa.ImportPkcs8PrivateKey(bytes, out read), minBits)
            ?? Import(der, static (RSA rsa, byte[] bytes, out int read) => rsa.ImportRSAPrivateKey(bytes, out read), minBits)
        : null;

    /// <summary>X.509 SubjectPublicKeyInfo, or PKCS#1; null where the text is neither, or too short.</summary>
    public static RSA? PublicKey(string text, int minBits = MinBits) => TryBytes(text, out var der) ? PublicKey(der, minBits) : null;

    public static RSA? PublicKey(byte[] der, int minBits = MinBits) =>
        Import(der, static (RSA rsa, byte[] bytes, out int read) => rsa.ImportSubjectPublicKeyInfo(bytes, out read), minBits)
        ?? Import(der, static (RSA rsa, byte[] bytes, out int read) => rsa.ImportRSAPublicKey(bytes, out read), minBits);

    private static bool TryBytes(string text, [NotNullWhen(true)] out byte[]? der)
    {
        der = null;
        try
        {
            der = Convert.FromBase64String(Armour().Replace(text.Trim(ByteOrderMark), ""));          // blanks and line breaks between the letters are skipped
        }
        catch (FormatException)
        {
            return false;
        }
        return der.Length > 0;
    }

    /// <summary>The whole text must be the key: what stands behind it would be a sign of two keys in one.</summary>
    private static RSA? Import(byte[] der, Importer import, int minBits)
    {
        var rsa = RSA.Create();
        try
        {
            import(rsa, der, out var read);
            if (read == der.Length && rsa.KeySize >= minBits)
            {
                return rsa;
            }
        }
        catch (CryptographicException)
        {
            // not in this format: the caller tries the next one or says so
        }
        rsa.Dispose();
        return null;
    }

    [GeneratedRegex("-----(BEGIN|END)[^-]*-----")]
    private static partial Regex Armour();
}
