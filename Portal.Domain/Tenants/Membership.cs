using Portal.Domain.Primitives;
using Portal.Domain.Work;

namespace Portal.Domain.Tenants;

/// <summary>What a person is in a tenant. Platform roles stand in <see cref="PlatformRole"/>.</summary>
public enum Role
{
    Owner,
    Manager,
    Cashier,
    Accountant,
}

/// <summary>What a person is on the installation itself.</summary>
public enum PlatformRole
{
    Admin,
    Support,
}

/// <summary>A person's place in one tenant, read anew by every command.</summary>
public sealed class Membership : ITenantOwned
{
    private readonly List<MembershipCounter> _counters = [];

    private Membership()
    {
    }

    public TenantId TenantId { get; private set; }

    public UserId UserId { get; private set; }

    public Role Role { get; private set; }

    /// <summary>Grows with each change; two changes at once are not both taken.</summary>
    public int Version { get; private set; }

    /// <summary>The counters that the person is bound to; what none means, the role's right says.</summary>
    public IReadOnlyList<MembershipCounter> Counters => _counters;

    public static Membership Of(TenantId tenant, UserId user, Role role, IReadOnlyList<CounterId>? counters = null)
    {
        var membership = new Membership { TenantId = tenant, UserId = user };
        membership.Change(role, counters ?? []);
        return membership;
    }

    /// <summary>Another role, other counters.</summary>
    public void Change(Role role, IReadOnlyList<CounterId> counters)
    {
        Role = role;
        _counters.RemoveAll(bound => !counters.Contains(bound.CounterId));
        _counters.AddRange(counters.Distinct().Where(counter => _counters.All(bound => bound.CounterId != counter)).Select(counter => new MembershipCounter(TenantId, UserId, counter)));
        Version++;
    }

    /// <summary>What a right of this person reaches.</summary>
    /// <param name="recentSince">Where yesterday began, for rights to what is recent only.</param>
    public Scope ScopeOf(Right right, DateTimeOffset recentSince) => new(
        right.Reach == Reach.Bound || (right.Reach == Reach.Stores && _counters.Count > 0) ? [.. _counters.Select(bound => bound.CounterId)] : null,
        right.IsRecentOnly ? recentSince : null);
}

/// <summary>A counter that a person is bound to.</summary>
public sealed record MembershipCounter(TenantId TenantId, UserId UserId, CounterId CounterId) : ITenantOwned;

/// <summary>A person's place on the installation: no tenant's data comes with it.</summary>
public sealed class PlatformMembership
{
    private PlatformMembership()
    {
    }

    public UserId UserId { get; private set; }

    public PlatformRole Role { get; private set; }

    public static PlatformMembership Of(UserId user, PlatformRole role) => new() { UserId = user, Role = role };
}
