using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Domain.Work;

namespace Portal.Domain.Gateway;

/// <summary>A tenant's account as its owner types it. Secrets go in and never come out.</summary>
/// <param name="Partner">16 digits beginning with 2088.</param>
/// <param name="Gateway">An absolute address, or <see cref="GatewayAccount.SimulatorWord"/>.</param>
/// <param name="PrivateKey">Empty: the pair that was made here.</param>
public sealed record AccountEntry(string Partner, SignAlgorithm Algorithm, string Gateway, string? Md5Key, string? PrivateKey, string? AlipayPublicKey);

/// <summary>What the page needs to enter keys.</summary>
/// <param name="PublicKey">Our half of the pair that was made here and is not in use yet, one line of Base64; null: none was made.</param>
/// <param name="HasSimulator">The simulator may be named as the gateway.</param>
public sealed record SetupView(AccountView? Account, string? PublicKey, DateTimeOffset? MadeAt, bool HasSimulator, IReadOnlyList<string> Gateways);

/// <summary>Account and keys of the actor's tenant: made, entered, changed by its owner.</summary>
public interface IAccountSetup
{
    Task<SetupView> FindAsync(Actor actor, CancellationToken ct);

    /// <summary>Makes a pair; the private half is sealed at once and leaves the portal never.</summary>
    /// <returns>Our public key, to be uploaded to Alipay.</returns>
    Task<Outcome<string>> MakePairAsync(Actor actor, CancellationToken ct);

    /// <summary>Opens the account, or changes its keys: then what Alipay signed with before still counts for a week.</summary>
    /// <returns>Or <c>keys_invalid</c> with a sentence as its reason; nothing was changed then.</returns>
    Task<Outcome<string>> SaveAsync(Actor actor, AccountEntry entry, CancellationToken ct);
}

/// <summary>Exchanges keys with the simulator, as a merchant does on Alipay's page.</summary>
public interface IExchangeKeys
{
    bool IsPossible { get; }

    /// <param name="key">The MD5 secret, or our public key as one line of Base64.</param>
    /// <returns>The simulator's public key; null with MD5.</returns>
    Task<string?> ExchangeAsync(string partner, SignAlgorithm algorithm, string key, CancellationToken ct);
}
