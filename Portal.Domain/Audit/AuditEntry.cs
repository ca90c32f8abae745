using Portal.Domain.Primitives;

namespace Portal.Domain.Audit;

/// <summary>What an act was about.</summary>
/// <param name="Kind">For instance <c>payment</c>, <c>counter</c>, <c>person</c>, <c>account</c>, <c>tenant</c>.</param>
/// <param name="Id">Its id as addresses write it, 32 hexadecimal digits; at most 64 characters.</param>
/// <param name="Counter">The counter it belongs to, where it belongs to one.</param>
public sealed record AuditSubject(string Kind, string Id, CounterId? Counter = null);

/// <summary>What a flow says of its act beyond what the change itself tells. All of it may be left out.</summary>
/// <remarks>Never secrets, never buyers: what is written here is kept for years and can be taken back by nobody.</remarks>
public sealed record AuditEntry
{
    /// <summary>A finer name than the permission's, lower snake case, e.g. <c>change_keys</c>; it stays for all commits of the work.</summary>
    public string? Act { get; init; }

    /// <summary>Null: taken from what was changed.</summary>
    public AuditSubject? Subject { get; init; }

    /// <summary>What held before, or what the person was shown, e.g. <c>remaining</c>; goes beside the changed fields.</summary>
    public IReadOnlyDictionary<string, string> Before { get; init; } = new Dictionary<string, string>();

    /// <summary>What holds now; goes beside the changed fields.</summary>
    public IReadOnlyDictionary<string, string> After { get; init; } = new Dictionary<string, string>();

    /// <summary>Why, in the person's own words; cut at 200 characters.</summary>
    public string? Reason { get; init; }

    /// <summary>For whom it was done, where another asked for it: who approves acts on behalf of who requested.</summary>
    public UserId? OnBehalfOf { get; init; }
}
