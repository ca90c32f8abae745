using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Portal.Infrastructure.Alipay.Signing;

/// <summary>Reads keys as people have them: PKCS#1 or PKCS#8, with or without PEM lines, with or without line breaks.</summary>
public static class KeyReading
{
    private const int MinBits = 1024;

    /// <summary>Null where the text is no RSA private key of at least 1024 bits.</summary>
    public static RSA? PrivateKey(string text) =>
        TryBytes(text, out var der)
            ? Import(der, static (rsa, bytes) => rsa.ImportPkcs8PrivateKey(bytes, out _)) ?? Import(der, static (rsa, bytes) => rsa.ImportRSAPrivateKey(bytes, out _))
            : null;

    /// <summary>X.509 SubjectPublicKeyInfo; null where the text is none.</summary>
    public static RSA? PublicKey(string text) => TryBytes(text, out var der) ? PublicKey(der) : null;

    public static RSA? PublicKey(byte[] der) => Import(der, static (rsa, bytes) => rsa.ImportSubjectPublicKeyInfo(bytes, out _));

    private static bool TryBytes(string text, [NotNullWhen(true)] out byte[]? der)
    {
        var body = string.Concat(text.Split('\n').Where(line => !line.TrimStart().StartsWith("-----", StringComparison.Ordinal)).Select(line => line.Trim()));
        der = null;
        try
        {
            der = Convert.FromBase64String(body);
        }
        catch (FormatException)
        {
            return false;
        }
        return der.Length > 0;
    }

    private static RSA? Import(byte[] der, Action<RSA, byte[]> import)
    {
        var rsa = RSA.Create();
        try
        {
            import(rsa, der);
            if (rsa.KeySize >= MinBits)
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
}
