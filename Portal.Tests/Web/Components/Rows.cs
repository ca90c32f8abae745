using Portal.Domain.Payments;
using Portal.Domain.Primitives;

namespace Portal.Tests.Web.Components;

/// <summary>Payment rows as the feed brings them.</summary>
internal static class Rows
{
    public static readonly TimeZoneInfo HongKong = TimeZoneInfo.FindSystemTimeZoneById("Asia/Hong_Kong");
    public static readonly DateTimeOffset Two = new(2026, 3, 1, 6, 2, 31, TimeSpan.Zero);      // 14:02:31 in Hong Kong

    public static PaymentRow Of(
        long arrival, PaymentStatus status = PaymentStatus.Paid, long minor = 8880, long? sequence = null, PaymentId? id = null, DateTimeOffset? paidAt = null, DateTimeOffset? arrivedAt = null, long refunded = 0)
    {
        var hkd = Currency.Of("HKD");
        var at = paidAt ?? Two.AddSeconds(arrival);
        return new PaymentRow(
            sequence ?? arrival, arrival, id ?? PaymentId.New(), $"20260301220014000014{arrival:00000000}", CounterId.New(), "Counter 3", status, hkd, Money.OfMinor(minor, hkd),
            Money.OfMinor(refunded, hkd), at, arrivedAt ?? at, (arrivedAt ?? at) - at > Payment.LateAfter, "138****0001");
    }
}
