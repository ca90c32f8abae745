using System.Collections.Concurrent;
using Microsoft.AspNetCore.Identity;
using Portal.Infrastructure.Identity;

namespace Portal.Web.Features.Account;

/// <summary>What a sign-in attempt came to. It reads the same for addresses that nobody has.</summary>
/// <param name="User">Set only where the password was right and the account open.</param>
/// <param name="TriesLeft">Before a pause of 15 minutes; 0 while it lasts.</param>
/// <param name="PausedNow">Whose account this very try has paused.</param>
public sealed record SignInResultFor(PortalUser? User, int TriesLeft, PortalUser? PausedNow = null);

/// <summary>Checks email and password: one hash and one counting statement whatever happens, five wrong passwords pause an address for 15 minutes, known or not.</summary>
public sealed class SignInFlow(UserManager<PortalUser> users, StrangerAttempts strangers)
{
    private static readonly string s_hashOfNobody = new PasswordHasher<PortalUser>().HashPassword(new PortalUser(), Guid.NewGuid().ToString());

    public async Task<SignInResultFor> TryAsync(string email, string password)
    {
        var user = await users.FindByEmailAsync(email);
        var isRight = users.PasswordHasher.VerifyHashedPassword(user ?? new PortalUser(), user?.PasswordHash ?? s_hashOfNobody, password) != PasswordVerificationResult.Failed && user?.PasswordHash is not null;
        if (user is null)
        {
            await users.AccessFailedAsync(new PortalUser());          // counts nobody, and takes as long
            return new SignInResultFor(null, strangers.Count(email));
        }
        if (await users.IsLockedOutAsync(user))
        {
            return new SignInResultFor(null, 0);
        }
        if (!isRight)
        {
            await users.AccessFailedAsync(user);
            var isPaused = await users.IsLockedOutAsync(user);
            return new SignInResultFor(null, isPaused ? 0 : users.Options.Lockout.MaxFailedAccessAttempts - user.AccessFailedCount, isPaused ? user : null);
        }
        return (await users.ResetAccessFailedCountAsync(user)).Succeeded ? new SignInResultFor(user, users.Options.Lockout.MaxFailedAccessAttempts) : new SignInResultFor(null, 0);
    }
}

/// <summary>Counts attempts at addresses that nobody has, so that they pause as others do: no wrong try is forgotten before the pause is over. Kept in memory, bounded.</summary>
public sealed class StrangerAttempts(TimeProvider clock)
{
    private const int MaxTries = 5;
    private const int MaxKept = 10_000;
    private static readonly TimeSpan s_pause = TimeSpan.FromMinutes(15);

    private readonly ConcurrentDictionary<string, (int Tries, DateTimeOffset Until)> _attempts = new(StringComparer.OrdinalIgnoreCase);

    /// <returns>Tries left before the pause; 0 while it lasts.</returns>
    public int Count(string email)
    {
        if (_attempts.Count >= MaxKept)
        {
            _attempts.Clear();
        }
        var now = clock.GetUtcNow();
        var (tries, _) = _attempts.AddOrUpdate(email, _ => (1, now), (_, before) => before switch
        {
            { Tries: MaxTries } when now < before.Until => before,
            { Tries: MaxTries } => (1, now),
            _ => (before.Tries + 1, now + s_pause),
        });
        return Math.Max(0, MaxTries - tries);
    }
}
