using Portal.Domain.Primitives;
using Portal.Domain.Tenants;

namespace Portal.Domain.Refunds;

/// <summary>What the owner has set for a role or for one person beside the defaults. A person's goes before the role's, and each field stands for itself.</summary>
/// <remarks>Source: ROLES, "Default limits for a new tenant"; CAPABILITIES 18.</remarks>
public sealed class LimitRule : ITenantOwned
{
    private LimitRule()
    {
    }

    public TenantId TenantId { get; private set; }

    public Guid Id { get; private set; }

    /// <summary>Whom of a role it is for; null: it is for <see cref="UserId"/>.</summary>
    public Role? Role { get; private set; }

    /// <summary>Whom it is for; null: everybody of <see cref="Role"/>.</summary>
    public UserId? UserId { get; private set; }

    /// <summary>The most at once, minor units of the tenant's currency; null: as it was without the rule.</summary>
    public long? AmountMinor { get; private set; }

    /// <summary>Refunds and cancels an hour; null: as it was without the rule.</summary>
    public int? PerHour { get; private set; }

    /// <summary>How old a payment may be: 1 is the same shop day; null: as it was without the rule.</summary>
    public int? Days { get; private set; }

    public int Version { get; private set; }

    public bool SaysNothing => (AmountMinor, PerHour, Days) == (null, null, null);

    internal static LimitRule Of(TenantId tenant, Role role) => new() { TenantId = tenant, Id = Guid.CreateVersion7(), Role = role };

    internal static LimitRule Of(TenantId tenant, UserId user) => new() { TenantId = tenant, Id = Guid.CreateVersion7(), UserId = user };

    internal void Set(Money? amount, int? perHour, int? days)
    {
        (AmountMinor, PerHour, Days) = (amount?.MinorUnits, perHour, days);
        Version++;
    }
}

/// <summary>A limit as it is shown.</summary>
/// <param name="Holds">With everything that is set.</param>
/// <param name="Own">What the owner has set for this very role or person; null: nothing.</param>
public sealed record LimitView(RoleLimit Holds, LimitRule? Own);

/// <summary>Limits that the owner has set in the work's tenant, to be changed.</summary>
public interface ILimitStore
{
    /// <summary>Null: none is set for the role.</summary>
    Task<LimitRule?> FindAsync(Role role, CancellationToken ct);

    /// <summary>Null: none is set for the person.</summary>
    Task<LimitRule?> FindAsync(UserId user, CancellationToken ct);

    void Add(LimitRule rule);

    void Remove(LimitRule rule);
}
