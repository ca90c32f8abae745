using Portal.Domain.Attention;
using Portal.Domain.Audit;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Refunds;
using Portal.Domain.Work;

namespace Portal.Domain.Approvals;

/// <summary>Another person, in a session of their own, carries out a refund that somebody asked for, or declines it. Both names stand on the refund for ever.</summary>
/// <remarks>Source: ROLES, "Approve refund (not own)"; CAPABILITIES 19, 20; RELIABILITY, M-12. The approver's own limits hold, and it counts as theirs, too.</remarks>
public sealed class ApproveRefund(IPortalWorkFactory works, RefundPayment refunds, TimeProvider clock)
{
    /// <param name="remaining">What the approver saw as refundable; where it is not so any more, the answer is <c>stale</c>.</param>
    /// <returns>As <see cref="RefundPayment.RunAsync(Actor, PaymentId, RefundOrder, CancellationToken)"/>; saying yes again answers the same refund.</returns>
    public Task<Outcome<RefundReceipt>> RunAsync(Actor actor, ApprovalId id, string? remaining, CancellationToken ct) =>
        refunds.RunAsync(actor, Permission.ApproveRefund, work => BeginAsync(work, id, remaining, ct), ct);

    /// <param name="reason">Why not; 1 to 500 characters. Whoever asked reads it.</param>
    public async Task<Outcome<Approval>> DeclineAsync(Actor actor, ApprovalId id, string? reason, CancellationToken ct)
    {
        await using var work = await works.BeginAsync(actor, Permission.ApproveRefund, ct);
        if (await work.Approvals.FindAsync(id, ct) is not { } approval || await work.Payments.FindAsync(approval.PaymentId, ct) is not { } payment)
        {
            return CommonErrors.NotFound;
        }
        if (Against(actor, approval) is { } no)
        {
            return no;
        }
        if (!Note.IsFit(reason))
        {
            return AttentionErrors.ReasonRequired;
        }
        var now = clock.GetUtcNow();
        approval.Decline(reason, actor.User, now);
        payment.Note("approval_declined", Evidence.Person, now, new StepNote(actor.User, null, approval.AmountMinor));
        work.Audit(new AuditEntry { Act = "decline_refund", Subject = new AuditSubject("payment", payment.Id.ToString(), payment.CounterId), Reason = approval.AnswerReason });
        return await work.CommitAsync(ct) is { } stale ? stale : approval;
    }

    private async Task<RefundIntent> BeginAsync(IPortalWork work, ApprovalId id, string? remaining, CancellationToken ct)
    {
        if (await work.Approvals.FindAsync(id, ct) is not { } approval || await work.Payments.FindAsync(approval.PaymentId, ct) is not { } payment)
        {
            return RefundIntent.Refuse(CommonErrors.NotFound);
        }
        if (approval is { Status: ApprovalStatus.Approved, RefundId: { } made } && approval.AnsweredBy == work.Actor.User)
        {
            return RefundIntent.Known((await work.Refunds.FindAsync(made, ct))!, payment);
        }
        if (Against(work.Actor, approval) is { } no)
        {
            return RefundIntent.Refuse(no);
        }
        if (await RefundPayment.CancelAgainstAsync(work, payment.Id, ct) is { } cancelling)
        {
            return RefundIntent.Refuse(cancelling);
        }
        var order = new RefundOrder(approval.Amount.ToPlainText(), approval.Reason, remaining, approval.Key);
        var newest = (await work.Refunds.OfPaymentAsync(payment.Id, ct)).FirstOrDefault(refund => refund.Status.Holds());
        if (RefundPayment.Check(payment, order, newest, out var amount) is { } against)
        {
            return RefundIntent.Refuse(await RefundPayment.NamedAsync(work, against, newest, ct));
        }
        if (await refunds.CheckLimitsAsync(work, Permission.ApproveRefund, payment, amount!, ct) is { } limited)
        {
            return RefundIntent.Refuse(limited);
        }
        var now = clock.GetUtcNow();
        var refund = Refund.Approved(payment, order, approval, work.Actor.User, now, work.Tenant.LeavesRefundsToNight);
        payment.Note("approval_given", Evidence.Person, now, new StepNote(work.Actor.User, refund.Number, refund.AmountMinor));
        RefundPayment.Put(work, payment, refund, now);
        approval.Approve(refund, work.Actor.User, now);
        return RefundIntent.New(refund, payment);
    }

    private static PortalError? Against(Actor actor, Approval approval) =>
        approval.Status != ApprovalStatus.Asked ? ApprovalErrors.Answered(approval)
        : approval.RequestedBy == actor.User ? ApprovalErrors.Own
        : null;
}
