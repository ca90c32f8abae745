using Portal.Domain.Audit;
using Portal.Domain.Counters;
using Portal.Domain.People;
using Portal.Domain.Primitives;
using Portal.Domain.Work;

namespace Portal.Domain.Tenants;

/// <summary>Suspends a tenant: its people are kept out, or its codes are stopped. Money that arrives is booked either way.</summary>
/// <remarks>Source: CAPABILITIES 40. The codes are asked for by the job, one after the other, until Alipay has answered for each.</remarks>
public sealed class SuspendTenant(IPlatformWorkFactory works, TimeProvider clock)
{
    private const int MaxReason = 200;

    /// <param name="codes">True: people sign in and give money back, the codes are stopped; false: nobody signs in, the codes go on.</param>
    /// <param name="reason">Shown to the tenant's people; 1 to 200 characters.</param>
    public async Task<Outcome<Tenant>> RunAsync(PlatformActor actor, TenantId tenant, bool codes, string? reason, CancellationToken ct)
    {
        await using var work = await works.BeginAsync(actor, Permission.ManageTenants, tenant, ct);
        if (reason?.Trim() is not { } why || !PlainText.IsFit(why, MaxReason))
        {
            return TenantErrors.ReasonRequired;
        }
        return await work.BecomeAsync(codes ? TenantStatus.CodesStopped : TenantStatus.Suspended, why, clock.GetUtcNow(), ct);
    }
}

/// <summary>Resumes a suspended tenant: people sign in again, each code is as it was before.</summary>
public sealed class ResumeTenant(IPlatformWorkFactory works, TimeProvider clock)
{
    public async Task<Outcome<Tenant>> RunAsync(PlatformActor actor, TenantId tenant, CancellationToken ct)
    {
        await using var work = await works.BeginAsync(actor, Permission.ManageTenants, tenant, ct);
        return await work.BecomeAsync(TenantStatus.Active, null, clock.GetUtcNow(), ct);
    }
}

/// <summary>Closes a tenant for good: its codes are stopped, nobody signs in. What customers still pay is stored and booked; the keys are kept for 30 days.</summary>
public sealed class CloseTenant(IPlatformWorkFactory works, TimeProvider clock)
{
    /// <param name="typedName">The tenant's name, typed as a confirmation.</param>
    public async Task<Outcome<Tenant>> RunAsync(PlatformActor actor, TenantId tenant, string? typedName, CancellationToken ct)
    {
        await using var work = await works.BeginAsync(actor, Permission.ManageTenants, tenant, ct);
        return typedName?.Trim() == work.Tenant.Name ? await work.BecomeAsync(TenantStatus.Closed, null, clock.GetUtcNow(), ct) : TenantErrors.ConfirmationDiffers;
    }
}

/// <summary>The step between a tenant's states, with its codes and its people, in one commit.</summary>
internal static class TenantSteps
{
    public static async Task<Outcome<Tenant>> BecomeAsync(this IPortalWork work, TenantStatus next, string? reason, DateTimeOffset now, CancellationToken ct)
    {
        if (!work.Tenant.TryChangeStatus(next, reason, now))
        {
            return work.Tenant.Status == TenantStatus.Closed ? TenantErrors.Closed : TenantErrors.SameState;
        }
        work.Audit(new AuditEntry { Act = next switch { TenantStatus.Active => "resume_tenant", TenantStatus.Closed => "close_tenant", _ => "suspend_tenant" }, Reason = reason });
        if (work.Tenant.RefusesSignIn)
        {
            work.People.Revoke(Revocation.OfTenant(work.Tenant.Id, now));
        }
        var by = work.Actor.User;
        foreach (var code in await work.Counters.ActiveCodesAsync(ct))
        {
            var act = work.Tenant.HoldsCodes ? CodeAct.Stop : CodeAct.Restart;
            if (work.Tenant.HoldsCodes ? code.Hold(by, now) : code.Release(by, now))
            {
                code.TakeLease(now, TimeSpan.Zero);             // whoever asks just now for something else is stale
                work.Counters.Note(CodeNote.Of(code, act, CodeNoteKind.Asked, "", by, now));
            }
        }
        if (next == TenantStatus.Closed)
        {
            await work.EndGrantsAsync(now, ct);
            await work.People.WithdrawAllAsync(now, ct);
        }
        return await work.CommitAsync(ct) is { } stale ? stale : work.Tenant;
    }
}
