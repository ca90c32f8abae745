using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Portal.Domain.People;
using Portal.Domain.Primitives;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Persistence.Queries;
using Portal.Web.Composition;

namespace Portal.Web.Features.Account;

/// <summary>The forms of one's own account: plain ones, since a new key needs an answer that sets a cookie.</summary>
public static class OwnAccountEndpoints
{
    public const string Path = "/account";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost($"{Path}/name/submit", RenameAsync);
        routes.MapPost($"{Path}/password/submit", ChangePasswordAsync);
        routes.MapPost($"{Path}/sessions/end", EndAsync);
        routes.MapPost($"{Path}/sessions/end-others", EndOthersAsync);
    }

    private static async Task<IResult> RenameAsync([FromForm(Name = "Name")] string? text, HttpContext http, OwnAccounts accounts, SessionDesk desk, CancellationToken ct)
    {
        if (!PersonName.TryRead(text, out var name))
        {
            return Results.Redirect($"{Path}?refused={PersonName.Invalid.Reason}");
        }
        return await accounts.RenameAsync(Person(http), name, ct) && await desk.RenewAsync(http, http.User.TenantId(), ct)
            ? Results.Redirect($"{Path}?said=name")
            : Problems.Answer(CommonErrors.NotFound, http);
    }

    private static async Task<IResult> ChangePasswordAsync(
        [FromForm(Name = "Old")] string? old, [FromForm(Name = "Password")] string? password, HttpContext http, SignInDoor door, Passwords passwords, SessionDesk desk, CancellationToken ct)
    {
        if (http.User.SessionId() is not { } session)
        {
            return Problems.Answer(CommonErrors.NotFound, http);
        }
        var (pass, refused) = await door.EnterAsync(http.Connection.RemoteIpAddress, ct);
        using var turn = pass;
        if (refused is not null)
        {
            return refused;
        }
        var changed = await passwords.ChangeAsync(Person(http), session, old, password, ct);
        if (changed.ErrorCode() is { } code)
        {
            return Results.Redirect($"{Path}?refused={code}");
        }
        door.CameIn(http.Connection.RemoteIpAddress);
        await desk.RenewAsync(http, http.User.TenantId(), ct);
        return Results.Redirect($"{Path}?said=password");
    }

    private static async Task<IResult> EndAsync([FromForm] string? session, HttpContext http, SessionStore sessions, CancellationToken ct)
    {
        if (!SessionId.TryParse(session, out var id) || !await sessions.EndAsync(Person(http), id, ct))
        {
            return Problems.Answer(CommonErrors.NotFound, http);
        }
        if (id != http.User.SessionId())
        {
            return Results.Redirect($"{Path}?said=ended");
        }
        await http.SignOutAsync(IdentityConstants.ApplicationScheme);
        return Results.Redirect(AccountEndpoints.LoginPath);
    }

    private static async Task<IResult> EndOthersAsync([FromForm(Name = "confirm")] string? _, HttpContext http, SessionStore sessions, CancellationToken ct)
    {
        await sessions.EndAllAsync(Person(http), http.User.SessionId(), ct);
        return Results.Redirect($"{Path}?said=ended");
    }

    private static UserId Person(HttpContext http) => http.User.UserId() ?? throw new InvalidOperationException("A route for signed-in people let a stranger in.");
}
