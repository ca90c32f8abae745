using Portal.Domain.Attention;
using Portal.Domain.Gateway;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.States;
using Portal.Domain.Tenants;
using Portal.Domain.Work;

namespace Portal.Domain.Cancels;

/// <summary>One intent to undo a whole payment, on disk before the first call. <see cref="Take"/> is the door to its state.</summary>
public sealed class Cancel : DueRow, IPaymentOwned
{
    /// <summary>So long after it went out a request may still arrive, though nobody waits for its answer any more.</summary>
    public static readonly TimeSpan MayArriveFor = TimeSpan.FromMinutes(1);

    private Cancel()
    {
    }

    public TenantId TenantId { get; private set; }

    public CancelId Id { get; private set; }

    public PaymentId PaymentId { get; private set; }

    public CancelStatus Status { get; private set; }

    /// <summary>Names the request: the same key is the same cancel.</summary>
    public string Key { get; private set; } = "";

    /// <summary>The person who wanted it; null: the command line.</summary>
    public UserId? RequestedBy { get; private set; }

    public DateTimeOffset RequestedAt { get; private set; }

    /// <summary>Nothing is sent from here on.</summary>
    public DateTimeOffset Until { get; private set; }

    /// <summary>A signed answer said that the money is here when it was asked for.</summary>
    public bool WasPaid { get; private set; }

    /// <summary>When it was first sent, saved before the call; null: it surely was not sent.</summary>
    public DateTimeOffset? SentAt { get; private set; }

    public DateTimeOffset? LastSentAt { get; private set; }

    /// <summary>Some request had no answer that counts: the refusal of a later one is no proof that it was not carried out.</summary>
    public bool WasDoubted { get; private set; }

    /// <summary>What it did; null while that is not known.</summary>
    public CancelEffect? Effect { get; private set; }

    /// <summary>The last code or key that was answered.</summary>
    public string? LastAnswer { get; private set; }

    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>Who decided it by hand; it stays for ever. Null where <see cref="DecidedAt"/> is not: the command line.</summary>
    public UserId? DecidedBy { get; private set; }

    /// <summary>When it was decided by hand; null: never.</summary>
    public DateTimeOffset? DecidedAt { get; private set; }

    /// <summary>Why, in the person's own words.</summary>
    public string? DecidedReason { get; private set; }

    public int Version { get; private set; }

    internal StepNote StepNote => new(RequestedBy);

    /// <summary>Puts the intent on record. A payment that is known to be paid goes to Cancelling in the same commit, which bars refunds.</summary>
    internal static Cancel Ask(Payment payment, string key, UserId? by, DateTimeOffset at) => new()
    {
        TenantId = payment.TenantId,
        Id = CancelId.New(),
        PaymentId = payment.Id,
        Status = CancelStatus.Asked,
        Key = key,
        RequestedBy = by,
        RequestedAt = at,
        Until = CancelWindow.Until(payment),
        WasPaid = payment.SaidPaidAt is not null,
        DueAt = at,
    };

    /// <summary>What happened, by the table; the payment's state is the caller's.</summary>
    /// <returns>The rule that was followed; null: none, and nothing was changed.</returns>
    internal StateRule<CancelStatus, CancelTrigger>? Take(CancelTrigger trigger, Evidence evidence, DateTimeOffset at)
    {
        if (CancelTable.Rules.Find(Status, trigger, evidence) is not { } rule)
        {
            return null;
        }
        EndedAt = rule.To.IsOpen() || rule.To == CancelStatus.Review ? null : EndedAt ?? at;
        Status = rule.To;
        if (rule.Effects.HasFlag(StepEffects.Settle))
        {
            SettleDue();
        }
        return rule;
    }

    /// <summary>Saved just before the request goes out: after a crash it may have arrived.</summary>
    internal void Sending(DateTimeOffset now)
    {
        WasDoubted |= LastSentAt is not null && LastAnswer is null;        // the answer to the one before is not on record
        Take(CancelTrigger.Sending, Evidence.Person, now);
        (SentAt, LastSentAt, LastAnswer) = (SentAt ?? now, now, null);
    }

    internal void Answered(string answer, bool doubted = false)
    {
        LastAnswer = answer.Length > 64 ? answer[..64] : answer;
        WasDoubted |= doubted;
    }

    internal void Did(CancelEffect effect) => Effect = effect;

    internal void Decided(HandDecision by) => (DecidedBy, DecidedAt, DecidedReason) = (by.By, by.At, by.Reason);

    /// <summary>Whether a request of it may still arrive and be carried out. Of the last one, no answer on record counts as a doubt: whoever sent it may have died.</summary>
    public bool MayArriveAt(DateTimeOffset now) => Status switch
    {
        CancelStatus.Asked or CancelStatus.Sent => true,
        CancelStatus.Review or CancelStatus.Refused => (WasDoubted || LastAnswer is null) && now < LastSentAt + MayArriveFor,
        _ => false,
    };

    /// <summary>Counts the change; only the commit calls it.</summary>
    public void Changed() => Version++;
}
