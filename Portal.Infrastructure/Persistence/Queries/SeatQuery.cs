using Microsoft.EntityFrameworkCore;
using Portal.Domain.Tenants;
using Portal.Domain.Work;

namespace Portal.Infrastructure.Persistence.Queries;

/// <summary>A person's own place: the tenant, the role in it, and which payments come with it.</summary>
public sealed record Place(Tenant Tenant, Role Role, Scope Scope);

/// <summary>Finds a person's place, for the shell.</summary>
public sealed class SeatQuery(PortalDatabase database, TimeProvider clock)
{
    /// <summary>Null: not, or no longer, a member.</summary>
    public async Task<Place?> FindAsync(Actor actor, CancellationToken ct)
    {
        await using var context = database.Open(actor.Tenant);
        var membership = await context.Memberships.AsNoTracking().Include(row => row.Counters).FirstOrDefaultAsync(row => row.UserId == actor.User, ct);
        if (membership is null)
        {
            return null;
        }
        var tenant = await context.Tenants.AsNoTracking().SingleAsync(row => row.Id == actor.Tenant, ct);
        return new Place(tenant, membership.Role, membership.ScopeOf(membership.Role.Of(Permission.SeePayments), tenant.ShopDayAt(clock.GetUtcNow()).From.AddDays(-1)));
    }
}
