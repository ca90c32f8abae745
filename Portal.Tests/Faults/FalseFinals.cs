using Portal.Domain.Cancels;
using Portal.Domain.Payments;
using Portal.Domain.Refunds;
using Portal.Tests.Flows;

namespace Portal.Tests.Faults;

/// <summary>What stands here as final, beside what Alipay did. Whatever is open, or a person's, is no lie.</summary>
internal static class FalseFinals
{
    /// <returns>What is final here and otherwise at Alipay, in words; null: nothing.</returns>
    public static async Task<string?> OfAsync(MoneyStand stand)
    {
        var (payment, real) = (await stand.PaymentAsync(), await stand.RealAsync());
        foreach (var refund in await stand.RefundsAsync())
        {
            var isMade = real.Refunds.Any(made => made.RefundNo == refund.Number.Value && made.Status == "SUCCESS");
            if (refund.Status == RefundStatus.Done != isMade && refund.Status is RefundStatus.Done or RefundStatus.Failed)
            {
                return $"a refund is {refund.Status} that was {(isMade ? "" : "not ")}made";
            }
        }
        var cancels = await stand.CancelsAsync();
        if (cancels.Find(cancel => cancel.Status is CancelStatus.Done or CancelStatus.Refused or CancelStatus.Dropped && cancel.Status == CancelStatus.Done != real.IsCancelled) is { } other)
        {
            return $"a cancel is {other.Status} that was {(real.IsCancelled ? "" : "not ")}made";
        }
        var back = real.Refunds.Where(made => made.Status == "SUCCESS").Sum(made => made.TypedMinor);
        return payment.Status switch
        {
            PaymentStatus.Paid when real.IsCancelled || (back > 0 && payment.HeldMinor == 0) => "Paid, and the money went back",
            PaymentStatus.PartlyRefunded or PaymentStatus.Refunded when payment.RefundedMinor > back => "more is given back here than there",
            PaymentStatus.Cancelled when !real.IsCancelled => "Cancelled, and not there",
            PaymentStatus.Closed => "Closed, and it was paid",
            _ => null,
        };
    }

    /// <returns>What is still open, or a person's; null: nothing.</returns>
    public static async Task<string?> OpenAsync(MoneyStand stand)
    {
        var payment = await stand.PaymentAsync();
        return payment.Status.IsUnclear() || payment.Status == PaymentStatus.Review ? $"the payment is {payment.Status}"
            : (await stand.RefundsAsync()).Find(refund => refund.Status is not (RefundStatus.Done or RefundStatus.Failed)) is { } refund ? $"a refund is {refund.Status}"
            : (await stand.CancelsAsync()).Find(cancel => cancel.Status is CancelStatus.Asked or CancelStatus.Sent or CancelStatus.Review) is { } cancel ? $"a cancel is {cancel.Status}"
            : null;
    }
}
