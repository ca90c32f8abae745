using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Portal.Domain.People;
using Portal.Domain.Primitives;
using Portal.Infrastructure.Identity;
using Portal.Web.Composition;

namespace Portal.Web.Features.Account;

/// <summary>Gives browsers their cookies: a new key with each sign-in and with each change of what a person may do, never a key that was there before.</summary>
/// <remarks>The framework's own sign-in keeps the key of a sign-in that the request already brought, so a key that somebody planted would live on.</remarks>
public sealed class SessionDesk(
    TenantClaims claims, UserManager<PortalUser> users, SessionTickets tickets, SessionStore sessions, IOptionsMonitor<CookieAuthenticationOptions> cookies, TimeProvider clock)
{
    /// <summary>Where the framework's cookie keeps the key of a ticket that stays on the server.</summary>
    private const string KeyClaim = "Microsoft.AspNetCore.Authentication.Cookies-SessionId";

    /// <summary>Signs in anew; a sign-in that the browser brought is over.</summary>
    /// <param name="tenant">Null: the only one there is, or none until the person has chosen.</param>
    public async Task<ClaimsPrincipal> SignInAsync(HttpContext http, PortalUser user, SignInMethod method, TenantId? tenant, CancellationToken ct)
    {
        var ticket = Ticket(await claims.CreateAsync(user, tenant));
        ticket.Properties.Items[nameof(SignInMethod)] = method.ToString();
        SetCookie(http, await tickets.StoreAsync(ticket));
        if (http.User.SessionId() is { } before && http.User.UserId() is { } whose)
        {
            await sessions.EndAsync(whose, before, ct);
        }
        return ticket.Principal;
    }

    /// <summary>Another key for the sign-in of this request, with claims that are read anew. Open pages live on, the cookie before is dead.</summary>
    /// <param name="tenant">The tenant to work in from now; null: none is chosen.</param>
    /// <returns>False: the sign-in is over, or the person gone.</returns>
    public async Task<bool> RenewAsync(HttpContext http, TenantId? tenant, CancellationToken ct)
    {
        if (http.User.SessionId() is not { } session || http.User.UserId() is not { } person || await users.FindByIdAsync(person.Value.ToString()) is not { } user)
        {
            return false;
        }
        if (await tickets.RenewKeyAsync(session, Ticket(await claims.CreateAsync(user, tenant)), ct) is not { } key)
        {
            return false;
        }
        SetCookie(http, key);
        return true;
    }

    private AuthenticationTicket Ticket(ClaimsPrincipal principal)
    {
        var now = clock.GetUtcNow();
        return new AuthenticationTicket(principal, new AuthenticationProperties { IssuedUtc = now, ExpiresUtc = now + Session.Longest }, IdentityConstants.ApplicationScheme);
    }

    private void SetCookie(HttpContext http, string key)
    {
        var cookie = cookies.Get(IdentityConstants.ApplicationScheme);
        var name = new ClaimsPrincipal(new ClaimsIdentity([new Claim(KeyClaim, key, ClaimValueTypes.String, cookie.ClaimsIssuer)]));
        var value = cookie.TicketDataFormat.Protect(new AuthenticationTicket(name, null, IdentityConstants.ApplicationScheme));
        cookie.CookieManager.AppendResponseCookie(http, cookie.Cookie.Name!, value, cookie.Cookie.Build(http));
        http.Response.Headers.CacheControl = "no-store";
    }
}
