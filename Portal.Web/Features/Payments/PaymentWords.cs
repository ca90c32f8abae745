using Microsoft.Extensions.Localization;
using Portal.Domain.Payments;
using Portal.Domain.Refunds;
using Portal.Web.Components.Shared;

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

    /// <summary>Until when what is left can be given back.</summary>
    public static string RefundUntil(PaymentView seen, DateTimeOffset now, TimeZoneInfo zone, IStringLocalizer<PaymentsText> text) =>
        text[now < seen.Back!.RefundUntil ? "RefundUntil" : "RefundUntilOver", ShopClock.LongDay(seen.Back.RefundUntil, zone)];
}
