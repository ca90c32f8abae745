using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Web.Realtime;

namespace Portal.Web.Composition;

/// <summary>Who is signed in on this page or request. Pages ask it only to hide what would be refused.</summary>
public interface ICurrentActor
{
    /// <exception cref="AccessDeniedException">Nobody is signed in, or without a tenant.</exception>
    Task<Actor> GetAsync();

    /// <summary>Tenant, person and role for the shell; null for platform staff and strangers.</summary>
    Task<Seat?> SeatAsync();

    /// <summary>Who is signed in, with or without a tenant.</summary>
    /// <exception cref="AccessDeniedException">Nobody is.</exception>
    Task<UserId> PersonAsync();

    /// <summary>The person as platform staff; whether they are, each command reads anew.</summary>
    /// <exception cref="AccessDeniedException">Nobody is signed in.</exception>
    Task<PlatformActor> PlatformAsync();

    /// <summary>A platform role, which comes with no tenant's data.</summary>
    Task<PlatformRole?> PlatformRoleAsync();
}

/// <summary>A person's place in a tenant, as the shell shows it.</summary>
/// <param name="Role">Null: platform staff whom the tenant lets in.</param>
public sealed record Seat(Actor Actor, Tenant Tenant, Role? Role, string PersonName, Scope Scope)
{
    /// <summary>Platform staff: what their role there is; null for people of the tenant.</summary>
    public PlatformRole? Visitor { get; init; }

    /// <summary>Until when the tenant lets the visitor in.</summary>
    public DateTimeOffset? VisitsUntil { get; init; }

    /// <summary>Which payments the person hears of.</summary>
    public Audience Audience => new(Tenant.Id, Scope);

    /// <summary>How much was taken from people when it was read, as <see cref="Realtime.Open.SeenRevocations.Position"/> counts.</summary>
    public long AsOf { get; init; }

    public bool May(Permission permission) =>
        Role is { } role ? role.Allows(permission) : Visitor?.Holder().Of(permission).Reach == Reach.ByGrant;
}
