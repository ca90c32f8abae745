using Portal.Domain.Primitives;
using Portal.Domain.Tenants;

namespace Portal.Domain.People;

/// <summary>The people of the work's tenant, to be changed.</summary>
public interface IPeopleStore
{
    Task<Membership?> FindAsync(UserId user, CancellationToken ct);

    /// <summary>A sign-in; null: there is none of that number.</summary>
    Task<Session?> SessionAsync(SessionId id, CancellationToken ct);

    /// <summary>How often the audit has it that the person was held back by limits since then.</summary>
    /// <param name="most">So many are enough to be counted.</param>
    Task<int> TimesHeldBackAsync(UserId user, DateTimeOffset after, int most, CancellationToken ct);

    Task<int> OwnersAsync(CancellationToken ct);

    /// <summary>Whether the address belongs to somebody who has a place here.</summary>
    Task<bool> IsMemberAsync(string email, CancellationToken ct);

    void Remove(Membership membership);

    /// <summary>Invitations that are neither used nor taken back, expired ones included.</summary>
    Task<IReadOnlyList<OneTimeLink>> InvitationsAsync(CancellationToken ct);

    void Add(OneTimeLink invitation);

    /// <summary>Takes back whatever is open.</summary>
    Task WithdrawAllAsync(DateTimeOffset now, CancellationToken ct);

    /// <summary>Says so to open pages and connections, in the work's commit.</summary>
    void Revoke(Revocation revocation);

    /// <summary>Grants to platform staff that were not ended.</summary>
    Task<IReadOnlyList<SupportGrant>> GrantsAsync(CancellationToken ct);

    Task<IReadOnlyList<UserId>> VisitorsAsync(Guid grant, CancellationToken ct);

    void Add(SupportGrant grant);

    void Add(SupportVisit visit);
}
