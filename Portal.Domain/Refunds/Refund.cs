using Portal.Domain.Approvals;
using Portal.Domain.Attention;
using Portal.Domain.Gateway;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.States;
using Portal.Domain.Tenants;
using Portal.Domain.Work;

namespace Portal.Domain.Refunds;

/// <summary>What is asked of Alipay next for a refund that has no end yet.</summary>
public enum RefundQuestion
{
    /// <summary>The refund itself, for the first time or as it was.</summary>
    Refund,

    /// <summary>What became of it: it may have arrived.</summary>
    Standing,

    /// <summary>The trade: the refusal of a repeated refund may mean that the first one worked.</summary>
    Trade,
}

/// <summary>One intent to give money back, on disk before the first call and under one number for ever. <see cref="Take"/> is the door to its state.</summary>
public sealed class Refund : DueRow, IPaymentOwned
{
    /// <summary>So long after it went out a request may still arrive, though nobody waits for its answer any more.</summary>
    public static readonly TimeSpan MayArriveFor = TimeSpan.FromMinutes(1);

    /// <summary>Without evidence for so long, a person decides.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromDays(180);

    private Refund()
    {
    }

    public TenantId TenantId { get; private set; }

    public RefundId Id { get; private set; }

    public PaymentId PaymentId { get; private set; }

    /// <summary>The number that Alipay knows it by; the same on every repetition.</summary>
    public RefundNo Number { get; private set; }

    public RefundStatus Status { get; private set; }

    public Currency Currency { get; private set; } = null!;

    /// <summary>Minor units, positive.</summary>
    public long AmountMinor { get; private set; }

    /// <summary>Fen that the customer gets, where Alipay said so.</summary>
    public long? CnyMinor { get; private set; }

    public string Reason { get; private set; } = "";

    /// <summary>The person who wanted it; null: the command line, or somebody at Alipay's own page.</summary>
    public UserId? RequestedBy { get; private set; }

    public DateTimeOffset RequestedAt { get; private set; }

    /// <summary>Who allowed what was over the limits of <see cref="RequestedBy"/>; null: nobody had to, or the command line.</summary>
    public UserId? ApprovedBy { get; private set; }

    /// <summary>When it was allowed; null: nobody had to.</summary>
    public DateTimeOffset? ApprovedAt { get; private set; }

    /// <summary>Names the request: the same key and body are the same refund. Null where it was not asked for here.</summary>
    public string? Key { get; private set; }

    /// <summary>SHA-256 of what was asked for.</summary>
    public byte[] BodyHash { get; private set; } = [];

    /// <summary>Minor units that the person saw as refundable.</summary>
    public long RemainingSeenMinor { get; private set; }

    /// <summary>The answer means carried out; else only accepted.</summary>
    public bool AtOnce { get; private set; }

    /// <summary>Where the end of a refund that is not at once is reported; the same on every repetition.</summary>
    public string? NotifyUrl { get; private set; }

    /// <summary>Made at Alipay's own page: learned from a message, never sent by us.</summary>
    public bool IsElsewhere { get; private set; }

    /// <summary>Refused for lack of balance and nothing else: sent again every hour until there is some, or a person ends it.</summary>
    public bool WaitsForBalance { get; private set; }

    /// <summary>When it was first sent, saved before the call; null: it surely was not sent.</summary>
    public DateTimeOffset? SentAt { get; private set; }

    public DateTimeOffset? LastSentAt { get; private set; }

    /// <summary>A request went out whose answer is not on record: ask what became of it before anything else.</summary>
    public bool MayHaveArrived { get; private set; }

    /// <summary>Some request of this refund never had an answer that counts: the refusal of a later one is no proof that the first failed.</summary>
    public bool WasDoubted { get; private set; }

    /// <summary>The last code or key that was answered.</summary>
    public string? LastAnswer { get; private set; }

    /// <summary>A repeated request was refused so that the first one may have worked.</summary>
    public bool IsRefusedDoubtfully { get; private set; }

    /// <summary>Answers that know of no such refund, after such a refusal.</summary>
    public int Misses { get; private set; }

