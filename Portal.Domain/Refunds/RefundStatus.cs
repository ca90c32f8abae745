using Portal.Domain.Payments;
using static Portal.Domain.Payments.Evidence;
using static Portal.Domain.Refunds.RefundStatus;
using static Portal.Domain.Refunds.RefundTrigger;
using static Portal.Domain.States.StateRules;
using static Portal.Domain.States.StepEffects;
using Table = Portal.Domain.States.StateTable<Portal.Domain.Refunds.RefundStatus, Portal.Domain.Refunds.RefundTrigger>;

namespace Portal.Domain.Refunds;

/// <summary>States of a refund; the names are CONTRACT's. All but <see cref="Failed"/> hold their amount.</summary>
public enum RefundStatus
{
    /// <summary>On record; not sent, or surely not carried out yet.</summary>
    Requested,

    /// <summary>Sent, and nothing tells what became of it.</summary>
    Unknown,

    /// <summary>Alipay took it and carries it out later.</summary>
    Accepted,

    Done,

    /// <summary>A definite no: no money moved, the amount is free again.</summary>
    Failed,

    /// <summary>A person is needed; the amount stays held.</summary>
    Review,
}

/// <summary>What can happen to a refund.</summary>
public enum RefundTrigger
{
    /// <summary>Nothing came that tells what became of it.</summary>
    Doubted,

    /// <summary>It surely did not reach Alipay, or was refused unread for keys or contract: it is sent again as it is.</summary>
    NotHeard,

    /// <summary>The merchant's balance is too low: nothing was carried out, it is sent again as it is.</summary>
    LacksBalance,

    /// <summary>Taken, to be carried out later.</summary>
    Taken,

    CarriedOut,
    Refused,

    /// <summary>What comes does not agree with what was asked for.</summary>
    Contradicted,

    /// <summary>A person ends it while it waits for balance.</summary>
    Ended,

    /// <summary>180 days without evidence: a person decides, no clock does.</summary>
    TimeUp,

    /// <summary>A person said that it went, and Alipay gave nothing back of the trade.</summary>
    DecisionDenied,
}

/// <summary>The table of a refund's life.</summary>
/// <remarks>Source: PROTOCOL 7.3, 7.5.</remarks>
public static class RefundTable
{
    public static Table Rules { get; } = new(
        On(Doubted, NoAnswer, Unknown, None, Requested, Unknown),
        Stay(Doubted, NoAnswer, Accepted, Review),
        Stay(NotHeard, NoAnswer, Requested, Unknown, Accepted, Review),
        On(LacksBalance, SignedAnswer, Requested, None, Requested, Unknown),
        On(Taken, SignedAnswer, Accepted, None, Requested, Unknown, Accepted),
        On(Taken, SignedAnswer, Done, Settle, Done),
        On(CarriedOut, Notification, Done, Settle | CountAmount, Requested, Unknown, Accepted, Review),
        On(CarriedOut, Notification, Done, Settle, Done),
        On(CarriedOut, Notification, Review, Settle | Alarm | HoldAmount, Failed),
        On(Refused, SignedAnswer, Failed, Settle | FreeAmount | AskTrade, Requested, Unknown, Accepted, Review),
        On(Refused, SignedAnswer, Failed, Settle, Failed),
        On(Refused, SignedAnswer, Done, Alarm, Done),                                       // it went, whatever is said later: a person hears of it
        On(Contradicted, Notification, Review, Settle | Alarm, Requested, Unknown, Accepted, Review),
        On(Contradicted, Notification, Done, Alarm, Done),
        On(Contradicted, Notification, Review, Settle | Alarm | HoldAmount, Failed),
        On(Ended, Person, Failed, Settle | FreeAmount | AskTrade, Requested),
        On(TimeUp, NoAnswer, Review, Settle | Alarm, Requested, Unknown, Accepted),
        On(DecisionDenied, SignedAnswer, Review, Settle | Alarm | UncountAmount, Done));

    public static bool CanBecome(this RefundStatus from, RefundStatus to) => Rules.CanBecome(from, to);

    /// <summary>Alipay is asked until there is evidence.</summary>
    public static bool IsOpen(this RefundStatus status) => status is Requested or Unknown or Accepted;

    /// <summary>Its amount cannot be given back by another one.</summary>
    public static bool Holds(this RefundStatus status) => status != Failed;
}
