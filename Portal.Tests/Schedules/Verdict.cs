using Portal.Domain.Cancels;
using Portal.Domain.Gateway;
using Portal.Domain.Payments;
using Portal.Domain.Refunds;

namespace Portal.Tests.Schedules;

/// <summary>What must hold when nothing is open any more: the invariants, and that the record says what Alipay did.</summary>
internal static class Verdict
{
    public static string? Of(Stage stage, out bool isForAPerson)
    {
        var (payment, trade) = (stage.Records.Payment, stage.Trade);
        isForAPerson = payment.Status == PaymentStatus.Review || stage.Records.Refunds.Exists(refund => refund.Status == RefundStatus.Review);
        return Figures(stage) ?? Refunds(stage) ?? Cancels(stage, payment) ?? State(payment, trade);
    }

    /// <summary>I3 and I4.</summary>
    private static string? Figures(Stage stage)
    {
        var payment = stage.Records.Payment;
        long held = 0, done = 0;
        foreach (var refund in stage.Records.Refunds)
        {
            held += refund.Status.Holds() ? refund.AmountMinor : 0;
            done += refund.Status == RefundStatus.Done ? refund.AmountMinor : 0;
        }
        return held > payment.AmountMinor ? "I3 more is held than was paid"
            : held != payment.HeldMinor ? "I3 the payment holds another sum"
            : done != payment.RefundedMinor ? "I3 the payment counts another sum"
            : held > 0 && payment.Status is PaymentStatus.Cancelling or PaymentStatus.Cancelled or PaymentStatus.Closed ? "I4 cancelled and refunded"
            : null;
    }

    /// <summary>Done is done, failed is not, and Alipay carried out nothing that is on record nowhere.</summary>
    private static string? Refunds(Stage stage)
    {
        var rows = stage.Records.Refunds;
        for (var i = 0; i < rows.Count; i++)
        {
            var refund = rows[i];
            var wentBack = stage.Trade.Refunds.TryGetValue(refund.Number, out var real) && real.State != RefundState.Failed;
            if (refund.Status.IsOpen())
            {
                return "I6 a refund never ended";
            }
            if (refund.Status == RefundStatus.Done != wentBack && refund.Status != RefundStatus.Review)
            {
                return wentBack ? "a refund failed that was carried out" : "a refund is done that was not carried out";
            }
            for (var j = 0; j < i; j++)
            {
                if (refund.Key is { } key && rows[j].Key == key)
                {
                    return "one intent was carried out twice";
                }
            }
        }
        foreach (var number in stage.Trade.Refunds.Keys)
        {
            if (!rows.Exists(refund => refund.Number == number) && stage.Records.Payment.Status != PaymentStatus.Review)
            {
                return "Alipay carried out a refund that is on record nowhere";
            }
        }
        return null;
    }

    private static string? Cancels(Stage stage, Payment payment) =>
        stage.Records.Cancels.Exists(cancel => cancel.Status.IsOpen()) ? "I6 a cancel never ended"
        : payment.Status != PaymentStatus.Review && stage.Records.Cancels.Exists(cancel => cancel.Status == CancelStatus.Review) ? "a cancel was left behind"
        : null;

    private static string? State(Payment payment, Trade trade)
    {
        if (payment.Status.IsUnclear())
        {
            return "I6 the payment never became clear";
        }
        var isRight = payment.Status switch
        {
            PaymentStatus.Review => true,
            PaymentStatus.Paid => trade.State == TradeState.Paid && trade.GivenBack == 0,
            PaymentStatus.PartlyRefunded => trade.State == TradeState.Paid && trade.GivenBack > 0,
            PaymentStatus.Refunded => trade.GivenBack == trade.AmountMinor,
            PaymentStatus.Cancelled => trade is { State: TradeState.Closed, GivenBack: 0 },
            _ => trade is { State: TradeState.Closed, PaidAt: null },
        };
        return isRight ? null : $"{payment.Status}, but Alipay has {trade.State} with {trade.GivenBack} given back";
    }
}