    public DateTimeOffset? FirstMissAt { get; private set; }

    /// <summary>People were told that it has been open for a day.</summary>
    public bool IsLongToldOf { get; private set; }

    public DateTimeOffset? AcceptedAt { get; private set; }

    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>The refund that a person ended in favour of this one.</summary>
    public RefundId? InsteadOf { get; private set; }

    /// <summary>Who decided it by hand; it stays for ever. Null where <see cref="DecidedAt"/> is not: the command line.</summary>
    public UserId? DecidedBy { get; private set; }

    /// <summary>When it was decided by hand; null: never.</summary>
    public DateTimeOffset? DecidedAt { get; private set; }

    /// <summary>Why, in the person's own words.</summary>
    public string? DecidedReason { get; private set; }

    public int Version { get; private set; }

    public Money Amount => Money.OfMinor(AmountMinor, Currency);

    internal StepNote StepNote => new(RequestedBy, Number, AmountMinor);

    /// <summary>Puts the intent on record; the payment holds the amount in the same commit.</summary>
    /// <param name="leavesToNight">The tenant's choice: Alipay carries it out in its night, instead of at once.</param>
    internal static Refund Ask(Payment payment, RefundOrder order, Money amount, UserId? by, DateTimeOffset at, bool leavesToNight) => new()
    {
        TenantId = payment.TenantId,
        Id = RefundId.New(),
        PaymentId = payment.Id,
        Number = NewNumber(at),
        Status = RefundStatus.Requested,
        Currency = payment.Currency,
        AmountMinor = amount.MinorUnits,
        Reason = order.Reason!,
        RequestedBy = by,
        RequestedAt = at,
        Key = order.Key,
        BodyHash = order.HashFor(payment.Id),
        RemainingSeenMinor = payment.Refundable.MinorUnits,
        AtOnce = !leavesToNight && !RefundNight.Contains(at),
        DueAt = at,
    };

    /// <summary>The same for what another person allowed: whoever asked stays on record beside them. It has no key: the request is what names it.</summary>
    internal static Refund Approved(Payment payment, RefundOrder order, Approval approval, UserId? by, DateTimeOffset at, bool leavesToNight)
    {
        var refund = Ask(payment, order, approval.Amount, approval.RequestedBy, at, leavesToNight);
        (refund.ApprovedBy, refund.ApprovedAt, refund.Key, refund.BodyHash) = (by, at, null, []);
        return refund;
    }

    /// <summary>The same amount once more as a refund that Alipay carries out when it can, under a number of its own.</summary>
    internal static Refund AskInstead(Refund ended, UserId? by, DateTimeOffset at) => new()
    {
        TenantId = ended.TenantId,
        Id = RefundId.New(),
        PaymentId = ended.PaymentId,
        Number = NewNumber(at),
        Status = RefundStatus.Requested,
        Currency = ended.Currency,
        AmountMinor = ended.AmountMinor,
        Reason = ended.Reason,
        RequestedBy = by,
        RequestedAt = at,
        ApprovedBy = ended.ApprovedBy,
        ApprovedAt = ended.ApprovedAt,
        RemainingSeenMinor = ended.RemainingSeenMinor,
        InsteadOf = ended.Id,
        DueAt = at,
    };

    /// <summary>A refund that was made at Alipay's own page and is done.</summary>
    internal static Refund Elsewhere(Payment payment, RefundNo number, long minor, DateTimeOffset at) => new()
    {
        TenantId = payment.TenantId,
        Id = RefundId.New(),
        PaymentId = payment.Id,
        Number = number,
        Status = RefundStatus.Done,
        Currency = payment.Currency,
        AmountMinor = minor,
        RequestedAt = at,
        RemainingSeenMinor = payment.Refundable.MinorUnits,
        IsElsewhere = true,
        EndedAt = at,
    };

