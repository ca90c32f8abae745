using System.Runtime.CompilerServices;
using Portal.Domain.Cancels;
using Portal.Domain.Gateway;
using Portal.Domain.Payments;
using Portal.Domain.Refunds;
using Portal.Domain.Work;

namespace Portal.Tests.Schedules;

/// <summary>What may happen to a request and its answer.</summary>
internal enum Fault
{
    None,
    RequestLost,
    NeverSent,
    RequestLate,
    AnswerLost,
    Unsigned,
    Doubled,
    Unknow,
}

/// <summary>Bugs that are planted one at a time; the schedules must find each.</summary>
internal enum Bug
{
    None,
    NoVersionCheck,
    OwnRefundsAreForeign,
    SilenceIsNo,
    SilenceIsYes,
    UnknownFreesTheAmount,
    NewNumberEachTime,
    UnknownStandingIsFailed,
    CancelBarsNothing,
    OpenRowsAreForgotten,
    TimeOfSendingIsForgotten,
    RefusedCancelIsPaid,
    ClockEndsIt,
}

/// <summary>How the planted bugs do wrong: in what is read from the line, or in what is saved.</summary>
internal static class PlantedBugs
{
    public static GatewayAnswer<T> Misread<T>(this Bug bug, GatewayAnswer<T> answer) => (bug, answer) switch
    {
        (Bug.SilenceIsNo, GatewayAnswer<T>.NotKnown doubt) => new GatewayAnswer<T>.Refused(doubt.Why, GatewayAdvice.GiveUp),
        (Bug.SilenceIsYes, GatewayAnswer<T>.NotKnown) when typeof(T) == typeof(RefundReport) => (GatewayAnswer<T>)(object)new GatewayAnswer<RefundReport>.Done(new RefundReport(true, true, null)),
        _ => answer,
    };

    public static void Spoil(this Bug bug, Payment? payment, IEnumerable<Refund> refunds, IEnumerable<Cancel> cancels)
    {
        switch (bug)
        {
            case Bug.UnknownFreesTheAmount when payment is not null:
                foreach (var refund in refunds)
                {
                    if (refund.Status == RefundStatus.Unknown && payment.HeldMinor >= refund.AmountMinor)
                    {
                        SetHeld(payment, payment.HeldMinor - refund.AmountMinor);
                    }
                }
                break;
            case Bug.CancelBarsNothing when payment?.Status == PaymentStatus.Cancelling:
                SetStatus(payment, PaymentStatus.Paid);
                break;
            case Bug.RefusedCancelIsPaid when payment is not null:
                foreach (var cancel in cancels)
                {
                    if (cancel is { Status: CancelStatus.Sent, LastAnswer: not null and not "success" })
                    {
                        SetStatus(payment, PaymentStatus.Paid);
                        SetStatus(cancel, CancelStatus.Refused);
                    }
                }
                break;
            case Bug.OpenRowsAreForgotten:
                foreach (var refund in refunds)
                {
                    if (refund.Status == RefundStatus.Unknown)
                    {
                        SetDue(refund, null);
                    }
                }
                break;
            case Bug.TimeOfSendingIsForgotten:
                foreach (var refund in refunds)
                {
                    SetArrived(refund, false);
                    SetDoubted(refund, false);
                }
                break;
            case Bug.ClockEndsIt when payment is not null:
                foreach (var refund in refunds)
                {
                    if (refund is { Status: RefundStatus.Unknown, Attempts: > 2 })
                    {
                        SetStatus(refund, RefundStatus.Failed);
                        SetDue(refund, null);
                        SetHeld(payment, payment.HeldMinor - refund.AmountMinor);
                    }
                }
                break;
            default:
                break;
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "set_HeldMinor")]
    private static extern void SetHeld(Payment payment, long minor);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "set_Status")]
    private static extern void SetStatus(Payment payment, PaymentStatus status);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "set_Status")]
    private static extern void SetStatus(Cancel cancel, CancelStatus status);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "set_Status")]
    private static extern void SetStatus(Refund refund, RefundStatus status);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "set_MayHaveArrived")]
    private static extern void SetArrived(Refund refund, bool arrived);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "set_WasDoubted")]
    private static extern void SetDoubted(Refund refund, bool doubted);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "set_DueAt")]
    private static extern void SetDue(DueRow row, DateTimeOffset? at);
}
