using System.Globalization;

namespace Portal.Web.Composition;

/// <summary>The machine's clock, or in Development one that believes to have started at another instant.</summary>
public static class PortalClock
{
    /// <exception cref="FormatException">Not an instant with its offset, e.g. <c>2026-03-01T15:30:00Z</c>.</exception>
    public static TimeProvider From(string? startAt) =>
        startAt is null ? TimeProvider.System
        : DateTimeOffset.TryParse(startAt, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var start) ? new ShiftedClock(start - TimeProvider.System.GetUtcNow())
        : throw new FormatException("Portal:Clock:StartAt must be an instant, for instance 2026-03-01T15:30:00Z");

    private sealed class ShiftedClock(TimeSpan shift) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + shift;
    }
}
