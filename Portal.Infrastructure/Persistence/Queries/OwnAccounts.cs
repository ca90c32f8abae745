using Microsoft.EntityFrameworkCore;
using Portal.Domain.People;
using Portal.Domain.Primitives;

namespace Portal.Infrastructure.Persistence.Queries;

/// <summary>A person as they see themselves.</summary>
/// <param name="Sessions">Their live sign-ins, newest first.</param>
public sealed record OwnAccount(string Name, string Email, IReadOnlyList<Session> Sessions);

/// <summary>A person's own account, read and renamed; it belongs to no tenant; nobody else's can be asked for.</summary>
public sealed class OwnAccounts(PortalDatabase database, TimeProvider clock)
{
    public async Task<OwnAccount?> FindAsync(UserId person, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var context = database.OpenWithoutTenant();
        if (await context.Users.AsNoTracking().FirstOrDefaultAsync(row => row.Id == person.Value, ct) is not { } user)
        {
            return null;
        }
        var sessions = await context.Sessions.AsNoTracking().Where(row => row.UserId == person && row.EndedAt == null && row.ExpiresAt > now).OrderByDescending(row => row.CreatedAt).ToListAsync(ct);
        return new OwnAccount(user.DisplayName, user.Email ?? "", sessions);
    }

    /// <returns>False: the person is gone.</returns>
    public async Task<bool> RenameAsync(UserId person, string name, CancellationToken ct)
    {
        await using var context = database.OpenWithoutTenant();
        return await context.Users.Where(row => row.Id == person.Value).ExecuteUpdateAsync(set => set.SetProperty(row => row.DisplayName, name), ct) == 1;
    }
}
