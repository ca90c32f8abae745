using Portal.Domain.Work;

namespace Portal.Domain.Tenants;

/// <summary>A tenant's account at Alipay as its owner is shown it: never a key, only what tells keys apart.</summary>
/// <param name="Gateway">An absolute address, or <see cref="GatewayAccount.SimulatorWord"/>.</param>
/// <param name="OwnFingerprint">First half of the SHA-256 of our public key (SubjectPublicKeyInfo), 32 hexadecimal digits; null with MD5.</param>
/// <param name="AlipayFingerprint">The same of Alipay's public key; null with MD5.</param>
public sealed record AccountView(string Partner, SignAlgorithm Algorithm, string Gateway, string? OwnFingerprint, string? AlipayFingerprint, DateTimeOffset OpenedAt, DateTimeOffset? ProvenAt);

/// <summary>The account of the actor's tenant, to be shown.</summary>
public interface IAccountQueries
{
    /// <exception cref="AccessDeniedException">Not for this role.</exception>
    /// <returns>Null: the tenant has no account yet.</returns>
    Task<AccountView?> FindAsync(Actor actor, CancellationToken ct);
}
