using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Infrastructure.Persistence.Work;
using Portal.Infrastructure.Secrets;

namespace Portal.Infrastructure.Persistence.Queries;

/// <summary>What tells an account's keys apart without showing them.</summary>
public sealed class AccountQueries(PortalWorks works, TenantSecrets secrets) : IAccountQueries
{
    private const int Digits = 32;

    public async Task<AccountView?> FindAsync(Actor actor, CancellationToken ct)
    {
        await using var context = await works.OpenAsync(actor, Permission.TestGateway, ct);
        return await context.Accounts.AsNoTracking().FirstOrDefaultAsync(ct) is { } account ? ToView(account) : null;
    }

    internal AccountView ToView(GatewayAccount account) => new(
        account.Partner, account.Algorithm, account.Gateway,
        account.Algorithm == SignAlgorithm.Md5 ? null : OwnFingerprint(account),
        account.AlipayPublicKey is { } theirs ? Fingerprint(theirs) : null,
        account.CreatedAt,
        account.ProvenAt);

    /// <summary>Null where the key does not open: the page stands, and the test of the keys says so.</summary>
    private string? OwnFingerprint(GatewayAccount account)
    {
        try
        {
            using var ours = RSA.Create();
            ours.ImportPkcs8PrivateKey(secrets.Unseal(account.TenantId, account.Id, account.SealedSecret), out _);
            return Fingerprint(ours.ExportSubjectPublicKeyInfo());
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static string Fingerprint(byte[] publicKey) => Convert.ToHexStringLower(SHA256.HashData(publicKey))[..Digits];
}
