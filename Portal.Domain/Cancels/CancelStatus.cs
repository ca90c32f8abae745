using Portal.Domain.Payments;
using static Portal.Domain.Cancels.CancelStatus;
using static Portal.Domain.Cancels.CancelTrigger;
using static Portal.Domain.Payments.Evidence;
using static Portal.Domain.States.StateRules;
using static Portal.Domain.States.StepEffects;
using Table = Portal.Domain.States.StateTable<Portal.Domain.Cancels.CancelStatus, Portal.Domain.Cancels.CancelTrigger>;

namespace Portal.Domain.Cancels;

/// <summary>States of a cancel; the names are CONTRACT's.</summary>
public enum CancelStatus
{
    /// <summary>On record, not sent.</summary>
    Asked,

    /// <summary>Sent; repeated with the same numbers until the day's end.</summary>
    Sent,
    Done,

    /// <summary>A definite no: the trade's own state decides, and a refund is offered.</summary>
    Refused,

    /// <summary>Never sent: the payment turned out paid and the sale stands, or the time was over.</summary>
    Dropped,

    /// <summary>The time was over before Alipay said what became of it: the trade is asked for, and a person looks.</summary>
    Review,
}

/// <summary>What can happen to a cancel.</summary>
public enum CancelTrigger
{
    Sending,

    /// <summary>Never sent, and not to be.</summary>
    Withdrawn,

    /// <summary>Nothing came that tells what became of it, or it is to be sent again.</summary>
    Doubted,
    CarriedOut,
    Refused,

    /// <summary>No cancel can be sent any more.</summary>
    TimeUp,

    /// <summary>The trade was asked for: it is undone or closed.</summary>
    SaidEnded,

    /// <summary>The trade was asked for, and no request of this cancel can arrive any more: it is paid.</summary>
    SaidPaid,
}

/// <summary>The table of a cancel's life.</summary>
/// <remarks>Source: PROTOCOL 7.4.</remarks>
public static class CancelTable
{
    public static Table Rules { get; } = new(
        On(Sending, Person, Sent, None, Asked, Sent),
        On(Withdrawn, NoAnswer, Dropped, Settle | AskTrade, Asked),
        On(Doubted, NoAnswer, Sent, None, Sent),
        Stay(Doubted, NoAnswer, Asked),
        On(CarriedOut, SignedAnswer, Done, Settle, Sent, Done, Review),
        On(CancelTrigger.Refused, SignedAnswer, CancelStatus.Refused, Settle | AskTrade, Sent, CancelStatus.Refused),
        On(TimeUp, NoAnswer, Review, Settle | AskTrade | Alarm, Sent),
        On(SaidEnded, SignedAnswer, Done, Settle, Sent, Done, CancelStatus.Refused, Review),
        On(SaidEnded, SignedAnswer, Dropped, Settle, Asked, Dropped),
        On(SaidPaid, SignedAnswer, CancelStatus.Refused, Settle, CancelStatus.Refused, Review),
        On(SaidPaid, SignedAnswer, Dropped, Settle, Asked, Dropped),
        On(SaidPaid, SignedAnswer, Sent, None, Sent),                                       // it may still be carried out
        On(SaidPaid, SignedAnswer, Done, Alarm, Done));                                     // money after a confirmed cancel

    public static bool CanBecome(this CancelStatus from, CancelStatus to) => Rules.CanBecome(from, to);

    /// <summary>It is still to be sent, or may still be carried out.</summary>
    public static bool IsOpen(this CancelStatus status) => status is Asked or Sent;
}
