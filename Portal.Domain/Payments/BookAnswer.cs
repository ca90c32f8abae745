using System.Diagnostics.CodeAnalysis;
using Portal.Domain.Cancels;
using Portal.Domain.Gateway;
using Portal.Domain.States;
using Portal.Domain.Work;

namespace Portal.Domain.Payments;

/// <summary>What a booked answer wants said beyond the payment itself.</summary>
/// <param name="Mismatch">Reason key of an alarm for a person; null when all agrees.</param>
public readonly record struct Booking(string? Mismatch, bool UnknownToGateway = false, bool MoneyAfterEnd = false)
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
    /// <param name="back">What is on record of cancels and refunds, and what messages said of them.</param>
    public static Booking Book(this Payment payment, TradeReport report, DateTimeOffset now, double jitter, MoneyBack? back = null)
    {
        if (report.State != TradeState.NotFound)
        {
            payment.CountFound();
        }
        switch (report.State)
        {
            case TradeState.NotFound:
                return BookNotFound(payment, back?.Cancel, now, jitter);
            case TradeState.Waiting:
                payment.Take(PaymentTrigger.SaidWaiting, "wait_buyer_pay", Evidence.SignedAnswer, now);
                payment.AskAgainAt(Later(payment.ArrivedAt + s_buyerHas, now + payment.Pause(now, jitter)));
                return Booking.Clear;
            case TradeState.Paid:
                return BookPaid(payment, report, now, back ?? MoneyBack.None);
            default:
                return BookClosed(payment, report, now, back ?? MoneyBack.None);
        }
    }

    /// <summary>No answer that counts: Reported and Pending become Unknown, every other state stays; the question stays open.</summary>
    /// <param name="atLeast">Not sooner than this: a question that keys or contract forbid is not to be repeated in a loop.</param>
    public static void BookDoubt(this Payment payment, string why, DateTimeOffset now, double jitter, TimeSpan atLeast = default)
    {
        payment.Take(PaymentTrigger.Doubted, why, Evidence.NoAnswer, now);
        payment.AskAgainAt(Later(now + payment.Pause(now, jitter), now + atLeast));
    }

    private static Booking BookPaid(Payment payment, TradeReport report, DateTimeOffset now, MoneyBack back)
    {
        var differs = MismatchOf(payment, report);
        payment.TakeOver(report, now);
        var cancel = back.Cancel;
        if (IsUnderWay(cancel, payment, now))
        {
            payment.Take(PaymentTrigger.SaidPaidMeanwhile, "trade_success", Evidence.SignedAnswer, now);
            if (!cancel.Status.IsOpen())
            {
                payment.AskAgainAt(now + Cancel.MayArriveFor);         // nobody sends it any more; the trade itself tells
            }
            return new Booking(differs);
        }
        if (differs is not null)
        {
            return Contradiction(payment, differs, now);
        }
        cancel?.Take(CancelTrigger.SaidPaid, Evidence.SignedAnswer, now);
        var trigger = payment.Status == PaymentStatus.Review && payment.RefundedMinor > 0 ? PaymentTrigger.SaidPaidInPart : PaymentTrigger.SaidPaid;
        var rule = payment.Take(trigger, payment.Status is PaymentStatus.Cancelled or PaymentStatus.Closed ? "paid_after_end" : "trade_success", Evidence.SignedAnswer, now);
        if (rule?.Effects.HasFlag(StepEffects.Alarm) == true)
        {
            return new Booking("paid_after_end", MoneyAfterEnd: true);
        }
        return back.TakeNotices(payment, now) is { } mismatch ? Contradiction(payment, mismatch, now)
            : !report.Refunded && back.Undecide(payment, now) ? Contradiction(payment, "decision_contradicted", now)
            : report.Refunded && payment.HeldMinor == 0 ? Contradiction(payment, "refunded_elsewhere", now)
            : Booking.Clear;
    }

    /// <summary>Refunds stay barred until the cancel has its end, whatever else is found meanwhile.</summary>
    private static bool IsUnderWay([NotNullWhen(true)] Cancel? cancel, Payment payment, DateTimeOffset now) =>
        payment.Status == PaymentStatus.Cancelling && cancel?.MayArriveAt(now) == true;

    /// <summary>What of message, code and answer does not agree; null: all does.</summary>
    private static string? MismatchOf(Payment payment, TradeReport report) =>
        report.Amount is null ? "amount_unreadable"
        : !report.CurrencyAgrees ? "currency_differs"
        : payment.ReportedMinor is { } reported && reported != report.Amount.MinorUnits ? "amount_differs"
        : payment.Doubt;

    private static Booking BookClosed(Payment payment, TradeReport report, DateTimeOffset now, MoneyBack back)
    {
        payment.Settle();
        var wasTaken = payment.Status is PaymentStatus.Paid or PaymentStatus.PartlyRefunded;
        if (payment.Status == PaymentStatus.Cancelled || (report.PaidAt is null && !report.Refunded && !wasTaken))
        {
            return BookNeverPaid(payment, now, back.Cancel);
        }
        if (payment.Status is PaymentStatus.Reported or PaymentStatus.Pending or PaymentStatus.Unknown && MismatchOf(payment, report) is null)
        {
            payment.TakeOver(report, now);
            payment.Take(PaymentTrigger.SaidPaid, "trade_success", Evidence.SignedAnswer, now);        // it was, before it ended
        }
        else if (payment.Status is not (PaymentStatus.Refunded or PaymentStatus.Review))
        {
            payment.TakeOver(report, now);
        }
        return BookEnded(payment, report, now, back);
    }

    /// <summary>Closed is also what a cancel leaves behind, paid before or not.</summary>
    private static Booking BookNeverPaid(Payment payment, DateTimeOffset now, Cancel? cancel)
    {
        cancel?.Take(CancelTrigger.SaidEnded, Evidence.SignedAnswer, now);
        return payment.Take(PaymentTrigger.SaidClosed, "trade_closed", Evidence.SignedAnswer, now) is not null ? Booking.Clear : Contradiction(payment, "closed_though_paid", now);
    }

    /// <summary>Paid, and ended by refunds or by a cancel, here or at Alipay's own page.</summary>
    private static Booking BookEnded(Payment payment, TradeReport report, DateTimeOffset now, MoneyBack back)
    {
        if (back.TakeNotices(payment, now) is { } mismatch)
        {
            return Contradiction(payment, mismatch, now);
        }
        if (payment.Status is PaymentStatus.Refunded or PaymentStatus.Review)
        {
            return Booking.Clear;
        }
        var isOurCancel = payment is { Status: PaymentStatus.Cancelling, HeldMinor: 0 } && back.Cancel?.SentAt is not null;
        if (report.Refunded && !isOurCancel)                           // what a cancel gave back counts as refunded too
        {
            return payment.HeldMinor > 0 && payment.HeldMinor == payment.AmountMinor ? Booking.Clear : Contradiction(payment, "closed_though_paid", now);      // each refund has its own question
        }
        var reason = payment.Status == PaymentStatus.Cancelling ? "trade_closed" : "undone_at_alipay";
        if (payment is { Status: PaymentStatus.Paid, DecidedAt: not null })
        {
            return Contradiction(payment, "decision_contradicted", now);                   // a person said that the money is here
        }
        if (payment.HeldMinor > 0 || payment.Take(PaymentTrigger.SaidUndone, reason, Evidence.SignedAnswer, now) is null)
        {
            return Contradiction(payment, "closed_though_paid", now);
        }
        back.Cancel?.Take(CancelTrigger.SaidEnded, Evidence.SignedAnswer, now);
        return Booking.Clear;
    }

    private static Booking Contradiction(Payment payment, string why, DateTimeOffset now)
    {
        payment.Take(PaymentTrigger.Contradicted, why, Evidence.SignedAnswer, now);
        return new Booking(why);
    }

    /// <summary>After a notification of the trade "not found" is never the end: wrong partner or environment, a person must look.</summary>
    private static Booking BookNotFound(Payment payment, Cancel? cancel, DateTimeOffset now, double jitter)
    {
        if (payment is { Status: PaymentStatus.Closed, DecidedAt: not null })
        {
            payment.Settle();                                          // a person said the same
            return Booking.Clear;
        }
        payment.CountNotFound(now);
        if (payment.NotFoundAnswers < NotFoundToBelieve || now - payment.FirstNotFoundAt < s_notFoundOver || IsUnderWay(cancel, payment, now))
        {
            payment.BookDoubt("trade_not_exist", now, jitter);
            return Booking.Clear;
        }
        payment.Take(PaymentTrigger.Contradicted, "trade_not_exist", Evidence.SignedAnswer, now);
        return new Booking("trade_not_exist", UnknownToGateway: true);
    }

    private static TimeSpan Pause(this Payment payment, DateTimeOffset now, double jitter) =>
        BackOff.After(payment.Attempts, now - (payment.UnclearSince ?? now), jitter);

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
