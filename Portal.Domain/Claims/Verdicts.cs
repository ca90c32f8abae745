using Portal.Domain.Gateway;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;

namespace Portal.Domain.Claims;

/// <summary>What a payment's state says to a customer: no I/O, no clock.</summary>
/// <remarks>Source: FLOWS 8.4.</remarks>
public static class Verdicts
{
    /// <summary>All that is left of paid money is held by refunds that have no end yet: goods are not to be handed over for it.</summary>
    public static bool IsGoingBack(Payment payment) => payment is { Status: PaymentStatus.Paid or PaymentStatus.PartlyRefunded, Refundable.IsPositive: false };

    /// <summary>The same again, of a case that has an answer: found money stays found while it is here.</summary>
    public static Verdict Of(Verdict before, Payment payment, CounterId? askedAt) =>
        before == Verdict.Recovered && payment is { Status: PaymentStatus.Paid, IsFrozen: false } && !IsGoingBack(payment) ? before : Of(payment, askedAt);

    public static Verdict Of(Payment payment, CounterId? askedAt) => payment.Status switch
    {
        _ when payment.IsFrozen || IsGoingBack(payment) => Verdict.NeedsPerson,
        PaymentStatus.Paid or PaymentStatus.PartlyRefunded => askedAt is null || askedAt == payment.CounterId ? Verdict.PaidHere : Verdict.PaidElsewhere,
        PaymentStatus.Refunded or PaymentStatus.Cancelled => Verdict.Returned,
        PaymentStatus.Closed => Verdict.NeverPaid,
        PaymentStatus.Review => Verdict.NeedsPerson,
        _ => Verdict.Undecided,
    };

    /// <returns>Null: it is paid, in an amount that can be put on record.</returns>
    internal static Verdict? Of(TradeReport report) => report.State switch
    {
        TradeState.Waiting => Verdict.Undecided,
        TradeState.Closed => report.PaidAt is not null || report.Refunded ? Verdict.Returned : Verdict.NeverPaid,
        _ when report is { Amount: not null, CurrencyAgrees: true } => null,
        _ => Verdict.NeedsPerson,
    };
}
