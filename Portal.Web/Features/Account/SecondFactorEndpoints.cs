using System.Security.Claims;
using Microsoft.AspNetCore.Mvc;
using Portal.Domain.People;
using Portal.Domain.Primitives;
using Portal.Infrastructure.Identity;
using Portal.Web.Composition;

namespace Portal.Web.Features.Account;

/// <summary>What a script proves itself by: one of the two.</summary>
public sealed record Proof(string? Code, string? Password);

/// <summary>The code after the password, and step-up for scripts.</summary>
public static class SecondFactorEndpoints
{
    private const int MaxInput = 256;

    public static void MapSecondFactor(this IEndpointRouteBuilder routes)
    {
        routes.MapPost($"{SecondFactorStep.CodePath}/submit", EnterAsync).AllowAnonymous();
        routes.MapPost("/account/step-up", ProveAsync).AddEndpointFilter<CommandFilter>();
    }

    private static async Task<IResult> EnterAsync(
        [FromForm(Name = "Code")] string? code, [FromForm] string? returnUrl, HttpContext http, SecondFactorStep step, SecondFactors factors)
    {
        var back = Uri.EscapeDataString(ReturnPath.Of(returnUrl));
        if (await step.HalfWayAsync(http) is not { } user)
        {
            return Results.Redirect($"{AccountEndpoints.LoginPath}?returnUrl={back}");
        }
        var tried = code is { Length: > 0 and <= MaxInput } ? await factors.TryAsync(new UserId(user.Id), code, http.RequestAborted) : null;
        if (tried is not { IsRight: true })
        {
            var left = tried is null ? "" : $"&left={tried.TriesLeft}";
            return Results.Redirect($"{SecondFactorStep.CodePath}?failed=1{left}&returnUrl={back}");
        }
        return Results.Redirect(await step.OpenAsync(http, user, SignInMethod.PasswordAndCode, returnUrl));
    }

    private static async Task<IResult> ProveAsync(JsonBody<Proof> body, ClaimsPrincipal person, HttpContext http, ProveAgain again)
    {
        if (person.UserId() is not { } user || person.SessionId() is not { } session)
        {
            return Problems.Answer(CommonErrors.NotFound, http);
        }
        var proof = body.Value;
        var refused = proof.Code is { } code
            ? await again.ByCodeAsync(user, session, code, http.RequestAborted)
            : await again.ByPasswordAsync(user, session, proof.Password, http.RequestAborted);
        return refused is null ? Results.NoContent() : Problems.Answer(refused, http);
    }
}
