using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;

namespace Portal.Infrastructure.Secrets;

/// <summary>Seals what must not be read from the database alone. The purpose holds tenant and key, so a row that was copied
/// to another tenant does not open.</summary>
public sealed class TenantSecrets(IDataProtectionProvider protection) : IDataKeys
{
    private const int DataKeyBytes = 32;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    private readonly ConcurrentDictionary<TenantId, byte[]> _dataKeys = new();

    public byte[] Seal(TenantId tenant, AccountId account, byte[] secret) => ForAccount(tenant, account).Protect(secret);

    public byte[] Unseal(TenantId tenant, AccountId account, byte[] sealedSecret) => ForAccount(tenant, account).Unprotect(sealedSecret);

    /// <inheritdoc/>
    public byte[] NewDataKey(TenantId tenant) => ForDataKey(tenant).Protect(RandomNumberGenerator.GetBytes(DataKeyBytes));

    /// <summary>Nonce, tag and cipher text in one, under the tenant's data key.</summary>
    public byte[] Encrypt(TenantId tenant, byte[] wrappedDataKey, ReadOnlySpan<byte> plain)
    {
        var sealedText = new byte[NonceBytes + TagBytes + plain.Length];
        RandomNumberGenerator.Fill(sealedText.AsSpan(0, NonceBytes));
        using var cipher = Cipher(tenant, wrappedDataKey);
        cipher.Encrypt(
            sealedText.AsSpan(0, NonceBytes), plain, sealedText.AsSpan(NonceBytes + TagBytes), sealedText.AsSpan(NonceBytes, TagBytes), tenant.Value.ToByteArray());
        return sealedText;
    }

    /// <exception cref="CryptographicException">Not this tenant's, or changed.</exception>
    public byte[] Decrypt(TenantId tenant, byte[] wrappedDataKey, ReadOnlySpan<byte> sealedText)
    {
        var plain = new byte[sealedText.Length - NonceBytes - TagBytes];
        using var cipher = Cipher(tenant, wrappedDataKey);
        cipher.Decrypt(
            sealedText[..NonceBytes], sealedText[(NonceBytes + TagBytes)..], sealedText.Slice(NonceBytes, TagBytes), plain, tenant.Value.ToByteArray());
        return plain;
    }

    /// <summary>A keyed hash that only this tenant's key makes; 32 bytes. Without the key nobody can try numbers until one fits.</summary>
    public byte[] HashOf(TenantId tenant, byte[] wrappedDataKey, string text)
    {
        var key = HKDF.DeriveKey(HashAlgorithmName.SHA256, DataKey(tenant, wrappedDataKey), DataKeyBytes, info: "payer"u8.ToArray());
        return HMACSHA256.HashData(key, System.Text.Encoding.UTF8.GetBytes(text));
    }

    private byte[] DataKey(TenantId tenant, byte[] wrapped) => _dataKeys.GetOrAdd(tenant, id => ForDataKey(id).Unprotect(wrapped));

    /// <summary>One a call: the cipher is not safe for two threads at once, and making it costs little beside unwrapping the key.</summary>
    private AesGcm Cipher(TenantId tenant, byte[] wrapped) => new(DataKey(tenant, wrapped), TagBytes);

    private IDataProtector ForAccount(TenantId tenant, AccountId account) => protection.CreateProtector("Portal", "gateway-account", tenant.ToString(), account.ToString());

    private IDataProtector ForDataKey(TenantId tenant) => protection.CreateProtector("Portal", "data-key", tenant.ToString());
}
