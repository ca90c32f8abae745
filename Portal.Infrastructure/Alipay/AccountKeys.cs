using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Portal.Domain.Notifications;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Infrastructure.Alipay.Signing;
using Portal.Infrastructure.Secrets;

namespace Portal.Infrastructure.Alipay;

/// <summary>An account's two halves: what signs our requests, what verifies Alipay's words.</summary>
public sealed record AccountKeys(ISigner Signer, IVerifier Verifier);

/// <summary>Unseals keys once and keeps them: importing an RSA key costs ten times its use.</summary>
public sealed class AccountKeyRing(TenantSecrets secrets, TimeProvider clock)
{
    private readonly ConcurrentDictionary<(TenantId, AccountId, string), AccountKeys> _kept = new();

    /// <exception cref="CryptographicException">The row was copied from another tenant or the key ring was lost.</exception>
    public AccountKeys KeysOf(GatewayAccount account)
    {
        var version = $"{account.Algorithm} {Convert.ToHexString(SHA256.HashData(account.SealedSecret))} {Convert.ToHexString(account.AlipayPublicKey ?? [])} "
            + $"{Convert.ToHexString(SHA256.HashData(account.PreviousKey ?? []))} {account.PreviousKeyUntil?.UtcTicks}";
        return _kept.GetOrAdd((account.TenantId, account.Id, version), _ => Open(account));
    }

    private AccountKeys Open(GatewayAccount account)
    {
        var secret = secrets.Unseal(account.TenantId, account.Id, account.SealedSecret);
        if (account.Algorithm == SignAlgorithm.Md5)
        {
            var md5 = Md5(secret);
            return new AccountKeys(md5, WithPrevious(md5, account, key => Md5(secrets.Unseal(account.TenantId, account.Id, key))));
        }
        var signType = account.Algorithm == SignAlgorithm.Rsa ? RsaVerifier.Sha1Name : RsaVerifier.Sha256Name;
        var ours = RSA.Create();
        ours.ImportPkcs8PrivateKey(secret, out _);
        return new AccountKeys(
            new RsaSigner(ours, signType),
            WithPrevious(Alipays(account.AlipayPublicKey, signType), account, key => Alipays(key, signType)));
    }

    private IVerifier WithPrevious(IVerifier present, GatewayAccount account, Func<byte[], IVerifier> open) =>
        account is { PreviousKey: { } key, PreviousKeyUntil: { } until } && until > clock.GetUtcNow() && Opened(key, open) is { } previous
            ? new RotatingVerifier(present, previous, until, clock)
            : present;

    /// <summary>Null where it does not open: a key of yesterday must not stop today's.</summary>
    private static IVerifier? Opened(byte[] key, Func<byte[], IVerifier> open)
    {
        try
        {
            return open(key);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static Md5Signature Md5(byte[] secret) => new(Encoding.ASCII.GetString(secret));

    private static RsaVerifier Alipays(byte[]? der, string signType) => new(
        (der is null ? null : KeyReading.PublicKey(der)) ?? throw new CryptographicException("The account has no public key of Alipay."), signType);
}
