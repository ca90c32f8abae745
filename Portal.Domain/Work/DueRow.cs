namespace Portal.Domain.Work;

/// <summary>A claim on a due row: whoever holds the row's newest token may save its result.</summary>
/// <param name="Token">Counts the claims of the row; an older one is refused when it saves.</param>
public readonly record struct Lease(long Token);

/// <summary>A row that is to be looked at again: when, how often it was asked, and who looks at it now.</summary>
public abstract class DueRow
{
    private const int ParkAfterFailures = 8;
    private static readonly TimeSpan s_parkedFor = TimeSpan.FromHours(1);

    /// <summary>Null: nothing is left to be done.</summary>
    public DateTimeOffset? DueAt { get; protected set; }

    /// <summary>Times the gateway was asked since the row became due for the first time.</summary>
    public int Attempts { get; protected set; }

    /// <summary>Exceptions of our own code in a row; at eight the row is parked with an alarm.</summary>
    public int Failures { get; protected set; }

    public DateTimeOffset? LeasedUntil { get; protected set; }

    /// <summary>Counts the claims; a result is saved only by the holder of the newest.</summary>
    public long LeaseToken { get; protected set; }

    public bool IsParked => Failures >= ParkAfterFailures;

    public bool IsLeasedAt(DateTimeOffset now) => LeasedUntil > now;

    /// <summary>Takes the row for somebody who waits; jobs claim by one statement instead.</summary>
    public Lease TakeLease(DateTimeOffset now, TimeSpan forHowLong)
    {
        LeasedUntil = now + forHowLong;
        return new Lease(++LeaseToken);
    }

    /// <summary>The question stays open; it was asked once more.</summary>
    public void AskAgainAt(DateTimeOffset dueAt)
    {
        Attempts++;
        Failures = 0;
        DueAt = dueAt;
        LeasedUntil = null;
    }

    /// <summary>Our own code threw: try again later, each time later, in the end hourly.</summary>
    /// <returns>True when the row was parked by this failure, which wants an alarm.</returns>
    public bool FailedAt(DateTimeOffset now)
    {
        Failures++;
        LeasedUntil = null;
        DueAt = now + (IsParked ? s_parkedFor : TimeSpan.FromSeconds(1 << Math.Min(Failures, 8)));
        return Failures == ParkAfterFailures;
    }

    protected void SettleDue()
    {
        DueAt = null;
        LeasedUntil = null;
        Failures = 0;
    }
}

/// <summary>The pace at which an open question is asked again.</summary>
/// <remarks>Source: PROTOCOL 1.5: 1, 3, 5, 10, 30, 60 s, then every 5 minutes (±10 %) for 24 hours, then hourly without end.</remarks>
public static class BackOff
{
    private static readonly int[] s_firstSeconds = [1, 3, 5, 10, 30, 60];
    private static readonly TimeSpan s_steady = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan s_patience = TimeSpan.FromHours(24);

    /// <param name="attempts">How often the question was asked so far.</param>
    /// <param name="openFor">How long it has been open.</param>
    /// <param name="jitter">0 to 1; spreads the five-minute rows over ±10 %.</param>
    public static TimeSpan After(int attempts, TimeSpan openFor, double jitter) =>
        openFor >= s_patience ? TimeSpan.FromHours(1)
        : attempts < s_firstSeconds.Length ? TimeSpan.FromSeconds(s_firstSeconds[attempts])
        : s_steady * (0.9 + 0.2 * jitter);
}
