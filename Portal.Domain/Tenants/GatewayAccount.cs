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

    /// <summary>What Alipay signed with before the present key: its public key, or with MD5 the earlier secret, encrypted; null where there is none.</summary>
    public byte[]? PreviousKey { get; private set; }

    /// <summary>Until then the previous key still verifies what Alipay says; it never signs.</summary>
    public DateTimeOffset? PreviousKeyUntil { get; private set; }

    /// <summary>An absolute address, or <see cref="SimulatorWord"/>.</summary>
    public string Gateway { get; private set; } = "";

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>When Alipay last took our signature and we believed its own, with the present keys; null: not yet.</summary>
    public DateTimeOffset? ProvenAt { get; private set; }

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

    internal void Proven(DateTimeOffset at) => ProvenAt = at;

    /// <summary>Gives the keys up; the account signs and verifies nothing any more.</summary>
    public void DestroyKeys() => (SealedSecret, AlipayPublicKey, PreviousKey, PreviousKeyUntil) = ([], null, null, null);

    /// <summary>Takes new keys of the same algorithm. What Alipay signed with so far goes on to count until <paramref name="previousUntil"/>,
    /// since messages signed before the change are still under way.</summary>
    /// <param name="sealedSecret">As <see cref="SealedSecret"/>.</param>
    /// <param name="alipayPublicKey">As <see cref="AlipayPublicKey"/>.</param>
    public void ReplaceKeys(byte[] sealedSecret, byte[]? alipayPublicKey, DateTimeOffset previousUntil)
    {
        var isSame = Algorithm != SignAlgorithm.Md5 && alipayPublicKey.AsSpan().SequenceEqual(AlipayPublicKey);
        if (!isSame)
        {
            PreviousKey = Algorithm == SignAlgorithm.Md5 ? SealedSecret : AlipayPublicKey;
            PreviousKeyUntil = previousUntil;
        }
        SealedSecret = sealedSecret;
        AlipayPublicKey = alipayPublicKey;
        ProvenAt = null;
    }
}
