using Portal.Domain.Payments;
using Portal.Domain.Primitives;

namespace Portal.Infrastructure.Persistence.Queries;

/// <summary>A payment with the name of its counter.</summary>
internal sealed record NamedPayment(Payment Payment, string CounterName)
{
    /// <summary>The newest first.</summary>
    public static IQueryable<NamedPayment> Of(PortalContext context, IQueryable<Payment> payments) =>
        from payment in payments
        join counter in context.Counters on payment.CounterId equals counter.Id
        orderby payment.Arrival descending
        select new NamedPayment(payment, counter.Name);

    public PaymentRow ToRow() => new(
        Payment.Sequence, Payment.Arrival, Payment.Id, Payment.TradeNo.Value, Payment.CounterId, CounterName, Payment.Status, Payment.Currency, Payment.Amount,
        Payment.Refunded, Payment.PaidAt, Payment.ArrivedAt, Payment.IsLate, Payment.Payer)
    {
        IsRecovered = Payment.RecoveredAt is not null,
    };

    public PaymentRow ToRow(PaymentEvent change) => ToRow() with
    {
        Sequence = change.Sequence,
        Status = change.Status,
        Amount = change.AmountMinor is { } minor ? Money.OfMinor(minor, Payment.Currency) : null,
        Refunded = Money.OfMinor(change.RefundedMinor, Payment.Currency),
        PaidAt = change.PaidAt,
        CounterId = change.CounterId,
    };

    public PaymentView ToView(IReadOnlyList<PaymentStep> steps) => new(
        ToRow(), Payment.OutTradeNo.Value, Payment.CnyMinor is { } fen ? Money.OfMinor(fen, Currency.Of("CNY")) : null, Payment.TradeDate, Payment.IsFrozen, Payment.DueAt, steps)
    {
        Decided = NotesQuery.DecisionOf(Payment.DecidedBy, Payment.DecidedAt, Payment.DecidedReason),
    };
}
