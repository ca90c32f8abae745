using Microsoft.EntityFrameworkCore;
using Portal.Domain.Primitives;
using Portal.Domain.Work;
using Portal.Infrastructure.Identity;

namespace Portal.Infrastructure.Persistence.Work;

/// <summary>Told when changes were committed, so that this process's reader need not wait for its next look.</summary>
public interface IFeedSignal
{
    void Changed(TenantId tenant);
}

/// <summary>Begins work: the membership is read anew each time, the permission checked, the tenant set.</summary>
public sealed class PortalWorks(PortalDatabase database, Access access, IFeedSignal feed, SessionActivity activity, TimeProvider clock) : IPortalWorkFactory
{
    public async Task<IPortalWork> BeginAsync(Actor actor, Permission permission, CancellationToken ct)
    {
        var context = await OpenAsync(actor, permission, ct);
        try
        {
            var found = await (from tenant in context.Tenants
                               where tenant.Id == actor.Tenant
                               from account in context.Accounts.Where(account => account.TenantId == tenant.Id).DefaultIfEmpty()
                               select new { Tenant = tenant, Account = account }).FirstOrDefaultAsync(ct) ?? throw new AccessDeniedException(CommonErrors.NotFound);
            if (actor is { Kind: ActorKind.Person, User: { } user, Session: { } session })
            {
                activity.Note(user, session);
            }
            return new PortalWork(context, actor, permission, found.Tenant, found.Account, feed, clock);
        }
        catch
        {
            await context.DisposeAsync();
            throw;
        }
    }

    /// <summary>A context for reading, after the same check.</summary>
    public async Task<PortalContext> OpenAsync(Actor actor, Permission permission, CancellationToken ct)
    {
        var context = database.Open(actor.Tenant);
        try
        {
            await access.CheckAsync(context, actor, permission, ct);
            return context;
        }
        catch
        {
            await context.DisposeAsync();
            throw;
        }
    }
}
