using Portal.Domain.Primitives;

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
    private Membership()
    {
    }

    public TenantId TenantId { get; private set; }

    public UserId UserId { get; private set; }

    public Role Role { get; private set; }

    /// <summary>Grows with each change, so that an open page can tell that its rights are old.</summary>
    public int Version { get; private set; }

    public static Membership Of(TenantId tenant, UserId user, Role role) => new() { TenantId = tenant, UserId = user, Role = role, Version = 1 };
}

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
