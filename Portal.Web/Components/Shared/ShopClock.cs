using System.Globalization;

namespace Portal.Web.Components.Shared;

/// <summary>Instants as the shop reads them: in its own zone.</summary>
public static class ShopClock
{
    public static string Seconds(DateTimeOffset at, TimeZoneInfo zone) => In(at, zone, "HH:mm:ss");

    public static string Minutes(DateTimeOffset at, TimeZoneInfo zone) => In(at, zone, "HH:mm");

    /// <summary>For instance <c>22 November 2026, 14:02</c>.</summary>
    public static string DayAndMinutes(DateTimeOffset at, TimeZoneInfo zone) => In(at, zone, "d MMMM yyyy, HH:mm");

    public static string Day(DateOnly day) => day.ToString("dddd d MMMM", CultureInfo.CurrentCulture);

    /// <summary>The city that a zone is named for: <c>Asia/Hong_Kong</c> is Hong Kong's.</summary>
    public static string City(string zone) => zone[(zone.LastIndexOf('/') + 1)..].Replace('_', ' ');

    /// <summary>The time alone today, with its day otherwise.</summary>
    public static string Short(DateTimeOffset at, DateTimeOffset now, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(at, zone).Date == TimeZoneInfo.ConvertTime(now, zone).Date ? Seconds(at, zone) : In(at, zone, "d MMM, HH:mm");

    private static string In(DateTimeOffset at, TimeZoneInfo zone, string format) => TimeZoneInfo.ConvertTime(at, zone).ToString(format, CultureInfo.CurrentCulture);
}
