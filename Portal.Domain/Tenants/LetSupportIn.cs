using Portal.Domain.People;
using Portal.Domain.Primitives;
using Portal.Domain.Work;

namespace Portal.Domain.Tenants;

/// <summary>Lets platform staff read the tenant's pages for a while; what they may, the table of permissions says (by grant).</summary>
public sealed class LetSupportIn(IPortalWorkFactory works, TimeProvider clock)
{
    private const int MaxReason = 200;

    /// <param name="hours">1 to 72.</param>
    public async Task<Outcome<SupportGrant>> RunAsync(Actor actor, string? reason, int hours, CancellationToken ct)
    {
        await using var work = await works.BeginAsync(actor, Permission.ManagePeople, ct);
        if (reason?.Trim() is not { } why || !PlainText.IsFit(why, MaxReason))
        {
            return TenantErrors.ReasonRequired;
        }
        if (hours is < 1 or > SupportGrant.MaxHours)
        {
            return TenantErrors.HoursInvalid;
        }
        var now = clock.GetUtcNow();
        await work.EndGrantsAsync(now, ct);
        var grant = SupportGrant.Open(work.Tenant.Id, actor.User, why, now, TimeSpan.FromHours(hours));
        work.People.Add(grant);
        work.Tenant.Touch();
        return await work.CommitAsync(ct) is { } stale ? stale : grant;
    }
}

/// <summary>Ends the platform's way in at once: the next command is refused, open pages are closed.</summary>
public sealed class EndSupport(IPortalWorkFactory works, TimeProvider clock)
{
    public async Task<Outcome<Tenant>> RunAsync(Actor actor, CancellationToken ct)
    {
        await using var work = await works.BeginAsync(actor, Permission.ManagePeople, ct);
        await work.EndGrantsAsync(clock.GetUtcNow(), ct);
        work.Tenant.Touch();
        return await work.CommitAsync(ct) is { } stale ? stale : work.Tenant;
    }
}

/// <summary>Platform staff open a tenant's pages; the tenant sees who and when.</summary>
public sealed class VisitTenant(IPlatformWorkFactory works, TimeProvider clock)
{
    public async Task<Outcome<Tenant>> RunAsync(PlatformActor actor, TenantId tenant, CancellationToken ct)
    {
        await using var work = await works.BeginAsync(actor, Permission.OpenTenant, tenant, ct);
        var now = clock.GetUtcNow();
        if (actor.User is not { } user || (await work.People.GrantsAsync(ct)).FirstOrDefault(grant => grant.IsLiveAt(now)) is not { } grant)
        {
            return TenantErrors.NotLetIn;
        }
        work.People.Add(new SupportVisit(tenant, Guid.CreateVersion7(now), grant.Id, user, now));
        return await work.CommitAsync(ct) is { } stale ? stale : work.Tenant;
    }
}

/// <summary>Ends what is open and says so to whoever came by it.</summary>
internal static class GrantSteps
{
    public static async Task EndGrantsAsync(this IPortalWork work, DateTimeOffset now, CancellationToken ct)
    {
        foreach (var grant in (await work.People.GrantsAsync(ct)).Where(grant => grant.IsLiveAt(now)))
        {
            grant.End(now);
            foreach (var visitor in await work.People.VisitorsAsync(grant.Id, ct))
            {
                work.People.Revoke(Revocation.OfMembership(work.Tenant.Id, visitor, now));
            }
        }
    }
}
