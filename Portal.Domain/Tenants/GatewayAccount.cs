using Portal.Domain.Primitives;

namespace Portal.Domain.Tenants;

/// <summary>The signature algorithm that is agreed for an account. A message never chooses it.</summary>
public enum SignAlgorithm
{
    Md5,
    Rsa,
    Rsa2,
}

/// <summary>A tenant's account at Alipay: partner number, algorithm, sealed keys, address.</summary>
public sealed class GatewayAccount : ITenantOwned
{
    /// <summary>The word that stands for the built-in simulator; the word is stored, never a port.</summary>
    public const string SimulatorWord = "simulator";

    private GatewayAccount()
    {
    }

    public TenantId TenantId { get; private set; }

    public AccountId Id { get; private set; }

    /// <summary>Alipay's number of the merchant, 16 digits beginning with 2088; one tenant only.</summary>
    public string Partner { get; private set; } = "";

    public SignAlgorithm Algorithm { get; private set; }

    /// <summary>The MD5 secret or the PKCS#8 private key, encrypted for this tenant and account.</summary>
    public byte[] SealedSecret { get; private set; } = [];

    /// <summary>Alipay's public key, SubjectPublicKeyInfo; null with MD5.</summary>
    public byte[]? AlipayPublicKey { get; private set; }

    /// <summary>An absolute address, or <see cref="SimulatorWord"/>.</summary>
    public string Gateway { get; private set; } = "";

    public DateTimeOffset CreatedAt { get; private set; }

    public bool IsSimulated => Gateway == SimulatorWord;

    public static bool IsPartner(string text) => text.Length == 16 && text.All(char.IsAsciiDigit) && text.StartsWith("2088", StringComparison.Ordinal);

    public static GatewayAccount Open(
        TenantId tenant, AccountId id, string partner, SignAlgorithm algorithm, byte[] sealedSecret, byte[]? alipayPublicKey, string gateway, DateTimeOffset at) => new()
        {
            TenantId = tenant,
            Id = id,
            Partner = partner,
            Algorithm = algorithm,
            SealedSecret = sealedSecret,
            AlipayPublicKey = alipayPublicKey,
            Gateway = gateway,
            CreatedAt = at,
        };
}
