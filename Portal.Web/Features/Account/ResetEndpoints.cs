using Microsoft.AspNetCore.Mvc;
using Portal.Domain.Primitives;
using Portal.Infrastructure.Identity;

namespace Portal.Web.Features.Account;

/// <summary>Forgotten passwords: asking for a link, and using it.</summary>
public static class ResetEndpoints
{
    public const string ForgotPath = "/account/forgot";
    private const int MaxInput = 256;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost($"{ForgotPath}/submit", AskAsync).AllowAnonymous();
        routes.MapPost($"{PasswordLinks.Path}/submit", UseAsync).AllowAnonymous();
    }

    /// <summary>Answers before anything is looked up, so that neither words nor time tell whether the address is somebody's.</summary>
    private static async Task<IResult> AskAsync([FromForm(Name = "Email")] string? email, HttpContext http, SignInDoor door, AfterAnswer after, AccountMails mails, CancellationToken ct)
    {
        var (pass, refused) = await door.EnterAsync(http.Connection.RemoteIpAddress, ct);
        using var turn = pass;
        if (refused is not null)
        {
            return refused;
        }
        if (email is { Length: > 0 and <= MaxInput })
        {
            after.TryAdd(token => mails.ResetAsync(email.Trim(), token));
        }
        return Results.Redirect($"{ForgotPath}?sent=1");
    }

    private static async Task<IResult> UseAsync(
        [FromForm] string? code, [FromForm(Name = "Password")] string? password, HttpContext http, SignInDoor door, Passwords passwords, CancellationToken ct)
    {
        var (pass, refused) = await door.EnterAsync(http.Connection.RemoteIpAddress, ct);
        using var turn = pass;
        if (refused is not null)
        {
            return refused;
        }
        return await passwords.ResetAsync(code, password, ct) switch
        {
            Outcome<UserId>.Done => Results.Redirect($"{AccountEndpoints.LoginPath}?reset=1"),
            var outcome when outcome.ErrorCode() == PasswordErrors.Weak.Code => Results.Redirect($"{PasswordLinks.Path}?code={Uri.EscapeDataString(code ?? "")}&weak=1"),
            _ => Results.Redirect(PasswordLinks.Path),
        };
    }
}
