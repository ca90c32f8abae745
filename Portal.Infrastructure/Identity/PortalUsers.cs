using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Portal.Infrastructure.Identity;

/// <summary>Identity's people, except that a pause after wrong passwords begins and ends by the portal's clock.</summary>
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
    TimeProvider clock)
    : UserManager<PortalUser>(store, options, hasher, users, passwords, names, words, services, log)
{
    public override Task<bool> IsLockedOutAsync(PortalUser user) => Task.FromResult(user.LockoutEnabled && user.LockoutEnd > clock.GetUtcNow());

    public override async Task<IdentityResult> AccessFailedAsync(PortalUser user)
    {
        var from = clock.GetUtcNow();
        var counted = await base.AccessFailedAsync(user);
        return counted.Succeeded && user.AccessFailedCount == 0                  // the last try was used: the pause has begun
            ? await SetLockoutEndDateAsync(user, from + Options.Lockout.DefaultLockoutTimeSpan)
            : counted;
    }
}
