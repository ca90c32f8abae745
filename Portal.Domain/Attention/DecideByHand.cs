using Portal.Domain.Alarms;
using Portal.Domain.Audit;
using Portal.Domain.Cancels;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Refunds;
using Portal.Domain.Work;

namespace Portal.Domain.Attention;

/// <summary>The owner finishes by hand what Alipay does not: a named person says what became of the money, and why. Marked for ever; later evidence that disagrees opens it again.</summary>
/// <remarks>Source: FLOWS 5.5, 5.6; CONTRACT, "States"; ROLES, "Decide an unclear payment by hand".</remarks>
public sealed class DecideByHand(IPortalWorkFactory works, TimeProvider clock)
{
    private const string Act = "decided_by_hand";

    /// <summary>Alarms that say no more than that this has to be decided.</summary>
    private static readonly AlarmKind[] s_ofPayment = [AlarmKind.Mismatch, AlarmKind.TradeUnknownToGateway, AlarmKind.MoneyAfterEnd, AlarmKind.CancelReview];
    private static readonly AlarmKind[] s_ofRefund = [AlarmKind.RefundReview, AlarmKind.RefundWaits];
    private static readonly AlarmKind[] s_ofCancel = [AlarmKind.CancelReview];

    /// <param name="seen">The state that the person saw, e.g. <c>Review</c>.</param>
    /// <param name="reason">Why, 1 to 500 characters.</param>
    /// <returns>The payment as it stands now; refused with <c>not_found</c>, <c>reason_required</c> or <c>stale</c>.</returns>
    public async Task<Outcome<Payment>> RunAsync(Actor actor, CaseId id, Decision decision, string? seen, string? reason, CancellationToken ct)
    {
        await using var work = await works.BeginAsync(actor, Permission.DecideByHand, ct);
        if (await CaseSubject.FindAsync(work, id, ct) is not { Payment: { } payment } subject)
        {
            return CommonErrors.NotFound;
        }
        if (!Note.IsFit(reason))
        {
            return AttentionErrors.ReasonRequired;
        }
        var now = clock.GetUtcNow();
        var before = Decisions.StateOf(subject);
        if (before != seen)
        {
            return CommonErrors.Stale;
        }
        if (IsUnderWay(subject, now))
        {
            return AttentionErrors.UnderWay;
        }
        if (!Decisions.Of(subject, now).Contains(decision))
        {
            return AttentionErrors.NothingToDecide;
        }
        var by = new HandDecision(actor.User, now, Note.Clean(reason));
        if (!await DecideAsync(work, subject, decision, by, ct))
        {
            return AttentionErrors.NothingToDecide;
        }
        await CloseAsync(work, subject, by, ct);
        if (await work.Attention.FindAsync(id, ct) is { } mark)
        {
            mark.Answer();
        }
        work.Attention.Add(Note.Of(work.Tenant.Id, id, payment.Id, NoteKind.Decision, reason, actor.User, now));
        work.Audit(new AuditEntry
        {
            Subject = subject.AuditSubject(),
            Before = new Dictionary<string, string> { ["seen"] = before },
            After = new Dictionary<string, string> { ["decision"] = decision.ToString() },
            Reason = by.Reason,
        });
        return await work.CommitAsync(ct) is { } stale ? stale : payment;
    }

    /// <summary>Somebody waits for an answer to a request that moves money: what it says comes first. A mere question about a payment is asked once more instead.</summary>
    private static bool IsUnderWay(CaseSubject subject, DateTimeOffset now) => subject.Refund?.IsLeasedAt(now) == true || subject.Cancel?.IsLeasedAt(now) == true;

    private static async Task<bool> DecideAsync(IPortalWork work, CaseSubject subject, Decision decision, HandDecision by, CancellationToken ct)
    {
        var payment = subject.Payment!;
        switch (decision)
        {
            case Decision.Paid or Decision.NeverPaid or Decision.Undone:
                return Decide(payment, await work.Cancels.LatestAsync(payment.Id, ct), decision, by);
            case Decision.Refunded or Decision.NotRefunded:
                return Decide(payment, subject.Refund!, decision, by);
            default:
                return Decide(payment, subject.Cancel!, decision == Decision.Cancelled, by);
        }
    }

    private static bool Decide(Payment payment, Cancel? cancel, Decision decision, HandDecision by)
    {
        if (cancel?.Status.IsOpen() == true || (payment.Status == PaymentStatus.Cancelling && cancel?.Status == CancelStatus.Review))
        {
            return false;                                              // the cancel is what is in doubt: it is decided first
        }
        var trigger = decision switch
        {
            Decision.NeverPaid => PaymentTrigger.SaidClosed,
            Decision.Undone => PaymentTrigger.SaidUndone,
            _ when payment.RefundedMinor == 0 => PaymentTrigger.SaidPaid,
            _ when payment.RefundedMinor < payment.AmountMinor => PaymentTrigger.SaidPaidInPart,
            _ => PaymentTrigger.RefundedInFull,
        };
        cancel?.Take(decision == Decision.Paid ? CancelTrigger.SaidPaid : CancelTrigger.SaidEnded, Evidence.Person, by.At);
        return payment.Decide(trigger, Act, by);
    }

    private static bool Decide(Payment payment, Refund refund, Decision decision, HandDecision by)
    {
        refund.Decided(by);
        refund.Happen(payment, decision == Decision.Refunded ? RefundTrigger.CarriedOut : RefundTrigger.Refused, Evidence.Person, Act, by.At, by.By);
        return refund.Status is RefundStatus.Done or RefundStatus.Failed;
    }

    private static bool Decide(Payment payment, Cancel cancel, bool isCarriedOut, HandDecision by)
    {
        var trigger = isCarriedOut ? CancelTrigger.SaidEnded : cancel.Status == CancelStatus.Review ? CancelTrigger.SaidPaid : CancelTrigger.Refused;
        if (cancel.Take(trigger, Evidence.Person, by.At) is null)
        {
            return false;
        }
        cancel.Decided(by);
        return payment.Status is not (PaymentStatus.Cancelling or PaymentStatus.Review)              // the trade's own word came before
            || payment.Decide(!isCarriedOut ? PaymentTrigger.SaidPaid : cancel.WasPaid ? PaymentTrigger.SaidUndone : PaymentTrigger.SaidClosed, Act, by);
    }

    private static async Task CloseAsync(IPortalWork work, CaseSubject subject, HandDecision by, CancellationToken ct)
    {
        foreach (var alarm in await work.Alarms.OpenOfAsync(subject.Payment!.Id, ct))
        {
            if (subject.Refund is { } refund ? s_ofRefund.Contains(alarm.Kind) && alarm.About == refund.Number.Value : (subject.Cancel is null ? s_ofPayment : s_ofCancel).Contains(alarm.Kind))
            {
                alarm.Close(by.By, by.Reason, by.At);
            }
        }
    }
}
