using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Infrastructure.Alipay;
using Portal.Infrastructure.Alipay.Signing;
using Portal.Infrastructure.Persistence;
using Portal.Infrastructure.Persistence.Audit;
using Portal.Infrastructure.Persistence.Work;
using Portal.Infrastructure.Secrets;

namespace Portal.Infrastructure.Tenants;

/// <summary>An account's key material as an operator hands it over: the MD5 secret, or a private key and Alipay's public key.</summary>
/// <param name="Md5Key">The shared secret; for MD5 only.</param>
/// <param name="PrivateKey">PKCS#1 or PKCS#8; for RSA and RSA2.</param>
/// <param name="AlipayPublicKey">SubjectPublicKeyInfo; for RSA and RSA2.</param>
/// <param name="OwnPublicKey">What was uploaded to Alipay, where it is at hand: it must be the other half of the private key.</param>
public sealed record AccountMaterial(
    string Partner, SignAlgorithm Algorithm, string? Md5Key, string? PrivateKey, string? AlipayPublicKey, string Gateway, string? OwnPublicKey = null);

/// <summary>Makes a tenant with its account, live at once. Names and partner numbers are unique in the installation.</summary>
public sealed class TenantRegistration(PortalDatabase database, TenantSecrets secrets, IOptions<GatewayOptions> gateway, TimeProvider clock)
{
    /// <returns>The tenant, or <c>tenant_invalid</c> with a sentence for the operator as its reason.</returns>
    public async Task<Outcome<Tenant>> AddAsync(TenantDetails details, AccountMaterial material, CancellationToken ct)
    {
        if ((details.Check() ?? gateway.Value.Refusal(material.Partner, material.Gateway)) is { } wrong)
        {
            return Invalid(wrong);
        }
        if (KeyMaterial.TryRead(material.Algorithm, new KeyTexts(material.Md5Key, material.PrivateKey, material.AlipayPublicKey, material.OwnPublicKey), out var bad) is not { } keys)
        {
            return Invalid(bad);
        }
        var (id, accountId) = (TenantId.New(), AccountId.New());
        await using var context = database.Open(id);
        var tenant = Tenant.Register(id, details, secrets.NewDataKey(id), clock.GetUtcNow());
        context.Tenants.Add(tenant);
        context.Feeds.Add(new TenantFeed { TenantId = id });
        context.AuditHeads.Add(AuditHead.Of(id));
        context.Accounts.Add(GatewayAccount.Open(
            id, accountId, material.Partner, material.Algorithm, secrets.Seal(id, accountId, keys.Secret), keys.AlipayPublicKey, material.Gateway, clock.GetUtcNow()));
        try
        {
            await AuditWriter.SaveAsync(context, Actor.Operator(id), PlatformActs.CreateTenant, null, clock.GetUtcNow(), ct);
            return tenant;
        }
        catch (DbUpdateException taken) when (taken.InnerException is DbException inner && UniqueViolation.Is(inner))
        {
            return Invalid("there is a tenant of this name or with this partner number already");
        }
    }

    private static PortalError Invalid(string sentence) => new("tenant_invalid", ErrorKind.Invalid, sentence);
}
