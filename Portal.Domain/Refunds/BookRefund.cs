using Portal.Domain.Alarms;
using Portal.Domain.Gateway;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.States;
using Portal.Domain.Work;

namespace Portal.Domain.Refunds;

/// <summary>What a booked answer wants told to people; null: nothing.</summary>
/// <param name="Cause">What it is about; null: the refund.</param>
public sealed record RefundAlarm(AlarmKind Kind, string Detail, string? Cause = null);

/// <summary>The meaning of Alipay's word for a refund, and what it does to the payment: no I/O, no clock of its own.</summary>
/// <remarks>Source: PROTOCOL 3.8, 3.9, 7.3, 7.5.</remarks>
public static class BookRefund
{
    private const int MissesToBelieve = 3;
    private const string WaitsForBalance = "refund_waits_for_balance";

    /// <summary>The last word came by a message, and was another than what was known.</summary>
    private const string SaidOtherwise = "message_disagrees";

    private static readonly TimeSpan s_missesOver = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan s_untilAnOperatorActs = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan s_untilThereIsBalance = TimeSpan.FromHours(1);
    private static readonly TimeSpan s_longWait = TimeSpan.FromDays(1);

    /// <summary>Books the answer to the refund itself.</summary>
    public static RefundAlarm? Book(this Refund refund, Payment payment, GatewayAnswer<RefundReport> answer, DateTimeOffset now, double jitter)
    {
        var alarm = answer switch
        {
            GatewayAnswer<RefundReport>.Done done => BookTaken(refund, payment, done.Value, now),
            GatewayAnswer<RefundReport>.Refused refused => BookRefused(refund, payment, refused, now, jitter),
            GatewayAnswer<RefundReport>.NotKnown doubt => BookDoubt(refund, payment, doubt, now, jitter),
            _ => throw new InvalidOperationException("An answer has three cases."),
        };
        return Closing(refund, payment, alarm, now, jitter);
    }

    /// <summary>Books the answer to the question what became of the refund.</summary>
    public static RefundAlarm? Book(this Refund refund, Payment payment, GatewayAnswer<RefundStanding> answer, DateTimeOffset now, double jitter)
    {
        RefundAlarm? alarm = null;
        switch (answer)
        {
            case GatewayAnswer<RefundStanding>.Done { Value.State: RefundState.Done }:
                refund.Answered("success");
                alarm = refund.Happen(payment, RefundTrigger.CarriedOut, Evidence.SignedAnswer, "refund_done", now);
                break;
            case GatewayAnswer<RefundStanding>.Done { Value.State: RefundState.UnderWay }:
                refund.Answered("processing");
                alarm = refund.Happen(payment, RefundTrigger.Taken, Evidence.SignedAnswer, "refund_accepted", now);
                break;
            case GatewayAnswer<RefundStanding>.Done { Value: { State: RefundState.Failed } failed }:
                refund.Answered(failed.ErrorCode ?? "failed");
                alarm = refund.Happen(payment, RefundTrigger.Refused, Evidence.SignedAnswer, failed.ErrorCode ?? "refund_failed", now);
                break;
            case GatewayAnswer<RefundStanding>.Refused { IsConfiguration: true } refused:
                payment.Note(refused.Code, Evidence.SignedAnswer, now, refund.StepNote);
                refund.AskLater(now + s_untilAnOperatorActs);
                refund.StandingUnknown();
                return AlarmOf(answer);
            default:
                refund.StandingUnknown();
                refund.Happen(payment, RefundTrigger.Doubted, Evidence.NoAnswer, "refund_unknown", now);
                alarm = AlarmOf(answer);
                break;
        }
        return Closing(refund, payment, alarm, now, jitter);
    }

    /// <returns>What people are told of an answer that tells nothing of the refund; null: nothing.</returns>
    public static RefundAlarm? AlarmOf(GatewayAnswer<RefundStanding> answer) => answer switch
    {
        GatewayAnswer<RefundStanding>.Refused { IsConfiguration: true } refused => new RefundAlarm(AlarmKind.GatewayConfiguration, refused.Detail, refused.Code),
        GatewayAnswer<RefundStanding>.NotKnown { IsUntrusted: true } untrusted => new RefundAlarm(AlarmKind.UntrustedAnswer, untrusted.Why),
        _ => null,
    };

    /// <summary>Books the trade's word where a repeated refund was refused: a trade of which nothing was ever given back proves that a refund at once failed.
    /// One that Alipay's night carries out proves itself by its own standing alone. Silence is no word, and is not counted as one.</summary>
    public static RefundAlarm? Book(this Refund refund, Payment payment, GatewayAnswer<TradeReport> answer, DateTimeOffset now, double jitter)
    {
        RefundAlarm? alarm = null;
        if (answer is not GatewayAnswer<TradeReport>.Done { Value: var trade } || (trade is { State: TradeState.Paid, Refunded: false } && !refund.AtOnce))
        {
            return BookNoTrade(refund, payment, answer, now, jitter);
        }
        if (trade is { State: TradeState.Paid, Refunded: false } && !refund.MayArriveAt(now))
        {
            refund.Answered(refund.LastAnswer ?? "failed");
            alarm = refund.Happen(payment, RefundTrigger.Refused, Evidence.SignedAnswer, refund.LastAnswer ?? "refund_failed", now);
        }
        else
        {
            refund.Missed(now);
            payment.Note("refund_unknown", Evidence.SignedAnswer, now, refund.StepNote);
            if (refund.Misses >= MissesToBelieve && now - refund.FirstMissAt >= s_missesOver)
            {
                alarm = refund.Happen(payment, RefundTrigger.Contradicted, Evidence.SignedAnswer, "refund_doubtful", now);
            }
        }
        return Closing(refund, payment, alarm, now, jitter);
    }

