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
public sealed class AccountKeyRing(TenantSecrets secrets)
{
    private readonly ConcurrentDictionary<(TenantId, AccountId, string), AccountKeys> _kept = new();

    /// <exception cref="CryptographicException">The row was copied from another tenant or the key ring was lost.</exception>
    public AccountKeys KeysOf(GatewayAccount account)
    {
        var version = $"{account.Algorithm} {Convert.ToHexString(SHA256.HashData(account.SealedSecret))} {Convert.ToHexString(account.AlipayPublicKey ?? [])}";
        return _kept.GetOrAdd((account.TenantId, account.Id, version), _ => Open(account));
    }

    private AccountKeys Open(GatewayAccount account)
    {
        var secret = secrets.Unseal(account.TenantId, account.Id, account.SealedSecret);
        if (account.Algorithm == SignAlgorithm.Md5)
        {
            var md5 = new Md5Signature(Encoding.ASCII.GetString(secret));
            return new AccountKeys(md5, md5);
        }
        var signType = account.Algorithm == SignAlgorithm.Rsa ? RsaVerifier.Sha1Name : RsaVerifier.Sha256Name;
        var ours = RSA.Create();
        ours.ImportPkcs8PrivateKey(secret, out _);
        var theirs = account.AlipayPublicKey is { } der ? KeyReading.PublicKey(der) : null;
        return new AccountKeys(
            new RsaSigner(ours, signType),
            new RsaVerifier(theirs ?? throw new CryptographicException("The account has no public key of Alipay."), signType));
    }
}
