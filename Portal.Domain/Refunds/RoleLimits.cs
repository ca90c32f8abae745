using System.Globalization;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Domain.Work;

namespace Portal.Domain.Refunds;

/// <summary>Limits by role and person: so much at once, so often an hour, so old. Own counters are a matter of the person's scope.</summary>
/// <remarks>Source: ROLES; RELIABILITY, M-12. Refunds and cancels of a person count together, failed refunds left out.</remarks>
public sealed class RoleLimits(TimeProvider clock) : IRefundLimits
{
    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);

    public Task<PortalError?> CheckAsync(IPortalWork work, Payment payment, Money amount, CancellationToken ct) =>
        CheckAsync(work, payment, amount, Permission.Refund, ct);

    public Task<PortalError?> CheckCancelAsync(IPortalWork work, Payment payment, CancellationToken ct) =>
        CheckAsync(work, payment, payment.Amount, Permission.CancelPayment, ct);

    private async Task<PortalError?> CheckAsync(IPortalWork work, Payment payment, Money? amount, Permission permission, CancellationToken ct)
    {
        if (work.Actor is not { Kind: ActorKind.Person, User: { } user } || await work.People.FindAsync(user, ct) is not { } member
            || !member.Role.Of(permission).IsLimited || RoleLimit.Of(member.Role) is not { } standard)
        {
            return null;                                               // the command line; whether somebody may at all was asked before
        }
        var limit = standard.With(await work.Limits.FindAsync(member.Role, ct), work.Tenant.Currency).With(await work.Limits.FindAsync(user, ct), work.Tenant.Currency);
        var now = clock.GetUtcNow();
        if (amount is not null && amount > limit.In(payment.Currency) && !(limit.ProofBeyond && await IsProvenAsync(work, now, ct)))
        {
            return limit.ProofBeyond ? CommonErrors.StepUpRequired : RefundErrors.OverAmount(limit.In(payment.Currency));
        }
        if (limit.IsTooOld(payment, work.Tenant, now))
        {
            return RefundErrors.OverAge(limit.Days!.Value);
        }
        if (limit.PerHour is not { } most)
        {
            return null;
        }
        work.AtCommit(inside => CountAsync(work, user, most, now, inside));
        return await CountAsync(work, user, most, now, ct);
    }

    private static async Task<PortalError?> CountAsync(IPortalWork work, UserId user, int most, DateTimeOffset now, CancellationToken ct)
    {
        var times = (await work.Refunds.TimesAsync(user, now - s_hour, ct)).Concat(await work.Cancels.TimesAsync(user, now - s_hour, ct)).Order().ToList();
        return times.Count < most ? null : RefundErrors.OverCount(most, times[^most] + s_hour);
    }

    private static async Task<bool> IsProvenAsync(IPortalWork work, DateTimeOffset now, CancellationToken ct) =>
        work.Actor.Session is { } session && await work.People.SessionAsync(session, ct) is { } sign && sign.IsProvenAt(now);
}
