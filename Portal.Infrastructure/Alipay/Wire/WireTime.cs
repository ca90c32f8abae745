using System.Globalization;

namespace Portal.Infrastructure.Alipay.Wire;

/// <summary>Times on the wire: GMT+8, without a zone's name.</summary>
internal static class WireTime
{
    private const string Full = "yyyy-MM-dd HH:mm:ss";
    private const string Short = "yyyyMMddHHmmss";
    private static readonly TimeSpan s_offset = TimeSpan.FromHours(8);

    public static string ToText(DateTimeOffset instant) => instant.ToOffset(s_offset).ToString(Full, CultureInfo.InvariantCulture);

    /// <summary>Null where the text is neither <c>yyyy-MM-dd HH:mm:ss</c> nor <c>yyyyMMddHHmmss</c>.</summary>
    public static DateTimeOffset? Read(string? text) =>
        DateTime.TryParseExact(text, [Full, Short], CultureInfo.InvariantCulture, DateTimeStyles.None, out var local) && local.Year is > 2000 and < 2200
            ? new DateTimeOffset(local, s_offset).ToUniversalTime()
            : null;
}