    /// <summary>A message says that the refund was carried out. Where it disagrees with what was known, it is heard once, and not any more after a person has decided.</summary>
    /// <param name="receivedAt">When the message came.</param>
    public static RefundAlarm? Heard(this Refund refund, Payment payment, string? fee, DateTimeOffset receivedAt, DateTimeOffset now)
    {
        if (refund.Status == RefundStatus.Done || refund.DecidedAt >= receivedAt || refund is { Status: RefundStatus.Review, LastAnswer: SaidOtherwise })
        {
            return null;
        }
        if (fee is not null && !(Money.TryParse(fee, refund.Currency, out var said) && said == refund.Amount))
        {
            refund.Answered(SaidOtherwise);
            return Differs(refund, payment, Evidence.Notification, now);
        }
        refund.Answered(refund.Status == RefundStatus.Failed ? SaidOtherwise : "success");
        return refund.Happen(payment, RefundTrigger.CarriedOut, Evidence.Notification, "refund_done", now);
    }

    private static RefundAlarm? BookNoTrade(Refund refund, Payment payment, GatewayAnswer<TradeReport> answer, DateTimeOffset now, double jitter)
    {
        refund.AskForItself();
        payment.Note("refund_unknown", Evidence.NoAnswer, now, refund.StepNote);
        RefundAlarm? alarm = null;
        switch (answer)
        {
            case GatewayAnswer<TradeReport>.Refused { IsConfiguration: true } refused:
                refund.AskLater(now + s_untilAnOperatorActs);
                alarm = new RefundAlarm(AlarmKind.GatewayConfiguration, refused.Detail, refused.Code);
                break;
            case GatewayAnswer<TradeReport>.NotKnown { IsUntrusted: true } untrusted:
                alarm = new RefundAlarm(AlarmKind.UntrustedAnswer, untrusted.Why);
                break;
        }
        return Closing(refund, payment, alarm, now, jitter);
    }

    /// <summary>What happened to a refund, with all that it does to the payment's figures, state and history.</summary>
    /// <param name="by">Who decides it; null: nobody does, and the history names who wanted the refund.</param>
    internal static RefundAlarm? Happen(this Refund refund, Payment payment, RefundTrigger trigger, Evidence evidence, string reason, DateTimeOffset now, UserId? by = null)
    {
        var (before, note) = (refund.Status, by is null ? refund.StepNote : refund.StepNote with { By = by });
        if (refund.Take(trigger, evidence, now) is not { } rule)
        {
            return null;
        }
        if (rule.Effects.HasFlag(StepEffects.FreeAmount))
        {
            payment.Free(refund.AmountMinor);
        }
        if (rule.Effects.HasFlag(StepEffects.HoldAmount))
        {
            payment.Hold(refund.AmountMinor);
        }
        if (rule.Effects.HasFlag(StepEffects.UncountAmount))
        {
            payment.CountRefunded(-refund.AmountMinor);
        }
        if (rule.Effects.HasFlag(StepEffects.AskTrade) && !payment.IsFrozen)
        {
            payment.AskNow(now);
        }
        var alarm = rule.Effects.HasFlag(StepEffects.Alarm) ? new RefundAlarm(AlarmKind.RefundReview, reason)
            : before != refund.Status && refund.Status == RefundStatus.Failed && evidence != Evidence.Person ? new RefundAlarm(AlarmKind.RefundFailed, refund.LastAnswer ?? reason)
            : null;
        if (rule.Effects.HasFlag(StepEffects.CountAmount))
        {
            return Count(refund, payment, evidence, reason, now, note) ?? alarm;
        }
        payment.Note(reason, evidence, now, note);                    // each attempt is a line of its own, whether it changed anything or not
        return alarm;
    }

    /// <summary>The amount went back: the payment's state follows, or what was known of it is wrong.</summary>
    internal static RefundAlarm? Count(Refund refund, Payment payment, Evidence evidence, string reason, DateTimeOffset now, StepNote note)
    {
        payment.CountRefunded(refund.AmountMinor);
        var trigger = payment.RefundedMinor >= payment.AmountMinor ? PaymentTrigger.RefundedInFull : PaymentTrigger.RefundedInPart;
        if (payment.Take(trigger, reason, evidence, now, note) is not null)
        {
            return null;
        }
        payment.Take(PaymentTrigger.Contradicted, "refunded_though_ended", evidence, now, note);
        return new RefundAlarm(AlarmKind.Mismatch, "refunded_though_ended");
    }

