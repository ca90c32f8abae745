using Portal.Domain.Cancels;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Refunds;

namespace Portal.Domain.Attention;

/// <summary>What a person can say of an open question by hand.</summary>
public enum Decision
{
    /// <summary>The customer's money is here; what was given back by evidence counts.</summary>
    Paid,

    /// <summary>No money ever came.</summary>
    NeverPaid,

    /// <summary>It was paid, and the whole of it was undone at Alipay.</summary>
    Undone,

    /// <summary>The refund reached the customer.</summary>
    Refunded,

    /// <summary>The refund did not move any money.</summary>
    NotRefunded,

    /// <summary>The cancel was carried out.</summary>
    Cancelled,

    /// <summary>The cancel was not carried out: the sale stands.</summary>
    NotCancelled,
}

/// <summary>A decision as it is shown: by whom, when and why.</summary>
/// <param name="By">Null: the command line.</param>
public sealed record HandDecision(UserId? By, DateTimeOffset At, string Reason);

/// <summary>What can be decided by hand, and when: no I/O, no clock of its own.</summary>
/// <remarks>Source: CONTRACT, "States" (Review ends by a signed answer or a named person); FLOWS 5.5. What is young is left to Alipay's answer.</remarks>
public static class Decisions
{
    /// <summary>So long a question is Alipay's alone to answer.</summary>
    public static readonly TimeSpan After = TimeSpan.FromMinutes(15);

    /// <summary>Of a payment: what its own figures do not rule out. Where its cancel is in doubt, that is decided first.</summary>
    public static IReadOnlyList<Decision> Of(Payment payment, DateTimeOffset now)
    {
        var isOpen = payment.Status switch
        {
            PaymentStatus.Review => true,
            PaymentStatus.Reported or PaymentStatus.Pending or PaymentStatus.Unknown or PaymentStatus.Cancelling => now - payment.UnclearSince >= After,
            _ => false,
        };
        var choices = new List<Decision>();
        if (isOpen && payment.AmountMinor is not null)
        {
            choices.Add(Decision.Paid);
        }
        if (isOpen && payment.HeldMinor == 0)
        {
            choices.Add(Decision.NeverPaid);
        }
        if (isOpen && payment is { Status: PaymentStatus.Review or PaymentStatus.Cancelling, HeldMinor: 0 })
        {
            choices.Add(Decision.Undone);
        }
        return choices;
    }

    public static IReadOnlyList<Decision> Of(Refund refund, DateTimeOffset now) =>
        refund.Status == RefundStatus.Review || (refund.Status.IsOpen() && now - refund.RequestedAt >= After && !(now < refund.LastSentAt + Refund.MayArriveFor))
            ? [Decision.Refunded, Decision.NotRefunded]
            : [];

    public static IReadOnlyList<Decision> Of(Cancel cancel, DateTimeOffset now) =>
        cancel.Status is CancelStatus.Review or CancelStatus.Sent && now - cancel.RequestedAt >= After && !(now < cancel.LastSentAt + Cancel.MayArriveFor)
            ? [Decision.Cancelled, Decision.NotCancelled]
            : [];

    internal static IReadOnlyList<Decision> Of(CaseSubject subject, DateTimeOffset now) =>
        subject.Refund is { } refund ? Of(refund, now)
        : subject.Cancel is { } cancel ? Of(cancel, now)
        : subject is { Alarm: null, Approval: null, Payment: { } payment } ? Of(payment, now)
        : [];

    /// <summary>The state as the person saw it, which travels with the form.</summary>
    internal static string StateOf(CaseSubject subject) =>
        subject.Refund?.Status.ToString() ?? subject.Cancel?.Status.ToString() ?? subject.Payment?.Status.ToString() ?? "";
}
