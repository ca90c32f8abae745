using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Infrastructure.Alipay;
using Portal.Infrastructure.Alipay.Signing;
using Portal.Infrastructure.Persistence;
using Portal.Infrastructure.Persistence.Work;
using Portal.Infrastructure.Secrets;

namespace Portal.Infrastructure.Tenants;

/// <summary>An account's key material as an operator hands it over: the MD5 secret, or a private key and Alipay's public key.</summary>
/// <param name="Md5Key">The shared secret; for MD5 only.</param>
/// <param name="PrivateKey">PKCS#1 or PKCS#8; for RSA and RSA2.</param>
/// <param name="AlipayPublicKey">SubjectPublicKeyInfo; for RSA and RSA2.</param>
public sealed record AccountMaterial(string Partner, SignAlgorithm Algorithm, string? Md5Key, string? PrivateKey, string? AlipayPublicKey, string Gateway);

/// <summary>Makes a tenant with its account, live at once. Names and partner numbers are unique in the installation.</summary>
public sealed class TenantRegistration(PortalDatabase database, TenantSecrets secrets, IOptions<GatewayOptions> gateway, TimeProvider clock)
{
    /// <returns>The tenant, or <c>tenant_invalid</c> with a sentence for the operator as its reason.</returns>
    public async Task<Outcome<Tenant>> AddAsync(TenantDetails details, AccountMaterial material, CancellationToken ct)
    {
        if ((details.Check() ?? CheckAccount(material)) is { } wrong)
        {
            return Invalid(wrong);
        }
        if (!TrySecret(material, out var secret, out var alipayKey, out var bad))
        {
            return Invalid(bad);
        }
        var (id, accountId) = (TenantId.New(), AccountId.New());
        await using var context = database.Open(id);
        var tenant = Tenant.Register(id, details, secrets.NewDataKey(id), clock.GetUtcNow());
        context.Tenants.Add(tenant);
        context.Feeds.Add(new TenantFeed { TenantId = id });
        context.Accounts.Add(GatewayAccount.Open(
            id, accountId, material.Partner, material.Algorithm, secrets.Seal(id, accountId, secret), alipayKey, material.Gateway, clock.GetUtcNow()));
        try
        {
            await context.SaveChangesAsync(ct);
            return tenant;
        }
        catch (DbUpdateException taken) when (taken.InnerException is DbException inner && UniqueViolation.Is(inner))
        {
            return Invalid("there is a tenant of this name or with this partner number already");
        }
    }

    private string? CheckAccount(AccountMaterial material)
    {
        if (!GatewayAccount.IsPartner(material.Partner))
        {
            return "the partner number needs 16 digits that begin with 2088";
        }
        return material.Gateway == GatewayAccount.SimulatorWord || (Uri.TryCreate(material.Gateway, UriKind.Absolute, out var uri) && gateway.Value.Allows(uri))
            ? null
            : "the gateway address is not one of Portal:Gateway:AllowedHosts";
    }

    private static bool TrySecret(AccountMaterial material, out byte[] secret, out byte[]? alipayKey, out string wrong)
    {
        (secret, alipayKey, wrong) = ([], null, "");
        if (material.Algorithm == SignAlgorithm.Md5)
        {
            secret = Encoding.ASCII.GetBytes(material.Md5Key?.Trim() ?? "");
            wrong = secret.Length is < 16 or > 128 ? "the MD5 key needs 16 to 128 characters" : "";
            return wrong.Length == 0;
        }
        using var ours = KeyReading.PrivateKey(material.PrivateKey ?? "");
        using var theirs = KeyReading.PublicKey(material.AlipayPublicKey ?? "");
        if (ours is null || theirs is null)
        {
            wrong = ours is null
                ? "the private key is not an RSA key in PKCS#1 or PKCS#8 of at least 1024 bits"
                : "Alipay's public key is not an X.509 RSA key of at least 1024 bits";
            return false;
        }
        secret = ours.ExportPkcs8PrivateKey();
        alipayKey = theirs.ExportSubjectPublicKeyInfo();
        return true;
    }

    private static PortalError Invalid(string sentence) => new("tenant_invalid", ErrorKind.Invalid, sentence);
}
