using Portal.Domain.Alarms;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Work;

namespace Portal.Domain.Attention;

/// <summary>Why something stands in the queue; the words stand in the web project's resources under the same name.</summary>
public enum Need
{
    /// <summary>Alipay has not decided for more than 15 minutes.</summary>
    PaymentUnclear,

    /// <summary>What is known of a payment does not agree.</summary>
    PaymentReview,

    /// <summary>Alipay says paid though it was cancelled or closed.</summary>
    MoneyAfterEnd,

    /// <summary>Sent, and nothing tells what became of it.</summary>
    RefundUnclear,
    RefundWaitsForBalance,

    /// <summary>Asked for more than 15 minutes ago; it has not reached Alipay, or was refused unread.</summary>
    RefundNotTaken,

    /// <summary>Alipay took it more than a day ago and has not carried it out.</summary>
    RefundAccepted,
    RefundReview,

    /// <summary>No money moved; it stands until somebody has closed it.</summary>
    RefundFailed,

    CancelUnclear,

    /// <summary>Asked for more than 15 minutes ago and not sent.</summary>
    CancelNotSent,
    CancelReview,

    /// <summary>Somebody asks another person for a refund that is over their own limits.</summary>
    RefundAsked,

    /// <summary>Anything else that a person should look at.</summary>
    Alarm,
}

/// <summary>A row of the queue. A new kind of question is a new <see cref="Attention.Need"/> and, where it has rows of its own, a new <see cref="CaseKind"/>.</summary>
/// <param name="NeedsPerson">False: we are asking, and tell when it is clear.</param>
/// <param name="State">The state of the thing itself, as a decision on it names what was seen.</param>
/// <param name="Payment">What it is about or belongs to; null: no payment.</param>
/// <param name="LastAnswer">Key of the last answer, with words in the resources; null: none.</param>
/// <param name="NextCheckAt">Null: nothing is asked any more.</param>
/// <param name="Owner">Name of the person who looks after it; null: nobody in particular.</param>
/// <param name="AskedAt">When the owner was asked to decide; null: not.</param>
/// <param name="Alarms">Open alarms about the same thing.</param>
public sealed record AttentionRow(
    CaseId Id, Need Need, bool NeedsPerson, string State, PaymentRow? Payment, Money? Amount, DateTimeOffset Since, string? LastAnswer, DateTimeOffset? NextCheckAt,
    UserId? OwnerId, string? Owner, DateTimeOffset? AskedAt, IReadOnlyList<Alarm> Alarms);

/// <summary>How things stand as a whole.</summary>
/// <param name="LastSweepAt">When Alipay was last asked whatever was due; null: never, as far as is known.</param>
/// <param name="Payments">Payments of the shop day.</param>
/// <param name="Open">Payments that Alipay has not decided, of any day.</param>
public sealed record AttentionSummary(DateTimeOffset? LastSweepAt, int Payments, int Open);

/// <summary>A page of the queue: what needs a person first, then the newest need.</summary>
/// <param name="NeedPerson">Rows of the whole queue that need a person.</param>
/// <param name="BeingAsked">Rows of the whole queue that we ask about.</param>
/// <param name="IsCut">There is more than is read for the queue at all.</param>
public sealed record AttentionPage(IReadOnlyList<AttentionRow> Rows, int NeedPerson, int BeingAsked, bool IsCut, AttentionSummary Summary)
{
    public int Total => NeedPerson + BeingAsked;
}

/// <summary>A note as it is shown.</summary>
/// <param name="By">Name of the author; null: the command line.</param>
public sealed record NoteView(Guid Id, NoteKind Kind, string Text, string? By, DateTimeOffset At);

/// <summary>An opened row: its payment with attempts and ways back, what was written, what can be decided.</summary>
public sealed record AttentionCase(AttentionRow Row, PaymentView? Payment, IReadOnlyList<NoteView> Notes, IReadOnlyList<Decision> Choices);

/// <summary>The queue of the actor's tenant, to be shown.</summary>
public interface IAttentionQueries
{
    /// <param name="skip">Rows before the page.</param>
    /// <param name="limit">At most 100.</param>
    Task<AttentionPage> PageAsync(Actor actor, int skip, int limit, CancellationToken ct);

    /// <summary>How many rows the queue has.</summary>
    Task<int> CountAsync(Actor actor, CancellationToken ct);

    /// <summary>Null: it is not in the queue (any more), or not within the actor's scope.</summary>
    Task<AttentionCase?> FindAsync(Actor actor, CaseId id, CancellationToken ct);
}
