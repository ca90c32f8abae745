using System.Security.Cryptography;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Infrastructure.Tenants;

namespace Portal.Web.Composition;

/// <summary>Tells the simulator of a partner and learns its public key.</summary>
public interface ISimulatorPartners
{
    /// <param name="signType">MD5, RSA or RSA2.</param>
    /// <param name="key">The MD5 secret, or our public key as one line of Base64.</param>
    /// <returns>Alipay's public key; null with MD5.</returns>
    Task<string?> RegisterAsync(string partner, string signType, string key, CancellationToken ct);
}

/// <summary>Tenants whose gateway is the simulator: keys are made here and exchanged with it.</summary>
public sealed class SimulatedTenants(TenantRegistration registration, ISimulatorPartners partners)
{
    public async Task<Outcome<Tenant>> AddAsync(TenantDetails details, string partner, SignAlgorithm algorithm, CancellationToken ct)
    {
        if (!GatewayAccount.IsPartner(partner))
        {
            return new PortalError("tenant_invalid", ErrorKind.Invalid, "the partner number needs 16 digits that begin with 2088");
        }
        if (algorithm == SignAlgorithm.Md5)
        {
            var secret = RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz0123456789", 32);
            await partners.RegisterAsync(partner, "MD5", secret, ct);
            return await registration.AddAsync(details, new AccountMaterial(partner, algorithm, secret, null, null, GatewayAccount.SimulatorWord), ct);
        }
        using var ours = RSA.Create(2048);
        var theirs = await partners.RegisterAsync(partner, algorithm == SignAlgorithm.Rsa ? "RSA" : "RSA2", Convert.ToBase64String(ours.ExportSubjectPublicKeyInfo()), ct);
        return await registration.AddAsync(
            details, new AccountMaterial(partner, algorithm, null, Convert.ToBase64String(ours.ExportPkcs8PrivateKey()), theirs, GatewayAccount.SimulatorWord), ct);
    }
}
