using Portal.Domain.Attention;
using Portal.Domain.Counters;
using Portal.Domain.Gateway;
using Portal.Domain.Notifications;
using Portal.Domain.Primitives;
using Portal.Domain.Privacy;
using Portal.Domain.States;
using Portal.Domain.Tenants;
using Portal.Domain.Work;

namespace Portal.Domain.Payments;

/// <summary>One customer payment. <see cref="Take"/> is the door to its state; what an answer means stands in <see cref="BookAnswer"/>.</summary>
public sealed class Payment : DueRow, ICounterOwned
{
    /// <summary>Later than this after it was paid, an arrival is called late.</summary>
    public static readonly TimeSpan LateAfter = TimeSpan.FromMinutes(3);

    private readonly List<PaymentStep> _history = [];
    private UserId? _askedBy;

    private Payment()
    {
    }

    public TenantId TenantId { get; private set; }

    public PaymentId Id { get; private set; }

    public AccountId AccountId { get; private set; }

    public QrCodeId QrCodeId { get; private set; }

    public CounterId CounterId { get; private set; }

    public AlipayTradeNo TradeNo { get; private set; }

    public OutTradeNo OutTradeNo { get; private set; }

    public PaymentStatus Status { get; private set; }

    /// <summary>The code's pricing currency, in which all amounts but the buyer's stand.</summary>
    public Currency Currency { get; private set; } = null!;

    /// <summary>Minor units: per Alipay's message while unclear, per its signed answer afterwards; null where neither could be read.</summary>
    public long? AmountMinor { get; private set; }

    /// <summary>Minor units that the message named, kept to be compared with the answer.</summary>
    public long? ReportedMinor { get; private set; }

    /// <summary>Minor units that went back to the customer, by evidence.</summary>
    public long RefundedMinor { get; private set; }

    /// <summary>Minor units of all refunds but the failed ones: they are not to be given back once more.</summary>
    public long HeldMinor { get; private set; }

    /// <summary>When a signed answer last said that the money is here, in an amount that can be given back; null: none says so.</summary>
    public DateTimeOffset? SaidPaidAt { get; private set; }

    /// <summary>Steps of the history; by it each step is a change of the payment, also where it leaves the state as it is.</summary>
    public int StepCount { get; private set; }

    /// <summary>Fen that the buyer paid.</summary>
    public long? CnyMinor { get; private set; }

    /// <summary>When the customer paid, by Alipay's clock.</summary>
    public DateTimeOffset? PaidAt { get; private set; }

    /// <summary>When the first message reached us.</summary>
    public DateTimeOffset ArrivedAt { get; private set; }

    /// <summary>When it counts for the shop: when it was paid, or arrived where that is not known.</summary>
    public DateTimeOffset OccurredAt { get; private set; }

    /// <summary>The Alipay day of the payment, GMT+8.</summary>
    public DateOnly TradeDate { get; private set; }

    /// <summary>Masked; null once its time is over.</summary>
    public string? Payer { get; private set; }

    /// <summary>Says whether two payments of the tenant have the same payer, and not who that is; null where Alipay named nobody, or once its time is over.</summary>
    public byte[]? PayerHash { get; private set; }

    /// <summary>What of the message does not fit the code it came for (<c>passback_differs</c>, <c>currency_differs</c>): paid or not, a person must look.</summary>
    public string? Doubt { get; private set; }

    public int NotFoundAnswers { get; private set; }

    public DateTimeOffset? FirstNotFoundAt { get; private set; }

    /// <summary>Since when Alipay's word is out; null once it is clear.</summary>
    public DateTimeOffset? UnclearSince { get; private set; }

    /// <summary>Number of the event by which it arrived; orders lists.</summary>
    public long Arrival { get; private set; }

    /// <summary>Number of the event of its latest change.</summary>
    public long Sequence { get; private set; }

    /// <summary>A broken invariant was found: no command touches it until a person has looked.</summary>
    public bool IsFrozen { get; private set; }

    /// <summary>Who decided it by hand; it stays for ever. Null where <see cref="DecidedAt"/> is not: the command line.</summary>
    public UserId? DecidedBy { get; private set; }

    /// <summary>When it was decided by hand; null: never.</summary>
    public DateTimeOffset? DecidedAt { get; private set; }

    /// <summary>Why, in the person's own words.</summary>
    public string? DecidedReason { get; private set; }

    /// <summary>When it was put on record without any message, from Alipay's answer to a customer's claim; null: a message told of it.</summary>
    public DateTimeOffset? RecoveredAt { get; private set; }

