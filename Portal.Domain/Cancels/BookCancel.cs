using Portal.Domain.Alarms;
using Portal.Domain.Gateway;
using Portal.Domain.Payments;
using Portal.Domain.Work;

namespace Portal.Domain.Cancels;

/// <summary>What a booked answer wants told to people.</summary>
/// <param name="Cause">What it is about; null: the payment.</param>
public sealed record CancelAlarm(AlarmKind Kind, string Detail, string? Cause = null);

/// <summary>The meaning of Alipay's word for a cancel, and what it does to the payment: no I/O, no clock of its own.</summary>
/// <remarks>Source: PROTOCOL 3.6, 7.4.</remarks>
public static class BookCancel
{
    private static readonly TimeSpan s_untilAnOperatorActs = TimeSpan.FromMinutes(5);

    /// <summary>Books the answer to the cancel itself.</summary>
    public static CancelAlarm? Book(this Cancel cancel, Payment payment, GatewayAnswer<CancelReport> answer, DateTimeOffset now, double jitter)
    {
        switch (answer)
        {
            case GatewayAnswer<CancelReport>.Done { Value.Effect: var effect }:
                cancel.Answered("success");
                cancel.Did(effect);
                cancel.Take(CancelTrigger.CarriedOut, Evidence.SignedAnswer, now);
                return BookEnd(cancel, payment, effect, now);
            case GatewayAnswer<CancelReport>.Refused { IsConfiguration: true } refused:
                cancel.Answered(refused.Code);                         // refused unread: the same cancel is sent again once an operator has acted
                cancel.Take(CancelTrigger.Doubted, Evidence.NoAnswer, now);
                payment.Note(refused.Code, Evidence.SignedAnswer, now, cancel.StepNote);
                cancel.AskAgainAt(now + s_untilAnOperatorActs);
                return new CancelAlarm(AlarmKind.GatewayConfiguration, refused.Detail, refused.Code);
            case GatewayAnswer<CancelReport>.Refused { Advice: not GatewayAdvice.TopUp } refused:
                cancel.Answered(refused.Code);
                cancel.Take(CancelTrigger.Refused, Evidence.SignedAnswer, now);
                payment.Note("cancel_refused", Evidence.SignedAnswer, now, cancel.StepNote);
                payment.AskNow(cancel.MayArriveAt(now) ? now + Cancel.MayArriveFor : now);
                return null;
            case GatewayAnswer<CancelReport>.Refused refused:
                return Again(cancel, payment, refused.Code, wasRead: true, now, jitter);
            case GatewayAnswer<CancelReport>.NotKnown doubt:
                var alarm = doubt.IsUntrusted ? new CancelAlarm(AlarmKind.UntrustedAnswer, doubt.Why) : null;
                return Again(cancel, payment, doubt.Why, doubt.SurelyNotSent, now, jitter) ?? alarm;
            default:
                throw new InvalidOperationException("An answer has three cases.");
        }
    }

    /// <summary>Nothing can be sent any more. What was never sent is dropped; of what was sent only the trade itself tells now, and a person looks.</summary>
    public static CancelAlarm? TimeIsUp(this Cancel cancel, Payment payment, DateTimeOffset now)
    {
        if (cancel.Take(CancelTrigger.Withdrawn, Evidence.NoAnswer, now) is not null)
        {
            payment.Note("cancel_dropped", Evidence.NoAnswer, now, cancel.StepNote);
            payment.AskNow(now);
            return null;
        }
        cancel.Take(CancelTrigger.TimeUp, Evidence.NoAnswer, now);
        payment.Note("cancel_time_up", Evidence.NoAnswer, now, cancel.StepNote);
        payment.AskNow(cancel.MayArriveAt(now) ? now + Cancel.MayArriveFor : now);
        return new CancelAlarm(AlarmKind.CancelReview, "cancel_time_up");
    }

    private static CancelAlarm? BookEnd(Cancel cancel, Payment payment, CancelEffect effect, DateTimeOffset now)
    {
        var isClosed = effect == CancelEffect.Closed && !cancel.WasPaid;
        if (payment.Take(isClosed ? PaymentTrigger.CancelClosed : PaymentTrigger.CancelReturned, "cancel_done", Evidence.SignedAnswer, now, cancel.StepNote) is null)
        {
            payment.Take(PaymentTrigger.Contradicted, "cancel_contradicts", Evidence.SignedAnswer, now, cancel.StepNote);
            return new CancelAlarm(AlarmKind.Mismatch, "cancel_contradicts");
        }
        if (effect == CancelEffect.NotSaid || (effect == CancelEffect.Closed && cancel.WasPaid))
        {
            payment.AskNow(now);                                       // the trade tells what the answer did not
        }
        return null;
    }

    private static CancelAlarm? Again(Cancel cancel, Payment payment, string why, bool wasRead, DateTimeOffset now, double jitter)
    {
        cancel.Answered(why, doubted: !wasRead);
        cancel.Take(CancelTrigger.Doubted, Evidence.NoAnswer, now);
        payment.Note(why, Evidence.NoAnswer, now, cancel.StepNote);
        cancel.AskAgainAt(now + BackOff.After(cancel.Attempts, now - cancel.RequestedAt, jitter));
        return null;
    }
}
