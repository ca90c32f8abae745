using Portal.Domain.Cancels;
using Portal.Domain.Gateway;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Refunds;
using Portal.Domain.Work;

namespace Portal.Domain.Attention;

/// <summary><em>Check now</em> on an open question: Alipay is asked at once what it would have been asked later, under the same numbers.</summary>
/// <remarks>Source: FLOWS 5.4. A refund that waits is sent again as it is, which the job would do within the hour; a cancel until its time is over.</remarks>
public sealed class CheckCase(IPortalWorkFactory works, CheckPayment check, AskForRefund refunds, AskForCancel cancels, CheckPace pace, TimeProvider clock)
{
    private static readonly TimeSpan s_lease = TimeSpan.FromSeconds(45);

    /// <returns>The payment's state now, and whether Alipay was asked by this.</returns>
    public async Task<Outcome<CheckReceipt>> RunAsync(Actor actor, CaseId id, CancellationToken ct)
    {
        await using var work = await works.BeginAsync(actor, Permission.CheckPayment, ct);
        if (await CaseSubject.FindAsync(work, id, ct) is not { } subject)
        {
            return CommonErrors.NotFound;
        }
        if (subject.Payment is not { } payment)
        {
            return AttentionErrors.NothingToAsk;
        }
        if (!(subject.Refund?.Status.IsOpen() ?? subject.Cancel?.Status.IsOpen() ?? false))
        {
            return await check.RunAsync(actor, payment.Id, ct);
        }
        var due = (DueRow?)subject.Refund ?? subject.Cancel!;
        if (payment.IsFrozen)
        {
            return PaymentErrors.Frozen;
        }
        if (due.IsLeasedAt(clock.GetUtcNow()) || subject.Refund?.MayNotGoAt(clock.GetUtcNow()) == true)
        {
            return new CheckReceipt(payment.Status, IsAsked: false);
        }
        if (actor.User is { } user && pace.Refuses(user) is { } tooOften)
        {
            return tooOften;
        }
        var lease = due.TakeLease(clock.GetUtcNow(), s_lease);
        if (await work.CommitAsync(ct) is { } stale)
        {
            return stale;
        }
        var job = Actor.Job(actor.Tenant);
        if (subject.Refund is { } refund)
        {
            await refunds.RunAsync(job, refund.Id, lease, Caller.Person, CancellationToken.None);
        }
        else
        {
            await cancels.RunAsync(job, subject.Cancel!.Id, lease, Caller.Person, CancellationToken.None);
        }
        await using var after = await works.BeginAsync(actor, Permission.CheckPayment, CancellationToken.None);
        return await after.Payments.FindAsync(payment.Id, CancellationToken.None) is { } now ? new CheckReceipt(now.Status, IsAsked: true) : CommonErrors.NotFound;
    }
}