    /// <summary>When people were last told that it stays unclear; null: never.</summary>
    public DateTimeOffset? UnclearToldAt { get; private set; }

    public int Version { get; private set; }

    /// <summary>Steps of this piece of work; earlier ones are read by queries.</summary>
    public IReadOnlyList<PaymentStep> History => _history;

    public Money? Amount => AmountMinor is { } minor ? Money.OfMinor(minor, Currency) : null;

    public Money Refunded => Money.OfMinor(RefundedMinor, Currency);

    /// <summary>What can still be given back: nothing while the amount is not known.</summary>
    public Money Refundable => Money.OfMinor((AmountMinor ?? HeldMinor) - HeldMinor, Currency);

    public bool IsLate => ArrivedAt - (PaidAt ?? ArrivedAt) > LateAfter;

    /// <summary>A valid notification makes a payment: reported, due to be asked at once.</summary>
    public static Payment Report(NotifyAddress address, PaymentNotice notice, DateTimeOffset at)
    {
        var reported = notice.AmountIn(address.Currency);
        var payment = new Payment
        {
            TenantId = address.Tenant,
            Id = PaymentId.New(),
            AccountId = address.Account,
            QrCodeId = address.Code,
            CounterId = address.Counter,
            TradeNo = notice.TradeNo,
            OutTradeNo = notice.OutTradeNo,
            Status = PaymentStatus.Reported,
            Currency = address.Currency,
            AmountMinor = reported?.MinorUnits,
            ReportedMinor = reported?.MinorUnits,
            PaidAt = notice.PaidAt,
            ArrivedAt = at,
            OccurredAt = notice.PaidAt ?? at,
            TradeDate = TradeDay.Of(notice.PaidAt ?? at),
            Payer = PayerName.Masked(notice.BuyerLogin),
            Doubt = notice.DoubtAt(address),
            UnclearSince = at,
            DueAt = at,
            StepCount = 1,
        };
        payment._history.Add(PaymentStep.Of(payment, PaymentStatus.Reported, PaymentStatus.Reported, "notification_stored", Evidence.Notification, at));
        return payment;
    }

    /// <summary>A signed answer tells of paid money that no message told of. It is due to be asked at once, as a message's would be.</summary>
    internal static Payment Recover(QrCode code, AccountId account, FoundTrade found, byte[]? payerHash, DateTimeOffset at)
    {
        var payment = new Payment
        {
            TenantId = code.TenantId,
            Id = PaymentId.New(),
            AccountId = account,
            QrCodeId = code.Id,
            CounterId = code.CounterId,
            TradeNo = found.TradeNo,
            OutTradeNo = found.OutTradeNo,
            Status = PaymentStatus.Reported,
            Currency = found.Report.Amount!.Currency,
            ArrivedAt = at,
            OccurredAt = at,
            TradeDate = TradeDay.Of(at),
            PayerHash = payerHash,
            UnclearSince = at,
            RecoveredAt = at,
        };
        payment.Step(PaymentStatus.Reported, "recovered", Evidence.SignedAnswer, at, default);
        payment.Book(found.Report, at, jitter: 0);
        payment.AskNow(at);
        return payment;
    }

    /// <summary>What happened, by the table: the state moves, or stays where the event says nothing new.</summary>
    /// <returns>The rule that was followed; null: the table knows none for this state and evidence, and nothing was changed.</returns>
    public StateRule<PaymentStatus, PaymentTrigger>? Take(PaymentTrigger trigger, string reason, Evidence evidence, DateTimeOffset at, StepNote note = default)
    {
        if (PaymentTable.Rules.Find(Status, trigger, evidence) is not { } rule)
        {
            return null;
        }
        Step(rule.To, reason, evidence, at, note);
        if (rule.Effects.HasFlag(StepEffects.Settle))
        {
            SettleDue();
        }
        if (rule.Effects.HasFlag(StepEffects.AskTrade))
        {
            AskNow(at);
        }
        return rule;
    }

    /// <summary>Moves to a state that the table leads to from here, as a named person decides. The same state again changes nothing; each step is kept with its reason.</summary>
    /// <returns>False for a step that the table does not know: nothing was changed.</returns>
    public bool MoveTo(PaymentStatus next, string reason, Evidence evidence, DateTimeOffset at)
    {
        if (next != Status && !Status.CanBecome(next))
        {
            return false;
        }
        Step(next, reason, evidence, at, default);
        return true;
    }

