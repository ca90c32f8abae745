using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Portal.Domain.People;
using Portal.Domain.Primitives;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Persistence;
using Portal.Web.Composition;
using Portal.Web.Features.Account.Limits;

namespace Portal.Web.Features.Account;

/// <summary>The form of the sign-in page: first the limits, then one hash, then the cookie.</summary>
public static class SignInEndpoint
{
    private const int MaxInput = 256;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost($"{AccountEndpoints.LoginPath}/submit", SignInAsync).AllowAnonymous();

    private static async Task<IResult> SignInAsync(
        [FromForm(Name = "Email")] string? email, [FromForm(Name = "Password")] string? password, [FromForm] string? returnUrl,
        HttpContext http, SignInDoor door, SignInFlow flow, SecondFactorStep second, AcrossTenants across, CancellationToken ct)
    {
        var from = http.Connection.RemoteIpAddress;
        var (pass, refused) = await door.EnterAsync(from, ct);
        using var turn = pass;
        if (refused is not null)
        {
            return refused;
        }
        var tried = email is { Length: > 0 and <= MaxInput } && password is { Length: > 0 and <= MaxInput } ? await flow.TryAsync(email.Trim(), password) : null;
        if (tried?.User is not { } user)
        {
            door.Failed(from, email, tried?.PausedNow);
            var left = tried is null ? "" : $"&left={tried.TriesLeft}";
            return Results.Redirect($"{AccountEndpoints.LoginPath}?failed=1{left}&returnUrl={Uri.EscapeDataString(ReturnPath.Of(returnUrl))}");
        }
        door.CameIn(from);
        return await LetInAsync(user, returnUrl, http, second, across, ct);
    }

    /// <summary>Only after the right password is anything said of the person's places.</summary>
    private static async Task<IResult> LetInAsync(PortalUser user, string? returnUrl, HttpContext http, SecondFactorStep second, AcrossTenants across, CancellationToken ct)
    {
        var places = await across.PlacesOfAsync(new UserId(user.Id), ct);
        if (!places.Any(place => place.IsOpen) && await across.PlatformRoleOfAsync(new UserId(user.Id), ct) is null)
        {
            return Results.Redirect($"{AccountEndpoints.ClosedPath}?why={(places.Count > 0 ? "stopped" : "none")}");
        }
        return await second.AskAsync(http, user, ReturnPath.Of(returnUrl)) ?? Results.Redirect(await second.OpenAsync(http, user, SignInMethod.Password, returnUrl));
    }
}

/// <summary>What every try of a password passes first, and where its outcome is noted.</summary>
public sealed class SignInDoor(SignInGate gate, HashTurns turns, SignInWatch watch)
{
    /// <summary>Takes a place and a turn to hash.</summary>
    /// <returns>The turn, to be given back, or the answer that refuses.</returns>
    public async Task<(IDisposable? Turn, IResult? Refused)> EnterAsync(System.Net.IPAddress? from, CancellationToken ct)
    {
        if (gate.Enter(from) is { } wait)
        {
            watch.Refused(from);
            return (null, Later(StatusCodes.Status429TooManyRequests, wait));
        }
        return await turns.TakeAsync(ct) is { } turn ? (turn, null) : (null, Later(StatusCodes.Status503ServiceUnavailable, HashTurns.TryAfter));
    }

    public void CameIn(System.Net.IPAddress? from) => gate.CameIn(from);

    public void Failed(System.Net.IPAddress? from, string? email, PortalUser? pausedNow)
    {
        watch.Failed(from, email ?? "");
        if (pausedNow is not null)
        {
            watch.Paused(pausedNow);
        }
    }

    private static LaterResult Later(int status, TimeSpan wait) => new(status, (int)Math.Ceiling(wait.TotalSeconds));

    /// <summary>A page that says when to come back, with its header for scripts.</summary>
    private sealed class LaterResult(int status, int seconds) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.Headers.RetryAfter = $"{seconds}";
            var page = new RazorComponentResult<TryLater>(new { IsBusy = status == StatusCodes.Status503ServiceUnavailable, Seconds = seconds }) { StatusCode = status };
            return page.ExecuteAsync(httpContext);
        }
    }
}
