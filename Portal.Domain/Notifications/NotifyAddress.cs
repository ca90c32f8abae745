using Portal.Domain.Primitives;

namespace Portal.Domain.Notifications;

/// <summary>What an address token stands for: the code decides the counter and the tenant.</summary>
public sealed record NotifyAddress(
    TenantId Tenant, AccountId Account, QrCodeId Code, CounterId Counter, string Passback, Currency Currency, string Partner, IVerifier Verifier);

/// <summary>An account as messages to unknown addresses find it.</summary>
public sealed record NotifyAccount(TenantId Tenant, AccountId Account, string Partner, IVerifier Verifier);

/// <summary>Finds addresses and accounts across all tenants, from memory where it can.</summary>
public interface INotifyDirectory
{
    ValueTask<NotifyAddress?> FindAsync(string token, CancellationToken ct);

    ValueTask<NotifyAccount?> FindAccountAsync(string partner, CancellationToken ct);

    /// <summary>Keys that fit nobody, so that an unknown address costs the same work as a known one.</summary>
    IVerifier Nobody { get; }
}
