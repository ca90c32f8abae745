using System.Text;
using Microsoft.AspNetCore.Identity;
using Portal.Domain.People;
using Portal.Domain.Primitives;
using Portal.Domain.Work;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Qr;

namespace Portal.Web.Features.Account;

/// <summary>A set-up that was begun, shown once.</summary>
/// <param name="Key">To be typed into an app.</param>
/// <param name="Picture">The QR code as an address of data.</param>
public sealed record FactorSetup(string Key, string Picture);

/// <summary>A passkey as its owner sees it.</summary>
/// <param name="Id">Base64url, as in commands.</param>
public sealed record OwnPasskey(string Id, string Name, DateTimeOffset CreatedAt);

/// <summary>A person's own second factors: set up, looked at, removed. Whoever has one must be proven to change anything; whoever has none must have signed in a moment ago.</summary>
public sealed class FactorDesk(IServiceScopeFactory scopes, SecondFactors factors, FactorQuery status, SessionStore sessions, ProveAgain again, TimeProvider clock)
{
    private const string Issuer = "Merchant portal";

    /// <summary>So long after sign-in the first factor is set up without another proof: there is nothing to prove with.</summary>
    private static readonly TimeSpan s_firstWithin = TimeSpan.FromMinutes(15);

    public Task<FactorStatus> StatusAsync(UserId user) => status.OfAsync(user, CancellationToken.None);

    /// <summary>Whether this sign-in leads nowhere but to a second factor.</summary>
    public Task<bool> MustAsync(UserId user, SessionId? session) => status.MustUseAsync(user, session, CancellationToken.None);

    /// <exception cref="AccessDeniedException"><c>step_up_required</c>, or <c>not_found</c>: the sign-in is over.</exception>
    public async Task EnsureProvenAsync(UserId user, SessionId? session)
    {
        var now = clock.GetUtcNow();
        var own = (await sessions.LiveAsync(user, CancellationToken.None)).FirstOrDefault(row => row.Id == session) ?? throw new AccessDeniedException(CommonErrors.NotFound);
        var isFirst = !(await StatusAsync(user)).HasAny;
        if (!own.IsProvenAt(now) && !(isFirst && now - own.CreatedAt <= s_firstWithin))
        {
            throw new AccessDeniedException(CommonErrors.StepUpRequired);
        }
    }

    /// <returns>Null: an app is set up already.</returns>
    /// <exception cref="AccessDeniedException">As <see cref="EnsureProvenAsync"/>.</exception>
    public async Task<FactorSetup?> StartAsync(UserId user, SessionId? session)
    {
        await EnsureProvenAsync(user, session);
        if (await factors.StartAsync(user, CancellationToken.None) is not { } secret)
        {
            return null;
        }
        await using var scope = scopes.CreateAsyncScope();
        var person = await scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>().FindByIdAsync(user.ToString());
        var address = Totp.AddressFor(secret, Issuer, person?.Email ?? "");
        return new FactorSetup(Totp.TypedKey(secret), $"data:image/svg+xml;base64,{Convert.ToBase64String(Encoding.UTF8.GetBytes(QrPicture.Svg(address)))}");
    }

    /// <summary>The first code of the app. Other sign-ins of the person were made without it and are ended.</summary>
    /// <exception cref="AccessDeniedException">As <see cref="EnsureProvenAsync"/>.</exception>
    public async Task<(CodeTry Tried, IReadOnlyList<string>? RecoveryCodes)> ConfirmAsync(UserId user, SessionId session, string typed)
    {
        await EnsureProvenAsync(user, session);
        var (tried, codes) = await factors.ConfirmAsync(user, typed, CancellationToken.None);
        if (tried.IsRight)
        {
            await UsedFirstAsync(user, session);
        }
        return (tried, codes);
    }

    /// <summary>A factor was set up in this sign-in: it counts here, and sign-ins without it end.</summary>
    public async Task UsedFirstAsync(UserId user, SessionId session)
    {
        await again.ProvenAsync(user, session, withSecondFactor: true, CancellationToken.None);
        await sessions.EndAllAsync(user, but: session, CancellationToken.None);
    }

    /// <returns>Ten new codes; null: no app is set up.</returns>
    /// <exception cref="AccessDeniedException">As <see cref="EnsureProvenAsync"/>.</exception>
    public async Task<IReadOnlyList<string>?> NewRecoveryCodesAsync(UserId user, SessionId? session)
    {
        await EnsureProvenAsync(user, session);
        return await factors.NewCodesAsync(user, CancellationToken.None);
    }

    /// <returns>False: policy asks for a second factor, and this is the last.</returns>
    /// <exception cref="AccessDeniedException">As <see cref="EnsureProvenAsync"/>.</exception>
    public async Task<bool> RemoveAppAsync(UserId user, SessionId? session)
    {
        await EnsureProvenAsync(user, session);
        if (!(await StatusAsync(user)).MayLose)
        {
            return false;
        }
        await factors.RemoveAsync(user, CancellationToken.None);
        return true;
    }

    public async Task<IReadOnlyList<OwnPasskey>> PasskeysAsync(UserId user)
    {
        await using var scope = scopes.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();
        return await users.FindByIdAsync(user.ToString()) is not { } person
            ? []
            : [.. (await users.GetPasskeysAsync(person)).Select(passkey => new OwnPasskey(Base64Url(passkey.CredentialId), passkey.Name ?? "", passkey.CreatedAt))];
    }

    /// <returns>False: policy asks for a second factor, and this is the last.</returns>
    /// <exception cref="AccessDeniedException">As <see cref="EnsureProvenAsync"/>.</exception>
    public async Task<bool> RemovePasskeyAsync(UserId user, SessionId? session, string id)
    {
        await EnsureProvenAsync(user, session);
        if (!(await StatusAsync(user)).MayLose)
        {
            return false;
        }
        await using var scope = scopes.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();
        if (await users.FindByIdAsync(user.ToString()) is { } person)
        {
            await users.RemovePasskeyAsync(person, System.Buffers.Text.Base64Url.DecodeFromChars(id));
        }
        return true;
    }

    private static string Base64Url(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
}
