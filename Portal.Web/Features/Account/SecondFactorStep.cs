using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Portal.Domain.People;
using Portal.Domain.Primitives;
using Portal.Infrastructure.Identity;
using Portal.Web.Composition;

namespace Portal.Web.Features.Account;

/// <summary>Between the right password and the sign-in: whoever has a second factor is asked for it, every time, on every browser.</summary>
/// <remarks>The half-way ticket lasts five minutes, opens nothing, and dies with the password it was got by.</remarks>
public sealed class SecondFactorStep(FactorQuery status, UserManager<PortalUser> users, SessionDesk desk, TimeProvider clock)
{
    public const string CodePath = "/account/code";
    public const string Scheme = "Portal.HalfWay";
    public static readonly TimeSpan HalfWayLasts = TimeSpan.FromMinutes(5);
    private const string Stamp = "portal:stamp";

    /// <summary>Called once the password was right.</summary>
    /// <returns>Where the person is asked; null: nothing more is asked of this one, sign in.</returns>
    public async Task<IResult?> AskAsync(HttpContext http, PortalUser user, string returnUrl)
    {
        if (!(await status.OfAsync(new UserId(user.Id), http.RequestAborted)).HasAny)
        {
            return null;
        }
        var half = new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, user.Id.ToString()), new Claim(Stamp, user.SecurityStamp ?? "")], Scheme);
        await http.SignInAsync(Scheme, new ClaimsPrincipal(half), new AuthenticationProperties { ExpiresUtc = clock.GetUtcNow() + HalfWayLasts, AllowRefresh = false });
        return Results.Redirect($"{CodePath}?returnUrl={Uri.EscapeDataString(returnUrl)}");
    }

    /// <summary>Who is half-way in; null: nobody, or for too long, or with a password that was changed since.</summary>
    public async Task<PortalUser?> HalfWayAsync(HttpContext http) =>
        (await http.AuthenticateAsync(Scheme)).Principal is { } half && half.FindFirstValue(ClaimTypes.NameIdentifier) is { } id
            && await users.FindByIdAsync(id) is { } user && user.SecurityStamp == half.FindFirstValue(Stamp)
            ? user
            : null;

    /// <summary>Opens the sign-in, and ends the half-way ticket.</summary>
    /// <returns>Where the person goes from here: back, or first to the choice among several tenants.</returns>
    public async Task<string> OpenAsync(HttpContext http, PortalUser user, SignInMethod method, string? returnUrl)
    {
        await http.SignOutAsync(Scheme);
        var person = await desk.SignInAsync(http, user, method, tenant: null, http.RequestAborted);
        var home = ReturnPath.Of(returnUrl);
        return person.HasPlace() ? home : $"{AccountEndpoints.ChoosePath}?returnUrl={Uri.EscapeDataString(home)}";
    }
}
