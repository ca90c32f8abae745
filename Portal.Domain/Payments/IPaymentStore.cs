using Portal.Domain.Attention;
using Portal.Domain.Claims;
using Portal.Domain.Notifications;
using Portal.Domain.Primitives;
using Portal.Domain.Work;

namespace Portal.Domain.Payments;

/// <summary>Payments of the work's tenant, to be changed.</summary>
public interface IPaymentStore
{
    Task<Payment?> FindAsync(PaymentId id, CancellationToken ct);

    /// <summary>Payments that a customer's claim may be about, the newest first, at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<Payment>> SearchAsync(ClaimQuestion question, DateTimeOffset now, int limit, CancellationToken ct);

    /// <summary>Null: the trade is not on record.</summary>
    Task<Payment?> OfTradeAsync(AlipayTradeNo trade, CancellationToken ct);

    /// <summary>Whether a cancel or a refund is on record, or a message that told of a refund.</summary>
    Task<bool> HasMoneyBackAsync(PaymentId id, CancellationToken ct);

    /// <summary>A payment that no message told of; of two that add the same trade one is stale.</summary>
    void Add(Payment payment);

    /// <summary>The gateway answers again: whatever waits for it unclear is asked now.</summary>
    Task PullForwardAsync(DateTimeOffset now, CancellationToken ct);
}

/// <summary>A payment as a list, a card or a push shows it. Pushes carry it whole, so that open pages ask nothing.</summary>
/// <param name="Sequence">Number of the change, growing by one per tenant.</param>
/// <param name="Arrival">Number of the change by which the payment arrived; newest first by it.</param>
/// <param name="Amount">Null where Alipay's message could not be read.</param>
/// <param name="Payer">Masked.</param>
public sealed record PaymentRow(
    long Sequence,
    long Arrival,
    PaymentId Id,
    string TradeNo,
    CounterId CounterId,
    string CounterName,
    PaymentStatus Status,
    Currency Currency,
    Money? Amount,
    Money Refunded,
    DateTimeOffset? PaidAt,
    DateTimeOffset ArrivedAt,
    bool IsLate,
    string? Payer)
{
    /// <summary>No message told of it: it was found when a customer claimed to have paid.</summary>
    public bool IsRecovered { get; init; }
}

/// <summary>One payment with all that is known of it.</summary>
public sealed record PaymentView(
    PaymentRow Row, string OutTradeNo, Money? Cny, DateOnly TradeDate, bool IsFrozen, DateTimeOffset? NextAskAt, IReadOnlyList<PaymentStep> History)
{
    /// <summary>The ways back of its money; null where only a list is shown.</summary>
    public MoneyBackView? Back { get; init; }

    /// <summary>The decision by hand; it stays for ever, whatever came after it. Null: there was none.</summary>
    public HandDecision? Decided { get; init; }

    /// <summary>What people wrote, the oldest first.</summary>
    public IReadOnlyList<NoteView> Notes { get; init; } = [];

    /// <summary>Messages after the one that the payment came by, the oldest first.</summary>
    public IReadOnlyList<MessageLine> Messages { get; init; } = [];

    /// <summary>Evidence has said that the money is here, whatever came after.</summary>
    public bool IsKnownPaid => History.Any(step => step.To == PaymentStatus.Paid);
}

/// <summary>A message about a payment, by what is kept of every message.</summary>
/// <param name="Status">Alipay's word.</param>
/// <param name="Refunded">What it says was given back; null: it tells of no refund, or of none that can be read.</param>
public sealed record MessageLine(NotificationId Id, DateTimeOffset At, NoticeVerdict Verdict, string Status, bool IsRefund, Money? Refunded);

/// <summary>Which payments a list shows.</summary>
/// <param name="CounterId">Only this counter's.</param>
/// <param name="Status">Only in these states; empty: all.</param>
public sealed record PaymentFilter(CounterId? CounterId = null, IReadOnlyList<PaymentStatus>? Status = null)
{
    public static PaymentFilter All { get; } = new();
}

/// <summary>A page of a list, newest first.</summary>
/// <param name="Next">Where the next page begins; null at the end.</param>
public sealed record PaymentPage(IReadOnlyList<PaymentRow> Rows, long? Next);

/// <summary>Changes after a number, oldest first.</summary>
/// <param name="More">True: ask again from the last one's number.</param>
public sealed record PaymentChanges(IReadOnlyList<PaymentRow> Rows, bool More);

/// <summary>What a counter took on a shop day.</summary>
/// <param name="UnclearCount">Payments that Alipay has not decided yet, as far as we know.</param>
/// <param name="ByHour">Payments by hour of the shop's clock, from the first hour of the shop day.</param>
public sealed record CounterTotal(CounterId CounterId, int Count, Money Taken, Money GivenBack, int GivenBackCount, int UnclearCount, IReadOnlyList<int> ByHour);

/// <summary>What a tenant's counters took on a shop day.</summary>
/// <param name="Hours">How many hours the shop day has: 24, or 23 or 25 where clocks change.</param>
/// <param name="Sequence">The change up to which this counts.</param>
public sealed record DayTotals(ShopDay Day, Currency Currency, IReadOnlyList<CounterTotal> Counters, int Hours, long Sequence)
{
    public int Count => Counters.Sum(counter => counter.Count);

    public int UnclearCount => Counters.Sum(counter => counter.UnclearCount);

    public int GivenBackCount => Counters.Sum(counter => counter.GivenBackCount);

    /// <summary>The same for somebody who sees only some counters.</summary>
    public DayTotals Within(Scope scope) => scope.Counters is null ? this : this with { Counters = [.. Counters.Where(counter => scope.Reaches(counter.CounterId))] };

    public Money Taken => Counters.Aggregate(Money.Zero(Currency), (sum, counter) => sum + counter.Taken);

    /// <summary>Payments by hour of the shop's clock, from the first hour of the shop day.</summary>
    public IReadOnlyList<int> ByHour => [.. Enumerable.Range(0, Hours).Select(hour => Counters.Sum(counter => counter.ByHour[hour]))];

    public Money GivenBack => Counters.Aggregate(Money.Zero(Currency), (sum, counter) => sum + counter.GivenBack);
}

/// <summary>Payments of the actor's tenant, to be shown.</summary>
public interface IPaymentQueries
{
    /// <param name="before">Arrival number below which the page begins; null: the newest.</param>
    Task<PaymentPage> PageAsync(Actor actor, PaymentFilter filter, long? before, int limit, CancellationToken ct);

    /// <summary>Null: no such payment within the actor's scope.</summary>
    Task<PaymentView?> FindAsync(Actor actor, PaymentId id, CancellationToken ct);

    /// <summary>Changes after a number, oldest first, at most 500.</summary>
    Task<PaymentChanges> SinceAsync(Actor actor, long sequence, CounterId? only, CancellationToken ct);

    /// <summary>The number of the newest change; 0 before the first.</summary>
    Task<long> LastSequenceAsync(Actor actor, CancellationToken ct);

    Task<DayTotals> TodayAsync(Actor actor, CancellationToken ct);

    /// <summary>Which payments are pushed to the actor as they move: those that are seen, for whoever may hear of them.</summary>
    Task<Scope> LiveScopeAsync(Actor actor, CancellationToken ct);
}
