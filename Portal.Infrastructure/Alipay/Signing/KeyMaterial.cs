using System.Security.Cryptography;
using System.Text;
using Portal.Domain.Tenants;

namespace Portal.Infrastructure.Alipay.Signing;

/// <summary>Keys as somebody hands them over.</summary>
/// <param name="Md5Key">The shared secret; for MD5 only.</param>
/// <param name="PrivateKey">PKCS#1 or PKCS#8; for RSA and RSA2.</param>
/// <param name="AlipayPublicKey">SubjectPublicKeyInfo; for RSA and RSA2.</param>
/// <param name="OwnPublicKey">What was uploaded to Alipay, where it is at hand: it must be the other half of the private key.</param>
public sealed record KeyTexts(string? Md5Key, string? PrivateKey, string? AlipayPublicKey, string? OwnPublicKey = null);

/// <summary>Checked keys in the form in which they are kept.</summary>
/// <param name="Secret">The MD5 secret, or the private key as PKCS#8; to be sealed at once.</param>
/// <param name="AlipayPublicKey">SubjectPublicKeyInfo; null with MD5.</param>
/// <remarks>Source: PROTOCOL 2.2.</remarks>
public sealed record KeyMaterial(byte[] Secret, byte[]? AlipayPublicKey)
{
    private const int ShortestSecret = 16;
    private const int LongestSecret = 128;
    private const int MinBitsOfRsa2 = 2048;
    private const int AnyBits = 0;

    /// <param name="wrong">Where the keys are refused: a sentence for whoever handed them over.</param>
    /// <returns>Null where the keys are refused.</returns>
    public static KeyMaterial? TryRead(SignAlgorithm algorithm, KeyTexts texts, out string wrong) =>
        algorithm == SignAlgorithm.Md5 ? ReadSecret(texts.Md5Key, out wrong) : ReadPair(algorithm, texts, out wrong);

    /// <summary>A blank or line feed that came along with the copy would make every signature wrong.</summary>
    private static KeyMaterial? ReadSecret(string? text, out string wrong)
    {
        var secret = text?.Trim('\ufeff').Trim() ?? "";
        wrong = secret.Length is < ShortestSecret or > LongestSecret ? $"the MD5 key needs {ShortestSecret} to {LongestSecret} characters"
            : !secret.All(c => c is > ' ' and <= '~') ? "the MD5 key has letters, digits and signs of plain ASCII only, no blanks"
            : "";
        return wrong.Length == 0 ? new KeyMaterial(Encoding.ASCII.GetBytes(secret), null) : null;
    }

    private static KeyMaterial? ReadPair(SignAlgorithm algorithm, KeyTexts texts, out string wrong)
    {
        var (name, bits) = algorithm == SignAlgorithm.Rsa2 ? (RsaVerifier.Sha256Name, MinBitsOfRsa2) : (RsaVerifier.Sha1Name, KeyReading.MinBits);
        using var ours = KeyReading.PrivateKey(texts.PrivateKey ?? "", AnyBits);
        using var theirs = KeyReading.PublicKey(texts.AlipayPublicKey ?? "", AnyBits);
        using var uploaded = texts.OwnPublicKey is { } own ? KeyReading.PublicKey(own, AnyBits) : null;
        wrong = ours is null ? "the private key is not an RSA key in PKCS#1 or PKCS#8 without a password"
            : ours.KeySize < bits ? $"the private key has {ours.KeySize} bits; {name} needs at least {bits}"
            : theirs is null ? "Alipay's public key is not an X.509 RSA key"
            : theirs.KeySize < bits ? $"Alipay's public key has {theirs.KeySize} bits; {name} needs at least {bits}"
            : IsPair(ours, theirs) ? "this is your own public key, not Alipay's: take the one that Alipay's merchant page shows as its own"
            : texts.OwnPublicKey is not null && (uploaded is null || !IsPair(ours, uploaded)) ? "the private key and your public key are not a pair"
            : "";
        return wrong.Length == 0 ? new KeyMaterial(ours!.ExportPkcs8PrivateKey(), theirs!.ExportSubjectPublicKeyInfo()) : null;
    }

    private static bool IsPair(RSA privateKey, RSA publicKey) =>
        privateKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(publicKey.ExportSubjectPublicKeyInfo());
}
