using Portal.Domain.Gateway;
using Portal.Domain.Work;

namespace Portal.Domain.Payments;

/// <summary>What a booked answer wants said beyond the payment itself.</summary>
/// <param name="Mismatch">Reason key of an alarm for a person; null when all agrees.</param>
public readonly record struct Booking(string? Mismatch, bool UnknownToGateway = false)
{
    public static Booking Clear { get; }
}

/// <summary>The meaning of Alipay's word for a payment: no I/O, no clock of its own.</summary>
/// <remarks>Source: PROTOCOL 3.5 (states), 7.2, 7.5.</remarks>
public static class BookAnswer
{
    private const int NotFoundToBelieve = 3;
    private static readonly TimeSpan s_notFoundOver = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan s_buyerHas = TimeSpan.FromSeconds(185);

    /// <summary>Books a signed answer to the query for this very payment.</summary>
    public static Booking Book(this Payment payment, TradeReport report, DateTimeOffset now, double jitter)
    {
        switch (report.State)
        {
            case TradeState.NotFound:
                return BookNotFound(payment, now, jitter);
            case TradeState.Waiting:
                payment.MoveIfUnclear(PaymentStatus.Pending, "wait_buyer_pay", Evidence.SignedAnswer, now);
                payment.AskAgainAt(Later(payment.ArrivedAt + s_buyerHas, now + payment.Pause(now, jitter)));
                return Booking.Clear;
            case TradeState.Paid:
                return BookPaid(payment, report, now);
            default:
                return BookClosed(payment, report, now);
        }
    }

    /// <summary>No answer that counts: Reported and Pending become Unknown, every other state stays; the question stays open.</summary>
    /// <param name="atLeast">Not sooner than this: a question that keys or contract forbid is not to be repeated in a loop.</param>
    public static void BookDoubt(this Payment payment, string why, DateTimeOffset now, double jitter, TimeSpan atLeast = default)
    {
        payment.MoveIfUnclear(PaymentStatus.Unknown, why, Evidence.NoAnswer, now);
        payment.AskAgainAt(Later(now + payment.Pause(now, jitter), now + atLeast));
    }

    private static Booking BookPaid(Payment payment, TradeReport report, DateTimeOffset now)
    {
        var mismatch = report.Amount is null ? "amount_unreadable"
            : !report.CurrencyAgrees ? "currency_differs"
            : payment.ReportedMinor is { } reported && reported != report.Amount.MinorUnits ? "amount_differs"
            : report.Refunded && payment.RefundedMinor == 0 ? "refunded_elsewhere"
            : payment.Doubt;
        payment.TakeOver(report);
        payment.Settle();
        if (mismatch is not null)
        {
            payment.MoveTo(PaymentStatus.Review, mismatch, Evidence.SignedAnswer, now);
            return new Booking(mismatch);
        }
        if (payment.Status.IsTaken() && payment.Status != PaymentStatus.Cancelling)
        {
            return Booking.Clear;
        }
        if (payment.MoveTo(PaymentStatus.Paid, "trade_success", Evidence.SignedAnswer, now))
        {
            return Booking.Clear;
        }
        payment.MoveTo(PaymentStatus.Review, "paid_after_end", Evidence.SignedAnswer, now);
        return new Booking("paid_after_end");
    }

    private static Booking BookClosed(Payment payment, TradeReport report, DateTimeOffset now)
    {
        payment.Settle();
        if (payment.Status == PaymentStatus.Cancelled)
        {
            return Booking.Clear;                              // closed is what a cancel leaves behind, paid before or not
        }
        var wasTaken = payment.Status is PaymentStatus.Paid or PaymentStatus.PartlyRefunded;
        if (report.PaidAt is null && !report.Refunded && !wasTaken)
        {
            return payment.MoveTo(PaymentStatus.Closed, "trade_closed", Evidence.SignedAnswer, now) ? Booking.Clear : Contradiction(payment, now);
        }
        if (payment.Status is PaymentStatus.Refunded or PaymentStatus.Review)
        {
            return Booking.Clear;
        }
        payment.TakeOver(report);
        var reason = payment.Status == PaymentStatus.Cancelling ? "trade_closed" : "undone_at_alipay";
        return payment.Status is PaymentStatus.Paid or PaymentStatus.Cancelling && !report.Refunded
            && payment.MoveTo(PaymentStatus.Cancelled, reason, Evidence.SignedAnswer, now)
            ? Booking.Clear
            : Contradiction(payment, now);
    }

    private static Booking Contradiction(Payment payment, DateTimeOffset now)
    {
        payment.MoveTo(PaymentStatus.Review, "closed_though_paid", Evidence.SignedAnswer, now);
        return new Booking("closed_though_paid");
    }

    /// <summary>After a notification of the trade "not found" is never the end: wrong partner or environment, a person must look.</summary>
    private static Booking BookNotFound(Payment payment, DateTimeOffset now, double jitter)
    {
        payment.CountNotFound(now);
        if (payment.NotFoundAnswers < NotFoundToBelieve || now - payment.FirstNotFoundAt < s_notFoundOver)
        {
            payment.BookDoubt("trade_not_exist", now, jitter);
            return Booking.Clear;
        }
        payment.Settle();
        payment.MoveTo(PaymentStatus.Review, "trade_not_exist", Evidence.SignedAnswer, now);
        return new Booking("trade_not_exist", UnknownToGateway: true);
    }

    private static void MoveIfUnclear(this Payment payment, PaymentStatus next, string reason, Evidence evidence, DateTimeOffset now)
    {
        var moves = payment.Status is PaymentStatus.Reported or PaymentStatus.Pending
            || (payment.Status == PaymentStatus.Unknown && next == PaymentStatus.Pending);
        payment.MoveTo(moves ? next : payment.Status, reason, evidence, now);
    }

    private static TimeSpan Pause(this Payment payment, DateTimeOffset now, double jitter) =>
        BackOff.After(payment.Attempts, now - (payment.UnclearSince ?? now), jitter);

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
