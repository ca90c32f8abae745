using Microsoft.EntityFrameworkCore;
using Portal.Domain.Tenants;
using Portal.Domain.Work;

namespace Portal.Infrastructure.Persistence.Queries;

/// <summary>A person's own place: the tenant and the role in it.</summary>
public sealed class SeatQuery(PortalDatabase database)
{
    /// <summary>Null: not, or no longer, a member.</summary>
    public async Task<(Tenant Tenant, Role Role)?> FindAsync(Actor actor, CancellationToken ct)
    {
        await using var context = database.Open(actor.Tenant);
        var membership = await context.Memberships.AsNoTracking().FirstOrDefaultAsync(row => row.UserId == actor.User, ct);
        return membership is null ? null : (await context.Tenants.AsNoTracking().SingleAsync(tenant => tenant.Id == actor.Tenant, ct), membership.Role);
    }
}
