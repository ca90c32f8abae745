using Portal.Domain.Tenants;

namespace Portal.Domain.People;

/// <summary>Who must have a second factor, whatever they wish: the floor of the installation, and what a tenant asks of its own people.</summary>
/// <param name="FromDayOne">Production: owners, managers and platform staff must, from the first day. In Development only a tenant's policy asks.</param>
/// <remarks>Source: ROLES, default limits.</remarks>
public sealed record SecondFactorPolicy(bool FromDayOne)
{
    public bool Requires(Tenant tenant, Role role) => tenant.RequireSecondFactor || (FromDayOne && role is (Role.Owner or Role.Manager));

    public bool RequiresOfStaff => FromDayOne;

    /// <summary>A password alone proves a person again only where nobody is made to have more.</summary>
    public bool TakesPasswordAsProof => !FromDayOne;
}
