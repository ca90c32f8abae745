namespace Portal.Tests.TestKit;

/// <summary>A clock that goes on by itself and can be moved forward; timers stay the machine's.</summary>
internal sealed class PortalTestClock(DateTimeOffset? startAt = null) : TimeProvider
{
    private long _shiftTicks = startAt is { } start ? (start - System.GetUtcNow()).Ticks : 0;
    private long _advancedTicks;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(Interlocked.Read(ref _shiftTicks));

    public override long GetTimestamp() => System.GetTimestamp() + (long)((Int128)Interlocked.Read(ref _advancedTicks) * System.TimestampFrequency / TimeSpan.TicksPerSecond);

    public void Advance(TimeSpan by)
    {
        Interlocked.Add(ref _shiftTicks, by.Ticks);
        Interlocked.Add(ref _advancedTicks, by.Ticks);
    }
}
