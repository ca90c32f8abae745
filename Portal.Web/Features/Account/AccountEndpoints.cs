using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Portal.Infrastructure.Identity;

namespace Portal.Web.Features.Account;

/// <summary>Sign-in and sign-out by plain forms, and the token that scripts send with commands.</summary>
public static class AccountEndpoints
{
    public const string LoginPath = "/account/login";
    private const int MaxInput = 256;

    public static void MapAccount(this IEndpointRouteBuilder routes)
    {
        routes.MapPost($"{LoginPath}/submit", SignInAsync).AllowAnonymous();
        routes.MapPost("/account/logout", SignOutAsync);
        routes.MapGet("/account/antiforgery", Token);
    }

    /// <summary>A local path, or home: addresses of elsewhere in a return address are somebody's trick.</summary>
    public static string Home(string? returnUrl) =>
        returnUrl is ['/', ..] && returnUrl.Length < 512 && !returnUrl.StartsWith("//", StringComparison.Ordinal) && returnUrl.All(c => c is not '\\' && !char.IsControl(c))
        && !Uri.UnescapeDataString(returnUrl).Contains('\\', StringComparison.Ordinal) && !Uri.UnescapeDataString(returnUrl).StartsWith("//", StringComparison.Ordinal)
            ? returnUrl
            : "/";

    private static async Task<IResult> SignInAsync(
        [FromForm(Name = "Email")] string? email, [FromForm(Name = "Password")] string? password, [FromForm] string? returnUrl, HttpContext http, SignInFlow flow, SecondFactorStep second, SignInManager<PortalUser> signIn)
    {
        var tried = email is { Length: > 0 and <= MaxInput } && password is { Length: > 0 and <= MaxInput } ? await flow.TryAsync(email.Trim(), password) : null;
        if (tried?.User is not { } user)
        {
            var left = tried is null ? "" : $"&left={tried.TriesLeft}";
            return Results.Redirect($"{LoginPath}?failed=1{left}&returnUrl={Uri.EscapeDataString(Home(returnUrl))}");
        }
        if (await second.AskAsync(http, user, Home(returnUrl)) is { } ask)
        {
            return ask;
        }
        await signIn.SignInAsync(user, isPersistent: false);
        return Results.Redirect(Home(returnUrl));
    }

    private static async Task<IResult> SignOutAsync(SignInManager<PortalUser> signIn, HttpContext http, IAntiforgery antiforgery)
    {
        if (!await antiforgery.IsRequestValidAsync(http))
        {
            return Results.BadRequest();
        }
        await signIn.SignOutAsync();
        return Results.Redirect(LoginPath);
    }

    private static IResult Token(HttpContext http, IAntiforgery antiforgery)
    {
        http.Response.Headers.CacheControl = "no-store";
        return Results.Json(new { token = antiforgery.GetAndStoreTokens(http).RequestToken });
    }
}
