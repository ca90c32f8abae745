namespace Portal.Domain.Primitives;

/// <summary>The shop's own day: it starts at an hour of the tenant's zone (default 04:00), because bars close after midnight.</summary>
/// <param name="Date">The calendar day on which it starts.</param>
/// <param name="From">First instant.</param>
/// <param name="Until">First instant that no longer belongs to it; 23 or 25 hours later where clocks change.</param>
public sealed record ShopDay(DateOnly Date, DateTimeOffset From, DateTimeOffset Until)
{
    public const int DefaultStartHour = 4;

    public static ShopDay Of(DateTimeOffset instant, TimeZoneInfo zone, int startHour = DefaultStartHour)
    {
        var local = TimeZoneInfo.ConvertTime(instant, zone);
        var date = DateOnly.FromDateTime(local.DateTime);
        return local.Hour < startHour ? On(date.AddDays(-1), zone, startHour) : On(date, zone, startHour);
    }

    public static ShopDay On(DateOnly date, TimeZoneInfo zone, int startHour = DefaultStartHour) =>
        new(date, Start(date, zone, startHour), Start(date.AddDays(1), zone, startHour));

    public bool Contains(DateTimeOffset instant) => instant >= From && instant < Until;

    private static DateTimeOffset Start(DateOnly date, TimeZoneInfo zone, int hour)
    {
        var local = date.ToDateTime(new TimeOnly(hour, 0));
        while (zone.IsInvalidTime(local))
        {
            local = local.AddMinutes(15);
        }
        return new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
    }
}
