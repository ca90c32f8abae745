using System.Globalization;
using Microsoft.AspNetCore.Identity;
using Portal.Domain.People;
using Portal.Domain.Primitives;
using Portal.Domain.Work;
using Portal.Infrastructure.Identity;

namespace Portal.Web.Features.Account;

/// <summary>By what a person can prove again who they are.</summary>
public sealed record ProofWays(bool Code, bool Passkey, bool Password);

/// <summary>Step-up: a signed-in person proves again who they are, and for five minutes counts as proven in this sign-in alone.</summary>
/// <remarks>Source: CONTRACT, <c>POST /account/step-up</c>; RELIABILITY rule 17.</remarks>
public sealed class ProveAgain(
    IServiceScopeFactory scopes, SecondFactors factors, FactorQuery status, SessionStore sessions, SecondFactorPolicy policy, TimeProvider clock)
{
    private const int MaxInput = 256;

    public async Task<ProofWays> WaysOfAsync(UserId user, CancellationToken ct)
    {
        var has = await status.OfAsync(user, ct);
        return new ProofWays(has.HasCodes, has.Passkeys > 0, !has.HasAny && policy.TakesPasswordAsProof);
    }

    /// <returns>Null: proven. Else <c>proof_wrong</c> with <c>triesLeft</c>, or <c>too_many_requests</c> with <c>until</c>.</returns>
    public async Task<PortalError?> ByCodeAsync(UserId user, SessionId session, string? code, CancellationToken ct)
    {
        if (code is not { Length: > 0 and <= MaxInput } || !(await status.OfAsync(user, ct)).HasCodes)
        {
            return Wrong(triesLeft: null);
        }
        var tried = await factors.TryAsync(user, code, ct);
        return tried.IsRight ? await ProvenAsync(user, session, withSecondFactor: true, ct) : tried.TriesLeft == 0 ? Paused(tried.PausedUntil) : Wrong(tried.TriesLeft);
    }

    /// <summary>Only in Development, and only for people who have nothing better.</summary>
    /// <returns>As <see cref="ByCodeAsync"/>, or <c>second_factor_required</c>.</returns>
    public async Task<PortalError?> ByPasswordAsync(UserId user, SessionId session, string? password, CancellationToken ct)
    {
        if (!(await WaysOfAsync(user, ct)).Password)
        {
            return CommonErrors.SecondFactorRequired;
        }
        await using var scope = scopes.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();
        if (password is not { Length: > 0 and <= MaxInput } || await users.FindByIdAsync(user.ToString()) is not { } person)
        {
            return Wrong(triesLeft: null);
        }
        if (await users.IsLockedOutAsync(person))
        {
            return Paused(person.LockoutEnd);
        }
        if (await users.CheckPasswordAsync(person, password))
        {
            await users.ResetAccessFailedCountAsync(person);
            return await ProvenAsync(user, session, withSecondFactor: false, ct);
        }
        await users.AccessFailedAsync(person);
        return await users.IsLockedOutAsync(person)
            ? Paused(person.LockoutEnd)
            : Wrong(users.Options.Lockout.MaxFailedAccessAttempts - await users.GetAccessFailedCountAsync(person));
    }

    /// <summary>Notes the proof. A second factor that was used here counts for the sign-in from now on.</summary>
    /// <returns><c>not_found</c>: this sign-in was ended.</returns>
    public async Task<PortalError?> ProvenAsync(UserId user, SessionId session, bool withSecondFactor, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var isOpen = false;
        await sessions.ChangeAsync(
            user,
            session,
            row =>
            {
                isOpen = row.IsLiveAt(now);
                if (!isOpen)
                {
                    return;
                }
                row.Proven(now, Session.FreshFor);
                if (withSecondFactor && !row.HasSecondFactor)
                {
                    row.SecondFactorSet();
                }
            },
            ct);
        return isOpen ? null : CommonErrors.NotFound;
    }

    private static PortalError Wrong(int? triesLeft) =>
        new("proof_wrong", ErrorKind.Invalid, Figures: triesLeft is { } left ? new Dictionary<string, string> { ["triesLeft"] = left.ToString(CultureInfo.InvariantCulture) } : null);

    private static PortalError Paused(DateTimeOffset? until) =>
        new("too_many_requests", ErrorKind.TooMany, "proof_paused", until is { } end ? new Dictionary<string, string> { ["until"] = end.ToString("O", CultureInfo.InvariantCulture) } : null);
}
