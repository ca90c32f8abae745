using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Identity;
using Portal.Domain.People;
using Portal.Domain.Primitives;
using Portal.Domain.Work;
using Portal.Infrastructure.Identity;
using Portal.Web.Composition;

namespace Portal.Web.Features.Account;

/// <summary>What a browser brings back from a passkey.</summary>
/// <param name="Credential">As the browser writes it.</param>
/// <param name="Name">What a new passkey is called.</param>
/// <param name="ReturnUrl">Where sign-in was asked from.</param>
public sealed record PasskeyAnswer(JsonElement Credential, string? Name, string? ReturnUrl);

/// <summary>The two halves of each act with a passkey: what the browser is asked, and what it answers.</summary>
public static class PasskeyEndpoints
{
    public const int MaxName = 40;

    public static void MapPasskeys(this IEndpointRouteBuilder routes)
    {
        var own = routes.MapGroup("/account/passkeys").AddEndpointFilter<CommandFilter>();
        own.MapPost("/options", NewOptionsAsync);
        own.MapPost("/add", AddAsync);
        own.MapPost("/step-up/options", ProofOptionsAsync);
        own.MapPost("/step-up", ProveAsync);
        own.MapPost("/sign-in/options", async (SignInManager<PortalUser> signIn) => Json(await signIn.MakePasskeyRequestOptionsAsync(null))).AllowAnonymous();
        own.MapPost("/sign-in", SignInAsync).AllowAnonymous();
    }

    private static async Task<IResult> NewOptionsAsync(ClaimsPrincipal person, SignInManager<PortalUser> signIn, UserManager<PortalUser> users, FactorDesk desk)
    {
        var (user, session) = Who(person);
        await desk.EnsureProvenAsync(user, session);
        var found = await users.FindByIdAsync(user.ToString()) ?? throw new AccessDeniedException(CommonErrors.NotFound);
        return Json(await signIn.MakePasskeyCreationOptionsAsync(new PasskeyUserEntity { Id = found.Id.ToString(), Name = found.Email ?? "", DisplayName = found.DisplayName }));
    }

    private static async Task<IResult> AddAsync(JsonBody<PasskeyAnswer> body, ClaimsPrincipal person, HttpContext http, SignInManager<PortalUser> signIn, UserManager<PortalUser> users, FactorDesk desk)
    {
        var (user, session) = Who(person);
        await desk.EnsureProvenAsync(user, session);
        var isFirst = !(await desk.StatusAsync(user)).HasAny;
        var answer = body.Value;
        if (answer.Name?.Trim() is not { } name || !PlainText.IsFit(name, MaxName))
        {
            return Problems.Answer(new PortalError("name_invalid", ErrorKind.Invalid, "passkey_name"), http);
        }
        if (answer.Credential.ValueKind != System.Text.Json.JsonValueKind.Object)
        {
            return Refused(http);
        }
        var attested = await signIn.PerformPasskeyAttestationAsync(answer.Credential.GetRawText());
        if (!attested.Succeeded || attested.UserEntity?.Id != user.Value.ToString() || await users.FindByIdAsync(user.ToString()) is not { } found)
        {
            return Refused(http);
        }
        attested.Passkey.Name = name;
        if (!(await users.AddOrUpdatePasskeyAsync(found, attested.Passkey)).Succeeded)
        {
            return Refused(http);
        }
        if (isFirst)
        {
            await desk.UsedFirstAsync(user, session);
        }
        return Results.NoContent();
    }

    private static async Task<IResult> ProofOptionsAsync(ClaimsPrincipal person, SignInManager<PortalUser> signIn, UserManager<PortalUser> users) =>
        Json(await signIn.MakePasskeyRequestOptionsAsync(await users.FindByIdAsync(Who(person).User.ToString())));

    private static async Task<IResult> ProveAsync(JsonBody<PasskeyAnswer> body, ClaimsPrincipal person, HttpContext http, SignInManager<PortalUser> signIn, UserManager<PortalUser> users, ProveAgain again)
    {
        var (user, session) = Who(person);
        if (await UserOfAsync(body.Value, signIn, users) is not { } proven || proven.Id != user.Value)
        {
            return Refused(http);
        }
        return await again.ProvenAsync(user, session, withSecondFactor: true, http.RequestAborted) is { } refused ? Problems.Answer(refused, http) : Results.NoContent();
    }

    private static async Task<IResult> SignInAsync(JsonBody<PasskeyAnswer> body, HttpContext http, SignInManager<PortalUser> signIn, UserManager<PortalUser> users, SecondFactorStep step)
    {
        if (await UserOfAsync(body.Value, signIn, users) is not { } user)
        {
            return Refused(http);
        }
        return Results.Json(new { to = await step.OpenAsync(http, user, SignInMethod.Passkey, body.Value.ReturnUrl) });
    }

    /// <summary>Whose passkey answered the challenge that this browser was given; its counter is kept, so that a copy is noticed.</summary>
    private static async Task<PortalUser?> UserOfAsync(PasskeyAnswer answer, SignInManager<PortalUser> signIn, UserManager<PortalUser> users)
    {
        if (answer.Credential.ValueKind != System.Text.Json.JsonValueKind.Object)
        {
            return null;
        }
        var asserted = await signIn.PerformPasskeyAssertionAsync(answer.Credential.GetRawText());
        return asserted.Succeeded && (await users.AddOrUpdatePasskeyAsync(asserted.User, asserted.Passkey)).Succeeded ? asserted.User : null;
    }

    private static (UserId User, SessionId Session) Who(ClaimsPrincipal person) =>
        person.UserId() is { } user && person.SessionId() is { } session ? (user, session) : throw new AccessDeniedException(CommonErrors.NotFound);

    private static IResult Json(string options) => Results.Content(options, "application/json");

    private static IResult Refused(HttpContext http) => Problems.Answer(new PortalError("passkey_refused", ErrorKind.Invalid), http);
}
