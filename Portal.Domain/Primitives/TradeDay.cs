namespace Portal.Domain.Primitives;

/// <summary>The Alipay day: a calendar day in GMT+8. It decides what can be cancelled and which file a payment stands in.</summary>
public static class TradeDay
{
    private static readonly TimeSpan s_offset = TimeSpan.FromHours(8);

    public static DateOnly Of(DateTimeOffset instant) => DateOnly.FromDateTime(instant.ToOffset(s_offset).DateTime);

    /// <summary>The instant at which the day ends: midnight GMT+8.</summary>
    public static DateTimeOffset EndOf(DateOnly day) => new(day.AddDays(1).ToDateTime(TimeOnly.MinValue), s_offset);
}
