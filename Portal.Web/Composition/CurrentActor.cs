using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Portal.Domain.People;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Persistence.Queries;
using Portal.Web.Realtime.Open;

namespace Portal.Web.Composition;

/// <summary>Reads the actor out of a ticket. The ticket says who and which tenant; what is allowed, each command reads anew.</summary>
public static class TicketActor
{
    /// <exception cref="AccessDeniedException">Nobody is signed in, or without a tenant.</exception>
    public static Actor Actor(this ClaimsPrincipal person) =>
        person.UserId() is { } user && Guid.TryParse(person.FindFirstValue(TenantClaims.Tenant), out var tenant)
            ? Domain.Work.Actor.Person(new TenantId(tenant), user, person.SessionId()) with { Address = person.FindFirstValue(CallerAddress.Claim) }
            : throw new AccessDeniedException(CommonErrors.NotFound);

    /// <summary>The sign-in behind the ticket; null: none that is known.</summary>
    public static SessionId? SessionId(this ClaimsPrincipal person) =>
        Domain.People.SessionId.TryParse(person.FindFirstValue(TenantClaims.Session), out var id) ? id : null;

    /// <summary>The tenant that the ticket is bound to; null for platform staff.</summary>
    public static TenantId? TenantId(this ClaimsPrincipal person) =>
        Guid.TryParse(person.FindFirstValue(TenantClaims.Tenant), out var tenant) ? new TenantId(tenant) : null;

    /// <summary>Whether the ticket names a place on the platform.</summary>
    public static bool IsPlatform(this ClaimsPrincipal person) => person.FindFirstValue(TenantClaims.Platform) is not null;

    /// <summary>How the person is called on pages.</summary>
    public static string? PersonName(this ClaimsPrincipal person) => person.FindFirstValue(TenantClaims.DisplayName);

    /// <summary>Whether there is more than one place to choose from.</summary>
    public static bool HasSeveralPlaces(this ClaimsPrincipal person) => person.HasClaim(claim => claim.Type == TenantClaims.Several);

    /// <summary>Whether the ticket leads somewhere: to a tenant, or to the platform where that is the only place.</summary>
    public static bool HasPlace(this ClaimsPrincipal person) =>
        person.TenantId() is not null || (person.HasClaim(claim => claim.Type == TenantClaims.Platform) && !person.HasSeveralPlaces());

    public static UserId? UserId(this ClaimsPrincipal person) =>
        Guid.TryParse(person.FindFirstValue(ClaimTypes.NameIdentifier), out var id) ? new UserId(id) : null;
}

/// <inheritdoc cref="ICurrentActor"/>
public sealed class CurrentActor(AuthenticationStateProvider state, SeatQuery seats, SeenRevocations seen) : ICurrentActor
{
    private Task<Seat?>? _seat;

    public async Task<Actor> GetAsync() => (await state.GetAuthenticationStateAsync()).User.Actor();

    public Task<Seat?> SeatAsync() => _seat ??= FindSeatAsync();

    public async Task<UserId> PersonAsync() =>
        (await state.GetAuthenticationStateAsync()).User.UserId() ?? throw new AccessDeniedException(CommonErrors.NotFound);

    public async Task<PlatformActor> PlatformAsync()
    {
        var person = (await state.GetAuthenticationStateAsync()).User;
        return person.UserId() is { } user ? new PlatformActor(user, person.SessionId()) : throw new AccessDeniedException(CommonErrors.NotFound);
    }

    public async Task<PlatformRole?> PlatformRoleAsync() =>
        Enum.TryParse<PlatformRole>((await state.GetAuthenticationStateAsync()).User.FindFirstValue(TenantClaims.Platform), out var role) ? role : null;

    private async Task<Seat?> FindSeatAsync()
    {
        var person = (await state.GetAuthenticationStateAsync()).User;
        if (person.UserId() is null || person.FindFirstValue(TenantClaims.Tenant) is null)
        {
            return null;
        }
        var (actor, asOf) = (person.Actor(), seen.Position);
        return await seats.FindAsync(actor, CancellationToken.None) is { } found
            ? new Seat(actor, found.Tenant, found.Role, person.PersonName() ?? "", found.Scope) { Visitor = found.Visitor, VisitsUntil = found.VisitsUntil, AsOf = asOf }
            : null;
    }
}
