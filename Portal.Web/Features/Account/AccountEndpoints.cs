using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Portal.Domain.Primitives;
using Portal.Infrastructure.Persistence;
using Portal.Web.Composition;

namespace Portal.Web.Features.Account;

/// <summary>Sign-in, choice of the tenant, sign-out by plain forms, and the token that scripts send with commands.</summary>
public static class AccountEndpoints
{
    public const string LoginPath = "/account/login";
    public const string ChoosePath = "/account/choose";

    /// <summary>Says to a person with the right password why there is nowhere to go.</summary>
    public const string ClosedPath = "/account/closed";

    public static void MapAccount(this IEndpointRouteBuilder routes)
    {
        SignInEndpoint.Map(routes);
        ResetEndpoints.Map(routes);
        OwnAccountEndpoints.Map(routes);
        routes.MapPost($"{ChoosePath}/submit", ChooseAsync);
        routes.MapPost("/account/logout", SignOutAsync);
        routes.MapGet("/account/antiforgery", Token);
    }

    /// <summary>Another tenant, or the platform: a new key in the same sign-in. What is open elsewhere stays bound to its own.</summary>
    private static async Task<IResult> ChooseAsync([FromForm] string? tenant, [FromForm] string? returnUrl, HttpContext http, SessionDesk desk, AcrossTenants across, CancellationToken ct)
    {
        var person = http.User.UserId() ?? throw new InvalidOperationException("A route for signed-in people let a stranger in.");
        var home = ReturnPath.Of(returnUrl);
        if (string.IsNullOrEmpty(tenant))
        {
            return await across.PlatformRoleOfAsync(person, ct) is not null && await desk.RenewAsync(http, tenant: null, ct)
                ? Results.Redirect(home == "/" ? "/admin/tenants" : home)
                : Problems.Answer(CommonErrors.NotFound, http);
        }
        return Guid.TryParse(tenant, out var id)
            && (await across.PlacesOfAsync(person, ct)).Any(place => place.Tenant == new TenantId(id) && place.IsOpen)
            && await desk.RenewAsync(http, new TenantId(id), ct)
                ? Results.Redirect(home)
                : Problems.Answer(CommonErrors.NotFound, http);
    }

    private static async Task<IResult> SignOutAsync(HttpContext http, IAntiforgery antiforgery)
    {
        if (!await antiforgery.IsRequestValidAsync(http))
        {
            return Results.BadRequest();
        }
        await http.SignOutAsync(IdentityConstants.ApplicationScheme);
        return Results.Redirect(LoginPath);
    }

    private static IResult Token(HttpContext http, IAntiforgery antiforgery)
    {
        http.Response.Headers.CacheControl = "no-store";
        return Results.Json(new { token = antiforgery.GetAndStoreTokens(http).RequestToken });
    }
}
