using Portal.Domain.Attention;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Refunds;
using Portal.Domain.Tenants;

namespace Portal.Domain.Approvals;

/// <summary>What became of a refund that somebody asked another person for. Stored and in addresses by name.</summary>
public enum ApprovalStatus
{
    /// <summary>Nobody has answered. No money is held.</summary>
    Asked,

    /// <summary>Another person said yes, and the refund is on record.</summary>
    Approved,

    /// <summary>Another person said no.</summary>
    Declined,

    /// <summary>Whoever asked took it back.</summary>
    Withdrawn,
}

/// <summary>A refund over somebody's limit, put before another person. It holds no money: what is left is looked at when it is answered.</summary>
/// <remarks>Source: ROLES, "Refund" (req) and "Approve refund (not own)"; CAPABILITIES 19.</remarks>
public sealed class Approval : IPaymentOwned
{
    private Approval()
    {
    }

    public TenantId TenantId { get; private set; }

    public ApprovalId Id { get; private set; }

    public PaymentId PaymentId { get; private set; }

    public ApprovalStatus Status { get; private set; }

    public Currency Currency { get; private set; } = null!;

    /// <summary>Minor units, positive.</summary>
    public long AmountMinor { get; private set; }

    /// <summary>Why the money is to go back.</summary>
    public string Reason { get; private set; } = "";

    /// <summary>The limit that stood against it, e.g. <c>limit_amount</c>.</summary>
    public string Rule { get; private set; } = "";

    public UserId RequestedBy { get; private set; }

    public DateTimeOffset RequestedAt { get; private set; }

    /// <summary>Names the request: the same key is the same request.</summary>
    public string Key { get; private set; } = "";

    /// <summary>SHA-256 of what was asked for.</summary>
    public byte[] BodyHash { get; private set; } = [];

    /// <summary>Who answered; null: nobody yet, or the command line.</summary>
    public UserId? AnsweredBy { get; private set; }

    public DateTimeOffset? AnsweredAt { get; private set; }

    /// <summary>Why not, in the person's own words; null: not declined.</summary>
    public string? AnswerReason { get; private set; }

    /// <summary>The refund that came of it; null: none.</summary>
    public RefundId? RefundId { get; private set; }

    public int Version { get; private set; }

    public Money Amount => Money.OfMinor(AmountMinor, Currency);

    internal StepNote StepNote => new(RequestedBy, null, AmountMinor);

    internal static Approval Ask(Payment payment, RefundOrder order, Money amount, string rule, UserId by, DateTimeOffset at) => new()
    {
        TenantId = payment.TenantId,
        Id = ApprovalId.New(),
        PaymentId = payment.Id,
        Status = ApprovalStatus.Asked,
        Currency = payment.Currency,
        AmountMinor = amount.MinorUnits,
        Reason = order.Reason!,
        Rule = rule,
        RequestedBy = by,
        RequestedAt = at,
        Key = order.Key!,
        BodyHash = order.HashFor(payment.Id),
    };

    internal void Approve(Refund refund, UserId? by, DateTimeOffset at)
    {
        Answer(ApprovalStatus.Approved, by, at);
        RefundId = refund.Id;
    }

    internal void Decline(string reason, UserId? by, DateTimeOffset at)
    {
        Answer(ApprovalStatus.Declined, by, at);
        AnswerReason = Note.Clean(reason);
    }

    internal void Withdraw(DateTimeOffset at) => Answer(ApprovalStatus.Withdrawn, RequestedBy, at);

    private void Answer(ApprovalStatus status, UserId? by, DateTimeOffset at)
    {
        (Status, AnsweredBy, AnsweredAt) = (status, by, at);
        Version++;
    }
}

/// <summary>Approvals of the work's tenant, to be changed.</summary>
public interface IApprovalStore
{
    Task<Approval?> FindAsync(ApprovalId id, CancellationToken ct);

    Task<Approval?> FindByKeyAsync(string key, CancellationToken ct);

    /// <summary>The one of a payment that waits for an answer; null: none does.</summary>
    Task<Approval?> OpenOfAsync(PaymentId payment, CancellationToken ct);

    void Add(Approval approval);
}
