using Portal.Domain.Primitives;

namespace Portal.Domain.Refunds;

/// <summary>The time of the Alipay day in which no refund is carried out at once: 00:00 to 01:30, GMT+8.</summary>
/// <remarks>Source: PROTOCOL 3.8.</remarks>
public static class RefundNight
{
    private static readonly TimeSpan s_length = TimeSpan.FromMinutes(90);

    public static bool Contains(DateTimeOffset instant) => instant < EndOf(instant);

    /// <summary>The end of the night that the instant's Alipay day began with.</summary>
    public static DateTimeOffset EndOf(DateTimeOffset instant) => TradeDay.EndOf(TradeDay.Of(instant).AddDays(-1)) + s_length;
}
