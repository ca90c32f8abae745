using Portal.Domain.Approvals;
using Portal.Domain.Attention;
using Portal.Domain.Cancels;
using Portal.Domain.Primitives;
using Portal.Domain.Refunds;

namespace Portal.Domain.Payments;

/// <summary>A refund as the payment's page lists it.</summary>
/// <param name="By">Who wanted it; null: the command line, or somebody at Alipay's own page.</param>
/// <param name="Left">What was left of the payment after it, a failed one holding nothing.</param>
/// <param name="NextAskAt">When Alipay is asked again; null: it has an end.</param>
public sealed record RefundRow(
    RefundId Id, RefundNo Number, Money Amount, RefundStatus Status, string Reason, string? By, DateTimeOffset RequestedAt, DateTimeOffset? EndedAt, bool WaitsForBalance,
    bool IsElsewhere, DateTimeOffset? NextAskAt, Money Left)
{
    /// <summary>The decision by hand; null: there was none.</summary>
    public HandDecision? Decided { get; init; }

    /// <summary>Name of whoever allowed it, where it was over the limits of <paramref name="By"/>; null: nobody had to.</summary>
    public string? ApprovedBy { get; init; }
}

/// <summary>A refund that somebody asked another person for, as the payment's page lists it.</summary>
/// <param name="By">Name of whoever asked; null: not here any more.</param>
/// <param name="AnsweredBy">Name of whoever answered; null: nobody yet, or the command line.</param>
/// <param name="Answer">Why it was declined; null: it was not.</param>
public sealed record ApprovalRow(
    ApprovalId Id, Money Amount, ApprovalStatus Status, string Reason, string Rule, UserId RequestedBy, string? By, DateTimeOffset RequestedAt, string? AnsweredBy,
    DateTimeOffset? AnsweredAt, string? Answer);

/// <summary>The newest cancel of a payment.</summary>
/// <param name="NextAskAt">When Alipay is asked again; null: it has an end.</param>
public sealed record CancelRow(CancelStatus Status, string? By, DateTimeOffset RequestedAt, DateTimeOffset? EndedAt, DateTimeOffset? NextAskAt)
{
    /// <summary>The decision by hand; null: there was none.</summary>
    public HandDecision? Decided { get; init; }
}

/// <summary>The ways back of a payment's money: what happened, what is left, what is possible now.</summary>
/// <param name="Refunds">The oldest first.</param>
/// <param name="CancelUntil">From then on nothing can be cancelled any more.</param>
/// <param name="RefundUntil">Until when Alipay usually takes refunds of it.</param>
/// <param name="AgainstRefund">Why nothing can be given back; null: what is left can.</param>
/// <param name="AgainstCancel">Why it cannot be cancelled; null: it can, until <paramref name="CancelUntil"/>.</param>
/// <param name="Names">People of the history, by who they are.</param>
public sealed record MoneyBackView(
    Money Remaining, IReadOnlyList<RefundRow> Refunds, CancelRow? Cancel, DateTimeOffset CancelUntil, DateTimeOffset RefundUntil, PortalError? AgainstRefund, PortalError? AgainstCancel,
    IReadOnlyDictionary<UserId, string> Names)
{
    /// <summary>What people asked others for, the oldest first.</summary>
    public IReadOnlyList<ApprovalRow> Approvals { get; init; } = [];

    /// <summary>What whoever looks may give back without another person; null: as much as is left, or nothing at all.</summary>
    public RoleLimit? OwnLimit { get; init; }

    /// <summary>What waits for an answer; null: nothing does.</summary>
    public ApprovalRow? Asked => Approvals.FirstOrDefault(approval => approval.Status == ApprovalStatus.Asked);
}
