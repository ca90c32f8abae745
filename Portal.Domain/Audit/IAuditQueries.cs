using Portal.Domain.Primitives;
using Portal.Domain.Work;

namespace Portal.Domain.Audit;

/// <summary>One act as the audit keeps it, with the names of whom and what it is about.</summary>
/// <param name="Sequence">Its place in the chain, from 1, without gaps.</param>
/// <param name="UserName">Null for the command line and the product itself, and for people who are gone.</param>
/// <param name="Address">Where the person acted from, an IP address; null where there is none.</param>
/// <param name="Act">Lower snake case, e.g. <c>stop_code</c>.</param>
/// <param name="SubjectName">How people call the subject: the counter's name, the person's; null where it has no name.</param>
/// <param name="Before">Fields and what they held; <c>…</c> stands for what is not shown.</param>
/// <param name="Hash">64 hexadecimal digits.</param>
public sealed record AuditRow(
    long Sequence,
    DateTimeOffset At,
    ActorKind ActorKind,
    UserId? User,
    string? UserName,
    UserId? OnBehalfOf,
    string? OnBehalfOfName,
    string? Address,
    string Act,
    string SubjectKind,
    string SubjectId,
    string? SubjectName,
    CounterId? Counter,
    IReadOnlyDictionary<string, string> Before,
    IReadOnlyDictionary<string, string> After,
    string? Reason,
    string Hash);

/// <summary>Which acts a list shows; null: all.</summary>
/// <param name="Subject">Id of a subject or of its counter.</param>
/// <param name="Until">Up to, not including.</param>
public sealed record AuditFilter(
    UserId? Person = null, string? Act = null, string? Subject = null, DateTimeOffset? From = null, DateTimeOffset? Until = null, CounterId? Counter = null)
{
    public static AuditFilter All { get; } = new();
}

/// <summary>A page of acts, newest first.</summary>
/// <param name="Next">Where the next page begins; null at the end.</param>
public sealed record AuditPage(IReadOnlyList<AuditRow> Rows, long? Next);

/// <summary>A person who has acted, to be chosen from.</summary>
public sealed record AuditPerson(UserId Id, string Name);

/// <summary>What a list can be narrowed to.</summary>
public sealed record AuditChoices(IReadOnlyList<AuditPerson> People, IReadOnlyList<string> Acts);

/// <summary>The record of who did what. Owners and accountants read all of their tenant's, managers what their counters are about.</summary>
public interface IAuditQueries
{
    /// <param name="before">Sequence below which the page begins; null: the newest.</param>
    /// <param name="limit">At most 200.</param>
    Task<AuditPage> PageAsync(Actor actor, AuditFilter filter, long? before, int limit, CancellationToken ct);

    /// <summary>Null: no such row within the actor's scope.</summary>
    Task<AuditRow?> FindAsync(Actor actor, long sequence, CancellationToken ct);

    /// <summary>People and acts among the newest 1,000 rows.</summary>
    Task<AuditChoices> ChoicesAsync(Actor actor, CancellationToken ct);
}

/// <summary>The record of what was done on the installation itself: no tenant's acts. For platform admins only.</summary>
public interface IPlatformAudit
{
    /// <exception cref="AccessDeniedException">The reader is no platform admin: there is no such page.</exception>
    Task<AuditPage> PageAsync(UserId reader, AuditFilter filter, long? before, int limit, CancellationToken ct);
}
