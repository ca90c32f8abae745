using Portal.Domain.Audit;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Refunds;
using Portal.Domain.Work;

namespace Portal.Domain.Approvals;

/// <summary>Somebody whose limit is too low for a refund asks for it: another person may carry it out. No money is held and none moves.</summary>
/// <remarks>Source: ROLES, "Refund" (req); CAPABILITIES 18, 19.</remarks>
public sealed class AskForApproval(IPortalWorkFactory works, IRefundLimits limits, TimeProvider clock)
{
    /// <param name="order">As it was refused for the person's limits.</param>
    /// <returns>The request; the same key and body answer the same again. Refused as a refund would be, or <c>stale</c> where one of the payment waits already.</returns>
    public async Task<Outcome<Approval>> RunAsync(Actor actor, PaymentId id, RefundOrder order, CancellationToken ct)
    {
        await using var work = await works.BeginAsync(actor, Permission.Refund, ct);
        if (await work.Payments.FindAsync(id, ct) is not { } payment)
        {
            return CommonErrors.NotFound;
        }
        if (actor.User is not { } user || await work.People.FindAsync(user, ct) is not { } member || !member.Role.Of(Permission.Refund).MayAsk)
        {
            return CommonErrors.Forbidden(Permission.Refund.Name());
        }
        if (!RefundPayment.IsKeyFit(order.Key))
        {
            return RefundErrors.KeyInvalid;
        }
        if (await work.Approvals.FindByKeyAsync(order.Key, ct) is { } before)
        {
            return before.BodyHash.AsSpan().SequenceEqual(order.HashFor(id)) ? before : CommonErrors.KeyReused;
        }
        var newest = (await work.Refunds.OfPaymentAsync(id, ct)).FirstOrDefault(refund => refund.Status.Holds());
        if (RefundPayment.Check(payment, order, newest, out var amount) is { } no)
        {
            return await RefundPayment.NamedAsync(work, no, newest, ct);
        }
        if (await work.Approvals.OpenOfAsync(id, ct) is { } open)
        {
            return ApprovalErrors.AskedBefore(open);
        }
        if (await limits.CheckAsync(work, payment, amount!, ct) is not { } over)
        {
            return ApprovalErrors.WithinLimits;
        }
        if (over.Code != "limit_exceeded")
        {
            return over;                                               // a fresh proof is enough: nobody else is needed
        }
        var approval = Approval.Ask(payment, order, amount!, over.Reason ?? over.Code, user, clock.GetUtcNow());
        work.Approvals.Add(approval);
        payment.Note("approval_asked", Evidence.Person, approval.RequestedAt, approval.StepNote);
        work.Audit(new AuditEntry
        {
            Act = "ask_for_refund",
            Subject = new AuditSubject("payment", id.ToString(), payment.CounterId),
            After = new Dictionary<string, string> { ["asked"] = approval.Amount.ToString(), ["limit"] = approval.Rule },
            Reason = approval.Reason,
        });
        return await work.CommitAsync(ct) is { } stale ? stale : approval;
    }

    /// <summary>Whoever asked takes it back.</summary>
    public async Task<Outcome<Approval>> WithdrawAsync(Actor actor, ApprovalId id, CancellationToken ct)
    {
        await using var work = await works.BeginAsync(actor, Permission.Refund, ct);
        if (await work.Approvals.FindAsync(id, ct) is not { } approval || await work.Payments.FindAsync(approval.PaymentId, ct) is not { } payment)
        {
            return CommonErrors.NotFound;
        }
        if (approval.RequestedBy != actor.User)
        {
            return ApprovalErrors.NotOwn;
        }
        if (approval.Status != ApprovalStatus.Asked)
        {
            return approval.Status == ApprovalStatus.Withdrawn ? approval : ApprovalErrors.Answered(approval);
        }
        var now = clock.GetUtcNow();
        approval.Withdraw(now);
        payment.Note("approval_withdrawn", Evidence.Person, now, new StepNote(actor.User, null, approval.AmountMinor));
        work.Audit(new AuditEntry { Act = "withdraw_refund_request", Subject = new AuditSubject("payment", payment.Id.ToString(), payment.CounterId) });
        return await work.CommitAsync(ct) is { } stale ? stale : approval;
    }
}
