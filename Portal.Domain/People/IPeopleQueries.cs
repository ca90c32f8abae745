using Portal.Domain.Primitives;
using Portal.Domain.Refunds;
using Portal.Domain.Tenants;
using Portal.Domain.Work;

namespace Portal.Domain.People;

/// <summary>A person with a place in the tenant, as the page shows it.</summary>
/// <param name="Version">As read, for <see cref="ChangeMember"/>.</param>
/// <param name="LastSeen">The last action of any of the person's sign-ins; null: never signed in.</param>
public sealed record PersonView(UserId Id, string Name, string Email, Role Role, IReadOnlyList<CounterId> Counters, bool HasSecondFactor, DateTimeOffset? LastSeen, int Version)
{
    /// <summary>How much the person may give back; null: nothing at all.</summary>
    public LimitView? Limit { get; init; }
}

/// <summary>An invitation that nobody has used yet.</summary>
public sealed record PendingInvitation(Guid Id, string Email, Role Role, IReadOnlyList<CounterId> Counters, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt);

/// <summary>Everybody of a tenant whom the actor may see.</summary>
public sealed record PeopleView(IReadOnlyList<PersonView> People, IReadOnlyList<PendingInvitation> Pending);

/// <summary>A grant to platform staff with who used it and when, newest first.</summary>
public sealed record SupportView(SupportGrant? Live, IReadOnlyList<SupportVisitView> Visits);

/// <summary>Somebody of the platform opened the tenant's pages.</summary>
public sealed record SupportVisitView(string Name, DateTimeOffset At, string Reason);

/// <summary>People of the actor's tenant, to be shown.</summary>
public interface IPeopleQueries
{
    /// <exception cref="AccessDeniedException">Not for this role.</exception>
    Task<PeopleView> ListAsync(Actor actor, CancellationToken ct);

    /// <summary>How much each role may give back that gives anything back.</summary>
    Task<IReadOnlyDictionary<Role, LimitView>> LimitsAsync(Actor actor, CancellationToken ct);

    /// <summary>Whom of the platform the tenant lets in, and who came.</summary>
    Task<SupportView> SupportAsync(Actor actor, CancellationToken ct);
}