    private static RefundAlarm? BookTaken(Refund refund, Payment payment, RefundReport report, DateTimeOffset now)
    {
        refund.Answered("success");
        refund.Says(report.AmountCny);
        return !report.AmountAgrees ? Differs(refund, payment, Evidence.SignedAnswer, now)
            : report.IsCarriedOut ? refund.Happen(payment, RefundTrigger.CarriedOut, Evidence.SignedAnswer, "refund_done", now)
            : refund.Happen(payment, RefundTrigger.Taken, Evidence.SignedAnswer, "refund_accepted", now);
    }

    /// <summary>More or less went back than was asked for: nothing goes on until a person has looked.</summary>
    private static RefundAlarm Differs(Refund refund, Payment payment, Evidence evidence, DateTimeOffset now)
    {
        refund.Happen(payment, RefundTrigger.Contradicted, evidence, "refund_differs", now);
        payment.Take(PaymentTrigger.Contradicted, "refund_differs", evidence, now, refund.StepNote);
        payment.Freeze();
        return new RefundAlarm(AlarmKind.Mismatch, "refund_differs");
    }

    /// <summary>A no counts where it answers the only request of this refund. To a repeated one it may mean that the first one worked: Alipay is asked.</summary>
    private static RefundAlarm? BookRefused(Refund refund, Payment payment, GatewayAnswer<RefundReport>.Refused refused, DateTimeOffset now, double jitter)
    {
        if (refused.Advice == GatewayAdvice.TopUp)
        {
            var isKnown = refund is { Status: RefundStatus.Requested, WaitsForBalance: true };
            refund.Answered(refused.Code, waitsForBalance: true);
            if (!isKnown)                                              // said once, not every hour for half a year
            {
                refund.Happen(payment, RefundTrigger.LacksBalance, Evidence.SignedAnswer, WaitsForBalance, now);
            }
            refund.AskLater(now + s_untilThereIsBalance);
            return null;
        }
        if (refused.IsConfiguration)
        {
            refund.Answered(refused.Code);                             // refused unread: the request itself surely did nothing
            refund.Happen(payment, RefundTrigger.NotHeard, Evidence.SignedAnswer, refused.Code, now);
            refund.AskLater(now + s_untilAnOperatorActs);
            return new RefundAlarm(AlarmKind.GatewayConfiguration, refused.Detail, refused.Code);
        }
        if (!refund.WasDoubted && !refund.IsRepeated)
        {
            refund.Answered(refused.Code);
            return refund.Happen(payment, RefundTrigger.Refused, Evidence.SignedAnswer, refused.Code, now);
        }
        refund.RefusedDoubtfully(refused.Code);
        refund.Happen(payment, RefundTrigger.Doubted, Evidence.NoAnswer, refused.Code, now);
        refund.AskLater(now + Pause(refund, now, jitter));
        return null;
    }

    private static RefundAlarm? BookDoubt(Refund refund, Payment payment, GatewayAnswer<RefundReport>.NotKnown doubt, DateTimeOffset now, double jitter)
    {
        if (doubt.SurelyNotSent)
        {
            refund.Answered(doubt.Why);
            refund.Happen(payment, RefundTrigger.NotHeard, Evidence.NoAnswer, doubt.Why, now);
        }
        else
        {
            refund.Unanswered(doubt.Why);
            refund.Happen(payment, RefundTrigger.Doubted, Evidence.NoAnswer, doubt.Why, now);
        }
        return doubt.IsUntrusted ? new RefundAlarm(AlarmKind.UntrustedAnswer, doubt.Why) : null;
    }

    /// <summary>What has no end yet is asked again, however long it takes; after 180 days a person decides, no clock does.</summary>
    private static RefundAlarm? Closing(Refund refund, Payment payment, RefundAlarm? alarm, DateTimeOffset now, double jitter)
    {
        if (!refund.Status.IsOpen())
        {
            return alarm;
        }
        if (now - refund.RequestedAt >= Refund.Patience)
        {
            return refund.Happen(payment, RefundTrigger.TimeUp, Evidence.NoAnswer, "refund_time_up", now);
        }
        if (!(refund.DueAt > now))
        {
            refund.AskLater(now + Pause(refund, now, jitter));
        }
        return alarm ?? (now - refund.RequestedAt >= s_longWait && refund.TellOfWaiting() ? new RefundAlarm(AlarmKind.RefundWaits, refund.Status.ToString()) : null);
    }

    /// <summary>A refund that must be carried out at once is not sent by night; it is the same request afterwards.</summary>
    private static void AskLater(this Refund refund, DateTimeOffset at)
    {
        var isBarred = refund is { AtOnce: true, Next: RefundQuestion.Refund } && RefundNight.Contains(at);
        refund.AskAgainAt(isBarred ? RefundNight.EndOf(at) : at);
    }

    private static TimeSpan Pause(Refund refund, DateTimeOffset now, double jitter) => BackOff.After(refund.Attempts, now - refund.RequestedAt, jitter);
}
