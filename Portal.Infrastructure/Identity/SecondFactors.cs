using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.People;
using Portal.Domain.Primitives;
using Portal.Infrastructure.Persistence;

namespace Portal.Infrastructure.Identity;

/// <summary>Second factors on disk: begun, confirmed, tried, removed. A secret is sealed with the person's id, so a row that was copied to somebody else does not open.</summary>
public sealed class SecondFactors(PortalDatabase database, IDataProtectionProvider protection, TimeProvider clock)
{
    /// <summary>Of many tries at once each is counted by itself; those that never get their turn are refused unseen.</summary>
    private const int MaxTurns = 10;

    public async Task<SecondFactor?> FindAsync(UserId user, CancellationToken ct)
    {
        await using var context = database.OpenWithoutTenant();
        return await context.SecondFactors.AsNoTracking().FirstOrDefaultAsync(row => row.UserId == user, ct);
    }

    /// <summary>Begins set-up with a new secret, which is in force only once <see cref="ConfirmAsync"/> saw its first code.</summary>
    /// <returns>The secret, to be shown this once; null: there is one in force already.</returns>
    public async Task<byte[]?> StartAsync(UserId user, CancellationToken ct)
    {
        var secret = Totp.NewSecret();
        await using var context = database.OpenWithoutTenant();
        var before = await context.SecondFactors.FirstOrDefaultAsync(row => row.UserId == user, ct);
        if (before is { IsSet: true })
        {
            return null;
        }
        if (before is null)
        {
            context.SecondFactors.Add(SecondFactor.Start(user, For(user).Protect(secret), clock.GetUtcNow()));
        }
        else
        {
            before.StartAgain(For(user).Protect(secret), clock.GetUtcNow());
        }
        await context.SaveChangesAsync(ct);
        return secret;
    }

    /// <summary>The first code of a set-up that was begun.</summary>
    /// <returns>The recovery codes, shown this once, where the code was right.</returns>
    public async Task<(CodeTry Tried, IReadOnlyList<string>? RecoveryCodes)> ConfirmAsync(UserId user, string typed, CancellationToken ct)
    {
        var codes = RecoveryCodes.New();
        var tried = await ChangeAsync(
            user,
            factor =>
            {
                var attempt = factor.IsSet ? null : factor.Try(typed, Secret(factor), clock.GetUtcNow());
                if (attempt is { IsRight: true })
                {
                    factor.Confirm(codes, clock.GetUtcNow());
                }
                return attempt;
            },
            ct);
        return (tried, tried.IsRight ? codes : null);
    }

    /// <summary>Looks at a code of somebody who has a second factor; who has none has no right code.</summary>
    public Task<CodeTry> TryAsync(UserId user, string typed, CancellationToken ct) =>
        ChangeAsync(user, factor => factor.IsSet ? factor.Try(typed, Secret(factor), clock.GetUtcNow()) : null, ct);

    /// <summary>Ten new recovery codes in the place of the old.</summary>
    /// <returns>Null: there is no second factor to recover.</returns>
    public async Task<IReadOnlyList<string>?> NewCodesAsync(UserId user, CancellationToken ct)
    {
        var codes = RecoveryCodes.New();
        await using var context = database.OpenWithoutTenant();
        if (await context.SecondFactors.FirstOrDefaultAsync(row => row.UserId == user, ct) is not { IsSet: true } factor)
        {
            return null;
        }
        factor.GiveCodes(codes);
        await context.SaveChangesAsync(ct);
        return codes;
    }

    public async Task RemoveAsync(UserId user, CancellationToken ct)
    {
        await using var context = database.OpenWithoutTenant();
        await context.SecondFactors.Where(row => row.UserId == user).ExecuteDeleteAsync(ct);
    }

    /// <summary>No answer leaves before it is saved: a try that was not counted is a try for nothing.</summary>
    private async Task<CodeTry> ChangeAsync(UserId user, Func<SecondFactor, CodeTry?> attempt, CancellationToken ct)
    {
        for (var turn = 0; turn < MaxTurns; turn++)
        {
            await using var context = database.OpenWithoutTenant();
            if (await context.SecondFactors.FirstOrDefaultAsync(row => row.UserId == user, ct) is not { } factor || attempt(factor) is not { } tried)
            {
                return new CodeTry(false, SecondFactor.MaxTries, null);
            }
            try
            {
                await context.SaveChangesAsync(ct);
                return tried;
            }
            catch (DbUpdateConcurrencyException)
            {
                // another try was faster: look again at what it left
            }
        }
        return new CodeTry(false, 0, null);
    }

    private byte[] Secret(SecondFactor factor) => For(factor.UserId).Unprotect(factor.SealedSecret);

    private IDataProtector For(UserId user) => protection.CreateProtector("Portal", "second-factor", user.ToString());
}