    /// <summary>A named person finishes it. Whoever asks Alipay at this moment saves nothing, and what came while it was frozen was asked by nobody: then it is asked once more.</summary>
    /// <returns>False for a step that the table does not know: nothing was changed.</returns>
    internal bool Decide(PaymentTrigger trigger, string reason, HandDecision by)
    {
        var isToAsk = IsLeasedAt(by.At) || IsFrozen;
        if (Take(trigger, reason, Evidence.Person, by.At, new StepNote(by.By)) is null)
        {
            return false;
        }
        (DecidedBy, DecidedAt, DecidedReason, IsFrozen) = (by.By, by.At, by.Reason, false);
        (Doubt, ReportedMinor) = (null, AmountMinor);                  // what was known before is decided, too
        SettleDue();
        if (isToAsk)
        {
            AskNow(by.At);
        }
        return true;
    }

    /// <summary>Keeps a line of what became of a refund or cancel, where the payment's own state stays.</summary>
    internal void Note(string reason, Evidence evidence, DateTimeOffset at, StepNote note) => Step(Status, reason, evidence, at, note);

    private void Step(PaymentStatus next, string reason, Evidence evidence, DateTimeOffset at, StepNote note)
    {
        _history.Add(PaymentStep.Of(this, Status, next, reason, evidence, at, note with { By = note.By ?? _askedBy }));
        Status = next;
        StepCount++;
        UnclearSince = next.IsUnclear() ? UnclearSince ?? at : null;
    }

    /// <summary>The steps of this piece of work come of a question that a person asked.</summary>
    /// <param name="by">Null: a job asks.</param>
    internal void AskedBy(UserId? by) => _askedBy = by;

    /// <summary>Holds an amount for a refund; the caller has looked that there is so much.</summary>
    internal void Hold(long minor) => HeldMinor += minor;

    /// <summary>A refund failed for good: its amount can be given back by another one.</summary>
    internal void Free(long minor) => HeldMinor -= minor;

    /// <summary>A held amount went back to the customer, by evidence.</summary>
    internal void CountRefunded(long minor) => RefundedMinor += minor;

    /// <summary>The trade is asked for as soon as somebody can.</summary>
    internal void AskNow(DateTimeOffset now) => DueAt = now;

    /// <summary>Takes over what a signed answer says of amounts and payer, before the state is decided.</summary>
    internal void TakeOver(Gateway.TradeReport report, DateTimeOffset at)
    {
        AmountMinor = report is { CurrencyAgrees: true, Amount: { } amount } ? amount.MinorUnits : AmountMinor;
        CnyMinor = report.AmountCny?.MinorUnits ?? CnyMinor;
        Payer = PayerName.Masked(report.BuyerLogin) ?? Payer;
        SaidPaidAt = report is { State: Gateway.TradeState.Paid, Amount: not null, CurrencyAgrees: true } ? at : null;
        if (report.PaidAt is { } paidAt)
        {
            PaidAt = paidAt;
            OccurredAt = paidAt;
            TradeDate = TradeDay.Of(paidAt);
        }
    }

    /// <summary>Who paid, as a keyed hash of Alipay's number of the person.</summary>
    public void KnowPayer(byte[] hash) => PayerHash = PayerHash.AsSpan().SequenceEqual(hash) ? PayerHash : hash;

    /// <summary>Somebody was shown who paid; the state stays.</summary>
    public void BuyerRevealed(DateTimeOffset at) => _history.Add(PaymentStep.Of(this, Status, Status, "buyer_revealed", Evidence.Person, at));

    /// <summary>Alipay knows the trade: what it did not know before is forgotten.</summary>
    internal void CountFound() => (NotFoundAnswers, FirstNotFoundAt) = (0, null);

    internal void CountNotFound(DateTimeOffset at)
    {
        NotFoundAnswers++;
        FirstNotFoundAt ??= at;
    }

    /// <summary>A rule was found broken: nothing asks about it or moves it until a person has looked.</summary>
    public void Freeze()
    {
        IsFrozen = true;
        SettleDue();
    }

    /// <summary>The question is answered.</summary>
    internal void Settle() => SettleDue();

    /// <summary>Numbers the arrival; only the writer of messages calls it, once more where a batch is repeated.</summary>
    public void ArrivedAs(long sequence)
    {
        (Arrival, Sequence, Version) = (sequence, sequence, 1);
    }

    /// <summary>Numbers the change; only the commit calls it.</summary>
    public void ChangedAs(long sequence)
    {
        Sequence = sequence;
        Version++;
    }
}