    /// <summary>What happened, by the table; the payment's figures are the caller's.</summary>
    /// <returns>The rule that was followed; null: none, and nothing was changed.</returns>
    internal StateRule<RefundStatus, RefundTrigger>? Take(RefundTrigger trigger, Evidence evidence, DateTimeOffset at)
    {
        if (RefundTable.Rules.Find(Status, trigger, evidence) is not { } rule)
        {
            return null;
        }
        if (rule.To != Status)
        {
            AcceptedAt = rule.To == RefundStatus.Accepted ? at : AcceptedAt;
            EndedAt = rule.To is RefundStatus.Done or RefundStatus.Failed ? at : null;
        }
        Status = rule.To;
        if (rule.Effects.HasFlag(StepEffects.Settle))
        {
            SettleDue();
        }
        return rule;
    }

    /// <summary>It was sent more than once: the refusal of the last one may mean that an earlier one worked.</summary>
    public bool IsRepeated => LastSentAt > SentAt;

    /// <summary>Whether a request that had no answer may still arrive and be carried out.</summary>
    public bool MayArriveAt(DateTimeOffset now) => MayHaveArrived || (WasDoubted && now < LastSentAt + MayArriveFor);

    /// <summary>What to ask Alipay now.</summary>
    public RefundQuestion Next => Status == RefundStatus.Accepted || MayHaveArrived ? RefundQuestion.Standing
        : IsRefusedDoubtfully ? RefundQuestion.Trade
        : RefundQuestion.Refund;

    /// <summary>A request that Alipay is to carry out at once, by night: it waits for the morning.</summary>
    public bool MayNotGoAt(DateTimeOffset now) => AtOnce && Next == RefundQuestion.Refund && RefundNight.Contains(now);

    internal void Decided(HandDecision by) => (DecidedBy, DecidedAt, DecidedReason) = (by.By, by.At, by.Reason);

    /// <summary>Saved just before the request goes out: after a crash it may have arrived.</summary>
    /// <param name="notifyUrl">Where the end is to be reported, if it is not at once and was not sent before.</param>
    internal void Sending(string? notifyUrl, DateTimeOffset now)
    {
        if (SentAt is null)
        {
            AtOnce = AtOnce && !RefundNight.Contains(now);            // nothing was sent yet, so the request may still become another one
            NotifyUrl = AtOnce ? null : notifyUrl;
        }
        SentAt ??= now;
        LastSentAt = now;
        MayHaveArrived = true;
    }

    internal RefundRequest Request(Payment payment) => new(payment.OutTradeNo, payment.TradeNo, Number, Amount, Reason, AtOnce, NotifyUrl);

    /// <summary>The request that went out last is known not to have been carried out: it may be sent again.</summary>
    internal void Answered(string answer, bool waitsForBalance = false) =>
        (MayHaveArrived, LastAnswer, WaitsForBalance) = (false, Cut(answer), waitsForBalance);

    /// <summary>Nothing tells what became of it.</summary>
    internal void Unanswered(string why)
    {
        (LastAnswer, WasDoubted, WaitsForBalance) = (Cut(why), true, false);
    }

    /// <summary>Asked what became of it, and that is not known either: the request is sent again as it was.</summary>
    internal void StandingUnknown() => (MayHaveArrived, WasDoubted) = (false, true);

    internal void RefusedDoubtfully(string code)
    {
        (LastAnswer, WasDoubted, IsRefusedDoubtfully, MayHaveArrived) = (Cut(code), true, true, true);
    }

    internal void Missed(DateTimeOffset at)
    {
        Misses++;
        FirstMissAt ??= at;
        AskForItself();
    }

    /// <summary>The next question is for the refund again, not for its trade.</summary>
    internal void AskForItself() => MayHaveArrived = true;

    /// <summary>It has been open for long; said once.</summary>
    internal bool TellOfWaiting()
    {
        var isFirst = !IsLongToldOf;
        IsLongToldOf = true;
        return isFirst;
    }

    internal void Says(Money? cny) => CnyMinor = cny?.MinorUnits ?? CnyMinor;

    /// <summary>Counts the change; only the commit calls it.</summary>
    public void Changed() => Version++;

    private static RefundNo NewNumber(DateTimeOffset at) => RefundNo.Of("R" + Guid.CreateVersion7(at).ToString("N"));

    private static string Cut(string text) => text.Length > 64 ? text[..64] : text;
}
