using Microsoft.EntityFrameworkCore;
using Portal.Domain.Tenants;
using Portal.Domain.Work;

namespace Portal.Infrastructure.Persistence.Queries;

/// <summary>A person's own place: the tenant, the role in it, and which payments come with it.</summary>
/// <param name="Role">Null: platform staff whom the tenant lets in.</param>
/// <param name="Visitor">Their role on the platform.</param>
/// <param name="VisitsUntil">Until when they are let in.</param>
public sealed record Place(Tenant Tenant, Role? Role, Scope Scope, PlatformRole? Visitor = null, DateTimeOffset? VisitsUntil = null);

/// <summary>Finds a person's place, for the shell.</summary>
public sealed class SeatQuery(PortalDatabase database, TimeProvider clock)
{
    /// <summary>Null: not, or no longer, a member.</summary>
    public async Task<Place?> FindAsync(Actor actor, CancellationToken ct)
    {
        await using var context = database.Open(actor.Tenant);
        var membership = await context.Memberships.AsNoTracking().Include(row => row.Counters).FirstOrDefaultAsync(row => row.UserId == actor.User, ct);
        var tenant = await context.Tenants.AsNoTracking().SingleAsync(row => row.Id == actor.Tenant, ct);
        if (membership is null)
        {
            return await VisitAsync(context, actor, tenant, ct);
        }
        return new Place(tenant, membership.Role, membership.ScopeOf(membership.Role.Of(Permission.SeePayments), tenant.ShopDayAt(clock.GetUtcNow()).From.AddDays(-1)));
    }

    private async Task<Place?> VisitAsync(PortalContext context, Actor actor, Tenant tenant, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var staff = await context.PlatformMemberships.AsNoTracking().FirstOrDefaultAsync(row => row.UserId == actor.User, ct);
        var grant = await context.SupportGrants.AsNoTracking().FirstOrDefaultAsync(row => row.EndedAt == null && row.Until > now, ct);
        return staff is not null && grant is not null ? new Place(tenant, null, Scope.Whole, staff.Role, grant.Until) : null;
    }
}
