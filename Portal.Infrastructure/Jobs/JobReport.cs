using Portal.Domain.Primitives;

namespace Portal.Infrastructure.Jobs;

/// <summary>What a job did so far: one row a job, and one for each tenant that it touched rows of.</summary>
/// <remarks>Counts, never ids or texts of rows, so that staff may read it without seeing a tenant's data.</remarks>
public sealed class JobReport
{
    private JobReport()
    {
    }

    public string Job { get; private set; } = "";

    /// <summary>The empty id: the job as a whole.</summary>
    public TenantId TenantId { get; private set; }

    public DateTimeOffset LastAt { get; private set; }

    public int LastRows { get; private set; }

    public long Rows { get; private set; }

    public long Errors { get; private set; }

    public DateTimeOffset? LastErrorAt { get; private set; }

    /// <summary>Name of the exception's type.</summary>
    public string? LastError { get; private set; }

    public bool IsWhole => TenantId == default;

    public static JobReport Of(string job, TenantId tenant) => new() { Job = job, TenantId = tenant };

    public void Add(JobTally tally)
    {
        LastAt = tally.LastAt > LastAt ? tally.LastAt : LastAt;
        LastRows = tally.Rows > 0 ? tally.Rows : LastRows;
        Rows += tally.Rows;
        Errors += tally.Errors;
        (LastErrorAt, LastError) = tally.LastError is { } error ? (tally.LastAt, error) : (LastErrorAt, LastError);
    }
}

/// <summary>What was counted since the last time it was written down.</summary>
public sealed record JobTally(DateTimeOffset LastAt, int Rows = 0, int Errors = 0, string? LastError = null)
{
    public JobTally And(JobTally later) => new(later.LastAt, Rows + later.Rows, Errors + later.Errors, later.LastError ?? LastError);
}
