using Microsoft.AspNetCore.Identity;
using Portal.Infrastructure.Identity;
using Portal.Web.Features.Account.Limits;

namespace Portal.Tests.Web.Account;

/// <summary>Counts what was hashed; the hash is the real one.</summary>
internal sealed class CountingHasher : PasswordHasher<PortalUser>
{
    private int _verified;

    /// <summary>As if nobody stood before the hash.</summary>
    public static SignInLimits NoLimits { get; } = new(1_000_000, TimeSpan.FromMilliseconds(1), 1_000_000, TimeSpan.FromMilliseconds(1));

    public int Verified => _verified;

    public override PasswordVerificationResult VerifyHashedPassword(PortalUser user, string hashedPassword, string providedPassword)
    {
        Interlocked.Increment(ref _verified);
        return base.VerifyHashedPassword(user, hashedPassword, providedPassword);
    }
}
