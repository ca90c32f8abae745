using Portal.Domain.Payments;
using Portal.Domain.Refunds;

namespace Portal.Web.Features.Payments;

/// <summary>Which words a payment's page has for how it stands.</summary>
internal static class PaymentWords
{
    /// <summary>What to tell the customer. Money that a refund holds is not said to have arrived, and none is said to be back before it is.</summary>
    public static string TellKey(PaymentView seen) => seen.Row.Status switch
    {
        PaymentStatus.Paid or PaymentStatus.PartlyRefunded when seen.Back is { Remaining.IsPositive: false } back =>
            back.Refunds.Any(refund => refund.Status == RefundStatus.Review) ? "Tell.Wait" : "Tell.OnItsWay",
        PaymentStatus.Paid => "Tell.Paid",
        PaymentStatus.PartlyRefunded => "Tell.BackPart",
        PaymentStatus.Refunded or PaymentStatus.Cancelled => "Tell.Back",
        PaymentStatus.Closed => "Tell.Closed",
        _ => "Tell.Wait",
    };

    /// <summary>What is known of it, in one sentence.</summary>
    public static string SentenceKey(PaymentView seen) => seen.Row.Status == PaymentStatus.Cancelling && !seen.IsKnownPaid ? "Sentence.CancellingUnpaid" : $"Sentence.{seen.Row.Status}";
}
