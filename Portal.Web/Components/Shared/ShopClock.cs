using System.Globalization;

namespace Portal.Web.Components.Shared;

/// <summary>Instants as the shop reads them: in its own zone.</summary>
public static class ShopClock
{
    private const string InputFormat = "yyyy-MM-ddTHH:mm";
    private static readonly string[] s_inputFormats = [InputFormat, InputFormat + ":ss", InputFormat + ":ss.fff"];

    public static string Seconds(DateTimeOffset at, TimeZoneInfo zone) => In(at, zone, "HH:mm:ss");

    public static string Minutes(DateTimeOffset at, TimeZoneInfo zone) => In(at, zone, "HH:mm");

    /// <summary>For instance <c>22 November 2026, 14:02</c>.</summary>
    public static string DayAndMinutes(DateTimeOffset at, TimeZoneInfo zone) => In(at, zone, "d MMMM yyyy, HH:mm");

    /// <summary>For instance <c>22 November 2026, 14:02:31</c>.</summary>
    public static string DayAndSeconds(DateTimeOffset at, TimeZoneInfo zone) => In(at, zone, "d MMMM yyyy, HH:mm:ss");

    /// <summary>For instance <c>22 November 2026</c>.</summary>
    public static string LongDay(DateTimeOffset at, TimeZoneInfo zone) => In(at, zone, "d MMMM yyyy");

    public static string Day(DateOnly day) => day.ToString("dddd d MMMM", CultureInfo.CurrentCulture);

    /// <summary>The city that a zone is named for: <c>Asia/Hong_Kong</c> is Hong Kong's.</summary>
    public static string City(string zone) => zone[(zone.LastIndexOf('/') + 1)..].Replace('_', ' ');

    /// <summary>The time alone today, with its day otherwise.</summary>
    public static string Short(DateTimeOffset at, DateTimeOffset now, TimeZoneInfo zone) =>
        IsOnDay(at, now, zone) ? Seconds(at, zone) : In(at, zone, "d MMM, HH:mm");

    /// <summary>The time alone on the day of something, with its day otherwise.</summary>
    /// <param name="day">Null: with its day always.</param>
    public static string SecondsBeside(DateTimeOffset at, DateTimeOffset? day, TimeZoneInfo zone) => IsOnDay(at, day, zone) ? Seconds(at, zone) : In(at, zone, "d MMM, HH:mm:ss");

    /// <inheritdoc cref="SecondsBeside"/>
    public static string MinutesBeside(DateTimeOffset at, DateTimeOffset? day, TimeZoneInfo zone) => IsOnDay(at, day, zone) ? Minutes(at, zone) : In(at, zone, "d MMM, HH:mm");

    /// <summary>From and until; the day once where it is one and the same.</summary>
    public static string Span(DateTimeOffset from, DateTimeOffset until, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(from, zone).Date == TimeZoneInfo.ConvertTime(until, zone).Date
            ? $"{In(from, zone, "d MMM, HH:mm")}–{Minutes(until, zone)}"
            : $"{In(from, zone, "d MMM, HH:mm")} – {In(until, zone, "d MMM, HH:mm")}";

    /// <summary>As a browser's field for a local date and time holds it.</summary>
    public static string ForInput(DateTimeOffset at, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(at, zone).ToString(InputFormat, CultureInfo.InvariantCulture);

    /// <summary>Reads such a field; an hour that clocks skip counts as the one after it, the first of two that are the same.</summary>
    public static bool TryRead(string? text, TimeZoneInfo zone, out DateTimeOffset at)
    {
        at = default;
        if (!DateTime.TryParseExact(text, s_inputFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
        {
            return false;
        }
        local = zone.IsInvalidTime(local) ? local.AddHours(1) : local;
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        at = new DateTimeOffset(local, offset).ToUniversalTime();
        return true;
    }

    /// <summary>The full minute that an end is called by: what is possible until 16:59:45 is said to be possible until 17:00.</summary>
    public static DateTimeOffset FullMinute(DateTimeOffset end) => end.AddTicks((TimeSpan.TicksPerMinute - (end.Ticks % TimeSpan.TicksPerMinute)) % TimeSpan.TicksPerMinute);

    private static bool IsOnDay(DateTimeOffset at, DateTimeOffset? day, TimeZoneInfo zone) =>
        day is { } known && TimeZoneInfo.ConvertTime(at, zone).Date == TimeZoneInfo.ConvertTime(known, zone).Date;

    private static string In(DateTimeOffset at, TimeZoneInfo zone, string format) => TimeZoneInfo.ConvertTime(at, zone).ToString(format, CultureInfo.CurrentCulture);
}
