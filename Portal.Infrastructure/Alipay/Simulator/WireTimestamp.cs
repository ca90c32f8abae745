using System.Globalization;

namespace Portal.Infrastructure.Alipay.Simulator;

/// <summary>The gateway's times: GMT+8, and requests that expire 30 minutes after theirs.</summary>
/// <remarks>Source: PROTOCOL 1.3.</remarks>
internal static class WireTimestamp
{
    public const string Full = "yyyy-MM-dd HH:mm:ss";
    private const int MillisecondDigits = 13;
    private static readonly TimeSpan s_offset = TimeSpan.FromHours(8);
    private static readonly TimeSpan s_validFor = TimeSpan.FromMinutes(30);

    /// <returns>The refusing code; null for a good timestamp.</returns>
    public static string? Check(string? text, DateTimeOffset now) =>
        !DateTime.TryParseExact(text, Full, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local) ? "ILLEGAL_ARGUMENT"
        : (now - new DateTimeOffset(local, s_offset)).Duration() > s_validFor ? "EXTERFACE_INVOKE_CONTEXT_EXPIRED"
        : null;

    /// <summary>Cancel's: milliseconds since 1970, or text as elsewhere.</summary>
    /// <param name="expires">Whether milliseconds expire too; nobody documents it.</param>
    public static string? CheckEither(string? text, DateTimeOffset now, bool expires) =>
        text is not { Length: MillisecondDigits } || !text.All(char.IsAsciiDigit) ? Check(text, now)
        : expires && (now - DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(text, CultureInfo.InvariantCulture))).Duration() > s_validFor ? "EXTERFACE_INVOKE_CONTEXT_EXPIRED"
        : null;

    public static string Text(DateTimeOffset instant, string format = Full) => instant.ToOffset(s_offset).ToString(format, CultureInfo.InvariantCulture);

    public static DateOnly DayOf(DateTimeOffset instant) => DateOnly.FromDateTime(instant.ToOffset(s_offset).DateTime);

    public static TimeOnly TimeOfDay(DateTimeOffset instant) => TimeOnly.FromDateTime(instant.ToOffset(s_offset).DateTime);

    public static DateTimeOffset At(DateOnly day, TimeOnly time) => new(day.ToDateTime(time), s_offset);
}
