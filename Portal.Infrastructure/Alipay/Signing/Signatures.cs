using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Portal.Domain.Notifications;

namespace Portal.Infrastructure.Alipay.Signing;

/// <summary>Signs with one key by one algorithm.</summary>
public interface ISigner
{
    /// <summary>MD5, RSA or RSA2.</summary>
    string SignType { get; }

    string Sign(ReadOnlySpan<byte> data);
}

/// <summary>MD5 over the bytes and then the secret; one secret signs and verifies, in both directions.</summary>
/// <remarks>Source: PROTOCOL 2.2: lower-case hexadecimal, nothing between string and key.</remarks>
public sealed class Md5Signature(string secret) : ISigner, IVerifier
{
    public const string Name = "MD5";

    private readonly byte[] _secret = Encoding.ASCII.GetBytes(secret);

    public string SignType => Name;

    public string Sign(ReadOnlySpan<byte> data)
    {
        using var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        md5.AppendData(data);
        md5.AppendData(_secret);
        return Convert.ToHexStringLower(md5.GetHashAndReset());
    }

    public bool Verify(ReadOnlySpan<byte> data, string signature) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Sign(data)), Encoding.UTF8.GetBytes(signature));
}

/// <summary>RSASSA-PKCS1-v1_5: RSA with SHA-1, RSA2 with SHA-256; Base64 without line breaks.</summary>
public sealed class RsaSigner(RSA privateKey, string signType) : ISigner
{
    public string SignType => signType;

    public string Sign(ReadOnlySpan<byte> data) =>
        Convert.ToBase64String(privateKey.SignData(data, RsaVerifier.HashOf(signType), RSASignaturePadding.Pkcs1));
}

/// <summary>The other side's half. Import the key once and keep this: importing costs ten times a verification.</summary>
public sealed class RsaVerifier(RSA publicKey, string signType) : IVerifier
{
    public const string Sha1Name = "RSA";
    public const string Sha256Name = "RSA2";
    private const int MaxSignatureBytes = 1024;

    private readonly HashAlgorithmName _hash = HashOf(signType);

    public string SignType => signType;

    public bool Verify(ReadOnlySpan<byte> data, string signature)
    {
        Span<byte> bytes = stackalloc byte[MaxSignatureBytes];
        return Base64.IsValid(signature)
            && Convert.TryFromBase64String(signature, bytes, out var length)
            && publicKey.VerifyData(data, bytes[..length], _hash, RSASignaturePadding.Pkcs1);
    }

    internal static HashAlgorithmName HashOf(string signType) => signType switch
    {
        Sha1Name => HashAlgorithmName.SHA1,
        Sha256Name => HashAlgorithmName.SHA256,
        _ => throw new ArgumentException($"'{signType}' is not an RSA sign type.", nameof(signType)),
    };
}
