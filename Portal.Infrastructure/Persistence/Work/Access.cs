using Microsoft.EntityFrameworkCore;
using Portal.Domain.People;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Domain.Work;

namespace Portal.Infrastructure.Persistence.Work;

/// <summary>Whether somebody may, read anew from the database each time: the sign-in, the tenant, the membership, the right.</summary>
public sealed class Access(TimeProvider clock, SecondFactorPolicy policy)
{
    /// <summary>Binds the context to what the actor reaches.</summary>
    /// <exception cref="AccessDeniedException"><c>not_found</c>: no sign-in, no place here · <c>forbidden</c> with the permission · <c>step_up_required</c> · <c>second_factor_required</c> · <c>tenant_suspended</c>.</exception>
    public async Task CheckAsync(PortalContext context, Actor actor, Permission permission, CancellationToken ct)
    {
        switch (actor.Kind)
        {
            case ActorKind.Operator:
                return;
            case ActorKind.Job when Permissions.JobsMay(permission):
                return;
            case ActorKind.Job:
                throw new AccessDeniedException(CommonErrors.Forbidden(permission.Name()));
            default:
                context.Narrow(await ScopeOfPersonAsync(context, actor, permission, ct));
                return;
        }
    }

    private async Task<Scope> ScopeOfPersonAsync(PortalContext context, Actor actor, Permission permission, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var found = await (from membership in context.Memberships.AsNoTracking().Include(membership => membership.Counters)
                           where membership.UserId == actor.User
                           select new
                           {
                               Membership = membership,
                               Tenant = context.Tenants.First(tenant => tenant.Id == membership.TenantId),
                               Session = context.Sessions.FirstOrDefault(session => session.Id == actor.Session && session.UserId == membership.UserId),
                           }).FirstOrDefaultAsync(ct);
        if (found is null)
        {
            return await ScopeOfStaffAsync(context, actor, permission, now, ct);
        }
        if (found.Session is not { } sign || !sign.IsLiveAt(now))
        {
            throw new AccessDeniedException(CommonErrors.NotFound);
        }
        if (found.Tenant.RefusesSignIn)
        {
            throw new AccessDeniedException(CommonErrors.TenantSuspended);
        }
        if (!sign.HasSecondFactor && policy.Requires(found.Tenant, found.Membership.Role))
        {
            throw new AccessDeniedException(CommonErrors.SecondFactorRequired);
        }
        var right = found.Membership.Role.Of(permission);
        if (!right.IsGiven)
        {
            throw new AccessDeniedException(CommonErrors.Forbidden(permission.Name()));
        }
        if (!sign.Satisfies(right, permission, now))
        {
            throw new AccessDeniedException(CommonErrors.StepUpRequired);
        }
        return found.Membership.ScopeOf(right, found.Tenant.ShopDayAt(now).From.AddDays(-1));
    }

    /// <summary>Platform staff have no place in a tenant: while it lets them in they hold what the table gives them by grant, and nothing else.</summary>
    private static async Task<Scope> ScopeOfStaffAsync(PortalContext context, Actor actor, Permission permission, DateTimeOffset now, CancellationToken ct)
    {
        var found = await (from place in context.PlatformMemberships.AsNoTracking()
                           where place.UserId == actor.User
                           select new
                           {
                               place.Role,
                               Session = context.Sessions.FirstOrDefault(session => session.Id == actor.Session && session.UserId == place.UserId),
                               IsLetIn = context.SupportGrants.Any(grant => grant.EndedAt == null && grant.Until > now),
                           }).FirstOrDefaultAsync(ct);
        if (found is not { IsLetIn: true, Session: { } sign } || !sign.IsLiveAt(now))
        {
            throw new AccessDeniedException(CommonErrors.NotFound);
        }
        var right = found.Role.Holder().Of(permission);
        if (right.Reach != Reach.ByGrant)
        {
            throw new AccessDeniedException(CommonErrors.Forbidden(permission.Name()));
        }
        return sign.Satisfies(right, permission, now) ? Scope.Whole : throw new AccessDeniedException(CommonErrors.StepUpRequired);
    }
}
