using Microsoft.EntityFrameworkCore;
using Portal.Domain.People;
using Portal.Domain.Primitives;
using Portal.Infrastructure.Persistence;

namespace Portal.Infrastructure.Identity;

/// <summary>Sign-ins on disk: opened, found by the key in the cookie, listed, ended.</summary>
public sealed class SessionStore(PortalDatabase database, TimeProvider clock)
{
    public async Task AddAsync(Session session, CancellationToken ct)
    {
        await using var context = database.OpenWithoutTenant();
        context.Sessions.Add(session);
        await context.SaveChangesAsync(ct);
    }

    /// <summary>The live sign-in of a key; null: unknown, ended or too old.</summary>
    public async Task<Session?> FindAsync(string key, CancellationToken ct)
    {
        var hash = LinkSecret.HashOf(key);
        await using var context = database.OpenWithoutTenant();
        var session = await context.Sessions.AsNoTracking().FirstOrDefaultAsync(row => row.KeyHash == hash, ct);
        return session?.IsLiveAt(clock.GetUtcNow()) == true ? session : null;
    }

    /// <summary>A person's sign-ins that are live, newest first.</summary>
    public async Task<IReadOnlyList<Session>> LiveAsync(UserId user, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var context = database.OpenWithoutTenant();
        return await context.Sessions.AsNoTracking().Where(row => row.UserId == user && row.EndedAt == null && row.ExpiresAt > now).OrderByDescending(row => row.CreatedAt).ToListAsync(ct);
    }

    /// <summary>Changes a live sign-in of the person; one of somebody else's is not found.</summary>
    /// <returns>False: no such sign-in.</returns>
    public async Task<bool> ChangeAsync(UserId user, SessionId id, Action<Session> change, CancellationToken ct)
    {
        await using var context = database.OpenWithoutTenant();
        if (await context.Sessions.FirstOrDefaultAsync(row => row.Id == id && row.UserId == user && row.EndedAt == null, ct) is not { } session)
        {
            return false;
        }
        change(session);
        await context.SaveChangesAsync(ct);
        return true;
    }

    /// <summary>Ends one sign-in, and says so to its open pages.</summary>
    public async Task<bool> EndAsync(UserId user, SessionId id, CancellationToken ct)
    {
        await using var context = database.OpenWithoutTenant();
        if (await context.Sessions.FirstOrDefaultAsync(row => row.Id == id && row.UserId == user && row.EndedAt == null, ct) is not { } session)
        {
            return false;
        }
        session.End(clock.GetUtcNow());
        context.Revocations.Add(Revocation.OfSession(id, user, clock.GetUtcNow()));
        await context.SaveChangesAsync(ct);
        return true;
    }

    /// <summary>Ends all sign-ins of a person, but one where that is given.</summary>
    public async Task EndAllAsync(UserId user, SessionId? but, CancellationToken ct)
    {
        await using var context = database.OpenWithoutTenant();
        foreach (var session in await context.Sessions.Where(row => row.UserId == user && row.EndedAt == null).ToListAsync(ct))
        {
            if (session.Id != but)
            {
                session.End(clock.GetUtcNow());
                context.Revocations.Add(Revocation.OfSession(session.Id, user, clock.GetUtcNow()));
            }
        }
        await context.SaveChangesAsync(ct);
    }
}
