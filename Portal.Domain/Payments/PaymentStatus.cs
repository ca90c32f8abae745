using Portal.Domain.States;
using static Portal.Domain.Payments.Evidence;
using static Portal.Domain.Payments.PaymentStatus;
using static Portal.Domain.Payments.PaymentTrigger;
using static Portal.Domain.States.StateRules;
using static Portal.Domain.States.StepEffects;
using Table = Portal.Domain.States.StateTable<Portal.Domain.Payments.PaymentStatus, Portal.Domain.Payments.PaymentTrigger>;

namespace Portal.Domain.Payments;

/// <summary>States of a payment; the names are CONTRACT's and are what is stored and shown to outsiders.</summary>
public enum PaymentStatus
{
    /// <summary>A valid notification is stored, Alipay's answer is still out.</summary>
    Reported,

    /// <summary>Alipay says WAIT_BUYER_PAY or TRADE_PENDING.</summary>
    Pending,

    /// <summary>Asked, no definite answer.</summary>
    Unknown,

    Paid,
    PartlyRefunded,
    Refunded,
    Cancelling,
    Cancelled,

    /// <summary>Never paid.</summary>
    Closed,

    /// <summary>A person is needed.</summary>
    Review,
}

/// <summary>What can happen to a payment.</summary>
public enum PaymentTrigger
{
    /// <summary>Asked, and nothing came that counts.</summary>
    Doubted,

    /// <summary>The buyer has not confirmed, or the seller is blocked.</summary>
    SaidWaiting,

    SaidPaid,

    /// <summary>Paid, while a cancel is still under way: nothing is decided.</summary>
    SaidPaidMeanwhile,

    /// <summary>Paid, and part of it went back as far as is on record.</summary>
    SaidPaidInPart,

    /// <summary>Closed and never paid.</summary>
    SaidClosed,

    /// <summary>Paid, and closed without a refund: undone by a cancel, here or at Alipay's own page.</summary>
    SaidUndone,

    RefundedInPart,
    RefundedInFull,
    CancelStarted,

    /// <summary>The cancel gave the money back.</summary>
    CancelReturned,

    /// <summary>The cancel closed the trade; no money had moved.</summary>
    CancelClosed,

    /// <summary>What comes does not agree with what is known.</summary>
    Contradicted,

    /// <summary>A person has it asked once more.</summary>
    Reopened,
}

/// <summary>The table of a payment's life.</summary>
/// <remarks>Source: CONTRACT, "States"; PROTOCOL 7.2, 7.5.</remarks>
public static class PaymentTable
{
    public static Table Rules { get; } = new(
        On(Doubted, Evidence.NoAnswer, Unknown, None, Reported, Pending, Unknown),
        Stay(Doubted, Evidence.NoAnswer, Paid, PartlyRefunded, Refunded, Cancelling, Cancelled, Closed, Review),
        On(SaidWaiting, SignedAnswer, Pending, None, Reported, Pending, Unknown),
        Stay(SaidWaiting, SignedAnswer, Paid, PartlyRefunded, Refunded, Cancelling, Cancelled, Closed, Review),
        On(SaidPaid, SignedAnswer, Paid, Settle, Reported, Pending, Unknown, Paid, Cancelling, Review),
        On(SaidPaid, SignedAnswer, PartlyRefunded, Settle, PartlyRefunded),
        On(SaidPaid, SignedAnswer, Refunded, Settle, Refunded),
        On(SaidPaid, SignedAnswer, Review, Settle | Alarm, Cancelled, Closed),             // money after the end
        On(SaidPaidMeanwhile, SignedAnswer, Cancelling, Settle, Cancelling),
        On(SaidClosed, SignedAnswer, Closed, Settle, Reported, Pending, Unknown, Cancelling, Closed, Review),
        On(SaidClosed, SignedAnswer, Cancelled, Settle, Cancelled),
        On(SaidUndone, SignedAnswer, Cancelled, Settle, Paid, Cancelling, Cancelled, Review),
        On(SaidPaidInPart, SignedAnswer, PartlyRefunded, Settle, PartlyRefunded, Review),
        On(RefundedInPart, Notification, PartlyRefunded, None, Paid, PartlyRefunded),
        Stay(RefundedInPart, Notification, Review),
        On(RefundedInFull, Notification, Refunded, None, Paid, PartlyRefunded, Refunded, Review),
        On(CancelStarted, Person, Cancelling, None, Pending, Unknown, Paid, Review),
        On(CancelReturned, SignedAnswer, Cancelled, Settle, Cancelling, Cancelled),
        On(CancelClosed, SignedAnswer, Closed, Settle, Cancelling, Closed),
        On(
            Contradicted, Notification, Review, Settle | Alarm, Reported, Pending, Unknown, Paid, PartlyRefunded, Refunded, Cancelling, Cancelled, Closed, Review),
        On(Reopened, Person, Unknown, AskTrade, Review));
}

/// <summary>Questions to a state.</summary>
public static class PaymentSteps
{
    public static bool CanBecome(this PaymentStatus from, PaymentStatus to) => PaymentTable.Rules.CanBecome(from, to);

    /// <summary>Alipay has not decided as far as we know: it is asked again until it has.</summary>
    public static bool IsUnclear(this PaymentStatus status) => status is Reported or Pending or Unknown or Cancelling;

    /// <summary>Money came in and at least part of it stayed or went back by a refund.</summary>
    public static bool IsTaken(this PaymentStatus status) => status is Paid or PartlyRefunded or Refunded or Cancelling;
}
