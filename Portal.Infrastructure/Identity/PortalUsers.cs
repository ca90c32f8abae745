using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Portal.Infrastructure.Persistence;

namespace Portal.Infrastructure.Identity;

/// <summary>Identity's people, except that a pause after wrong tries begins and ends by the portal's clock, and that tries at the same moment each count.</summary>
public sealed class PortalUsers(
    IUserStore<PortalUser> store,
    IOptions<IdentityOptions> options,
    IPasswordHasher<PortalUser> hasher,
    IEnumerable<IUserValidator<PortalUser>> users,
    IEnumerable<IPasswordValidator<PortalUser>> passwords,
    ILookupNormalizer names,
    IdentityErrorDescriber words,
    IServiceProvider services,
    ILogger<UserManager<PortalUser>> log,
    PortalDatabase database,
    TimeProvider clock)
    : UserManager<PortalUser>(store, options, hasher, users, passwords, names, words, services, log)
{
    private static readonly IdentityError s_paused = new() { Code = "paused", Description = "Too many wrong tries; there is a pause." };

    public override Task<bool> IsLockedOutAsync(PortalUser user) => Task.FromResult(user.LockoutEnabled && user.LockoutEnd > clock.GetUtcNow());

    /// <summary>Counts a wrong try in one statement; the last one that is allowed begins the pause.</summary>
    /// <remarks>Read, add, write would count five tries at the same moment as one.</remarks>
    public override async Task<IdentityResult> AccessFailedAsync(PortalUser user)
    {
        var (now, most) = (clock.GetUtcNow(), Options.Lockout.MaxFailedAccessAttempts);
        DateTimeOffset? until = now + Options.Lockout.DefaultLockoutTimeSpan;
        await using var context = database.OpenWithoutTenant();
        await context.Users.Where(row => row.Id == user.Id && (row.LockoutEnd == null || row.LockoutEnd <= now)).ExecuteUpdateAsync(set => set
            .SetProperty(row => row.LockoutEnd, row => row.AccessFailedCount + 1 >= most ? until : null)
            .SetProperty(row => row.AccessFailedCount, row => row.AccessFailedCount + 1 >= most ? 0 : row.AccessFailedCount + 1));
        await ReadTriesAsync(context, user);
        return IdentityResult.Success;
    }

    /// <summary>A right try: the wrong ones before it are forgotten.</summary>
    /// <returns>Failed: others were wrong meanwhile and the pause has begun, so the right one does not count.</returns>
    public override async Task<IdentityResult> ResetAccessFailedCountAsync(PortalUser user)
    {
        var now = clock.GetUtcNow();
        await using var context = database.OpenWithoutTenant();
        var reset = await context.Users.Where(row => row.Id == user.Id && (row.LockoutEnd == null || row.LockoutEnd <= now)).ExecuteUpdateAsync(set => set
            .SetProperty(row => row.LockoutEnd, (DateTimeOffset?)null)
            .SetProperty(row => row.AccessFailedCount, 0));
        await ReadTriesAsync(context, user);
        return reset == 1 ? IdentityResult.Success : IdentityResult.Failed(s_paused);
    }

    private static async Task ReadTriesAsync(PortalContext context, PortalUser user)
    {
        if (await context.Users.AsNoTracking().Where(row => row.Id == user.Id).Select(row => new { row.AccessFailedCount, row.LockoutEnd }).FirstOrDefaultAsync() is { } now)
        {
            (user.AccessFailedCount, user.LockoutEnd) = (now.AccessFailedCount, now.LockoutEnd);
        }
    }
}
