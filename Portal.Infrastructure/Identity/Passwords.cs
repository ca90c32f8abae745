using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.People;
using Portal.Domain.Primitives;
using Portal.Infrastructure.Persistence;

namespace Portal.Infrastructure.Identity;

/// <summary>Why a new password is not taken.</summary>
public static class PasswordErrors
{
    /// <summary>The link was used, withdrawn, is too old, or never was.</summary>
    public static PortalError LinkOver { get; } = new("link_over", ErrorKind.Invalid);

    public static PortalError Weak { get; } = new("password_weak", ErrorKind.Invalid);

    /// <summary>The old password is not the account's, or the account rests after wrong ones.</summary>
    public static PortalError Wrong { get; } = new("password_wrong", ErrorKind.Invalid);
}

/// <summary>Sets passwords: by a one-time link, or by the old one. Sign-ins that a thief may hold end in the same commit; a second factor is asked as before.</summary>
public sealed class Passwords(UserManager<PortalUser> users, PortalContext context, TimeProvider clock)
{
    private const int MaxLength = 256;

    /// <summary>Spends the link, sets the password, lifts a pause, ends all sign-ins of the person. Signs nobody in.</summary>
    public async Task<Outcome<UserId>> ResetAsync(string? secret, string? password, CancellationToken ct)
    {
        var (hash, now) = (LinkSecret.HashOf(secret ?? ""), clock.GetUtcNow());
        var link = await context.OneTimeLinks.FirstOrDefaultAsync(row => row.SecretHash == hash && row.Purpose == LinkPurpose.PasswordReset, ct);
        if (link?.IsOpenAt(now) != true || await users.FindByEmailAsync(link.Email) is not { } user)
        {
            return PasswordErrors.LinkOver;
        }
        if (!await IsFitAsync(user, password))
        {
            return PasswordErrors.Weak;
        }
        link.Use(now);
        (user.AccessFailedCount, user.LockoutEnd) = (0, null);
        await SetAsync(user, password!, but: null, now, ct);
        try
        {
            await context.SaveChangesAsync(ct);
            return new UserId(user.Id);
        }
        catch (DbUpdateConcurrencyException)
        {
            return PasswordErrors.LinkOver;          // used by another hand at this very moment
        }
    }

    /// <summary>The person changes it, knowing the old one; their other sign-ins end. A wrong old one counts like one at the door.</summary>
    public async Task<Outcome<UserId>> ChangeAsync(UserId person, SessionId session, string? old, string? password, CancellationToken ct)
    {
        if (await users.FindByIdAsync(person.Value.ToString()) is not { PasswordHash: { } hash } user)
        {
            return CommonErrors.NotFound;
        }
        if (old is not { Length: > 0 and <= MaxLength } || await users.IsLockedOutAsync(user))
        {
            return PasswordErrors.Wrong;
        }
        if (users.PasswordHasher.VerifyHashedPassword(user, hash, old) == PasswordVerificationResult.Failed)
        {
            await users.AccessFailedAsync(user);
            return PasswordErrors.Wrong;
        }
        if (!(await users.ResetAccessFailedCountAsync(user)).Succeeded)
        {
            return PasswordErrors.Wrong;
        }
        if (!await IsFitAsync(user, password))
        {
            return PasswordErrors.Weak;
        }
        await SetAsync(user, password!, but: session, clock.GetUtcNow(), ct);
        try
        {
            await context.SaveChangesAsync(ct);
            return person;
        }
        catch (DbUpdateConcurrencyException)
        {
            return CommonErrors.Stale;
        }
    }

    private async Task<bool> IsFitAsync(PortalUser user, string? password)
    {
        if (password is not { Length: > 0 and <= MaxLength })
        {
            return false;
        }
        foreach (var rule in users.PasswordValidators)
        {
            if (!(await rule.ValidateAsync(users, user, password)).Succeeded)
            {
                return false;
            }
        }
        return true;
    }

    private async Task SetAsync(PortalUser user, string password, SessionId? but, DateTimeOffset now, CancellationToken ct)
    {
        user.PasswordHash = users.PasswordHasher.HashPassword(user, password);
        (user.SecurityStamp, user.ConcurrencyStamp) = (Guid.NewGuid().ToString("N"), Guid.NewGuid().ToString());
        var person = new UserId(user.Id);
        foreach (var session in await context.Sessions.Where(row => row.UserId == person && row.EndedAt == null).ToListAsync(ct))
        {
            if (session.Id != but)
            {
                session.End(now);
                context.Revocations.Add(Revocation.OfSession(session.Id, person, now));
            }
        }
    }
}
