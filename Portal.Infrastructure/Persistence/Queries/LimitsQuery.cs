using Microsoft.EntityFrameworkCore;
using Portal.Domain.Primitives;
using Portal.Domain.Refunds;
using Portal.Domain.Tenants;
using Portal.Domain.Work;

namespace Portal.Infrastructure.Persistence.Queries;

/// <summary>All limits of a tenant: the defaults, and what the owner has set.</summary>
internal sealed class LimitsQuery(Currency currency, IReadOnlyList<LimitRule> rules)
{
    public static async Task<LimitsQuery> ReadAsync(PortalContext context, CancellationToken ct) => new(
        await context.Tenants.Where(tenant => tenant.Id == context.CurrentTenant).Select(tenant => tenant.Currency).SingleAsync(ct),
        await context.LimitRules.AsNoTracking().ToListAsync(ct));

    /// <summary>What holds for whoever looks; null: no member here, or the role gives nothing back.</summary>
    public static async Task<RoleLimit?> OwnAsync(PortalContext context, Actor actor, CancellationToken ct) =>
        actor.User is { } user && await context.Memberships.Where(member => member.UserId == user).Select(member => (Role?)member.Role).SingleOrDefaultAsync(ct) is { } role
            ? (await ReadAsync(context, ct)).Of(role, user)?.Holds
            : null;

    /// <summary>Null: the role gives nothing back.</summary>
    public LimitView? Of(Role role)
    {
        var own = rules.FirstOrDefault(rule => rule.Role == role);
        return RoleLimit.Of(role) is { } standard ? new LimitView(standard.With(own, currency), own) : null;
    }

    /// <summary>Null: the person's role gives nothing back.</summary>
    public LimitView? Of(Role role, UserId user)
    {
        var own = rules.FirstOrDefault(rule => rule.UserId == user);
        return Of(role) is { } ofRole ? new LimitView(ofRole.Holds.With(own, currency), own) : null;
    }
}
