using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.People;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Infrastructure.Persistence.Audit;

namespace Portal.Infrastructure.Persistence.Work;

/// <summary>The only way for platform staff to act on the installation: reads the sign-in and the platform role anew, checks the right.</summary>
public sealed class PlatformWorks(PortalDatabase database, SecondFactorPolicy policy, IFeedSignal feed, TimeProvider clock) : IPlatformWorkFactory
{
    /// <summary>A context without a tenant, after the check; a tenant's rows throw in it.</summary>
    /// <exception cref="AccessDeniedException"><c>not_found</c>: no place on the platform · <c>forbidden</c> · <c>step_up_required</c> · <c>second_factor_required</c>.</exception>
    public async Task<PortalContext> OpenAsync(PlatformActor actor, Permission permission, CancellationToken ct)
    {
        var context = database.OpenWithoutTenant();
        try
        {
            if (actor.User is { } user)
            {
                await CheckAsync(context, user, actor, permission, ct);
            }
            return context;
        }
        catch
        {
            await context.DisposeAsync();
            throw;
        }
    }

    public async Task<IPortalWork> BeginAsync(PlatformActor actor, Permission permission, TenantId tenant, CancellationToken ct)
    {
        var context = await OpenAsync(actor, permission, ct);
        try
        {
            context.ActFor(tenant);
            var found = await context.Tenants.FirstOrDefaultAsync(row => row.Id == tenant, ct) ?? throw new AccessDeniedException(CommonErrors.NotFound);
            var staff = actor.User is { } user ? Actor.Person(tenant, user, actor.Session) : Actor.Operator(tenant);
            return new PortalWork(context, staff, permission, found, await context.Accounts.FirstOrDefaultAsync(ct), feed, clock);
        }
        catch
        {
            await context.DisposeAsync();
            throw;
        }
    }

    public async Task CheckAsync(PlatformActor actor, Permission permission, CancellationToken ct) => await (await OpenAsync(actor, permission, ct)).DisposeAsync();

    public async Task<PortalError?> AddAsync(PlatformActor actor, Tenant tenant, OneTimeLink? invitation, CancellationToken ct)
    {
        await using var context = await OpenAsync(actor, Permission.ManageTenants, ct);
        context.ActFor(tenant.Id);
        context.Tenants.Add(tenant);
        context.Feeds.Add(new TenantFeed { TenantId = tenant.Id });
        context.AuditHeads.Add(AuditHead.Of(tenant.Id));
        if (invitation is not null)
        {
            context.OneTimeLinks.Add(invitation);
        }
        var staff = actor.User is { } user ? Actor.Person(tenant.Id, user, actor.Session) : Actor.Operator(tenant.Id);
        try
        {
            await AuditWriter.SaveAsync(context, staff, PlatformActs.CreateTenant, null, clock.GetUtcNow(), ct);
            return null;
        }
        catch (DbUpdateException taken) when (taken.InnerException is DbException inner && UniqueViolation.Is(inner))
        {
            return TenantErrors.NameTaken;
        }
    }

    private async Task CheckAsync(PortalContext context, UserId user, PlatformActor actor, Permission permission, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var place = await context.PlatformMemberships.AsNoTracking().FirstOrDefaultAsync(row => row.UserId == user, ct);
        var session = await context.Sessions.AsNoTracking().FirstOrDefaultAsync(row => row.Id == actor.Session && row.UserId == user, ct);
        if (place is null || session?.IsLiveAt(now) != true)
        {
            throw new AccessDeniedException(CommonErrors.NotFound);
        }
        if (!session.HasSecondFactor && policy.RequiresOfStaff)
        {
            throw new AccessDeniedException(CommonErrors.SecondFactorRequired);
        }
        var right = place.Role.Holder().Of(permission);
        if (!right.IsGiven)
        {
            throw new AccessDeniedException(CommonErrors.Forbidden(permission.Name()));
        }
        if (!session.Satisfies(right, permission, now))
        {
            throw new AccessDeniedException(CommonErrors.StepUpRequired);
        }
    }
}
