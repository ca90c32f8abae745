using Portal.Domain.Primitives;

namespace Portal.Domain.People;

/// <summary>Said in the transaction that takes something from somebody: open pages and connections that it hits are closed, in every process.</summary>
/// <remarks>Commands need no such word: they read the session and the membership anew.</remarks>
public sealed class Revocation
{
    private Revocation()
    {
    }

    /// <summary>Grows; each process reads what is above the last it knows.</summary>
    public long Id { get; private set; }

    /// <summary>One sign-in; null: all of the person's.</summary>
    public SessionId? SessionId { get; private set; }

    /// <summary>One person; null: everybody of the tenant.</summary>
    public UserId? UserId { get; private set; }

    /// <summary>Only in this tenant; null: everywhere.</summary>
    public TenantId? TenantId { get; private set; }

    public DateTimeOffset At { get; private set; }

    public static Revocation OfSession(SessionId session, UserId user, DateTimeOffset at) => new() { SessionId = session, UserId = user, At = at };

    public static Revocation OfPerson(UserId user, DateTimeOffset at) => new() { UserId = user, At = at };

    /// <summary>The person's place in one tenant changed or is gone.</summary>
    public static Revocation OfMembership(TenantId tenant, UserId user, DateTimeOffset at) => new() { TenantId = tenant, UserId = user, At = at };

    public static Revocation OfTenant(TenantId tenant, DateTimeOffset at) => new() { TenantId = tenant, At = at };

    public bool Hits(TenantId? tenant, UserId user, SessionId session) =>
        (SessionId is null || SessionId == session) && (UserId is null || UserId == user) && (TenantId is null || TenantId == tenant);
}
