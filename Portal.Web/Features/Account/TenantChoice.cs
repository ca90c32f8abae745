using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Portal.Domain.Primitives;
using Portal.Infrastructure.Identity;

namespace Portal.Web.Features.Account;

/// <summary>Chooses the tenant whose pages a sign-in shows. What is allowed there, each command reads anew.</summary>
public static class TenantChoice
{
    /// <summary>The same sign-in, for another tenant; null: for none.</summary>
    public static Task ChooseTenantAsync(this HttpContext http, TenantId? tenant)
    {
        var claims = http.User.Claims.Where(claim => claim.Type != TenantClaims.Tenant);
        if (tenant is { } chosen)
        {
            claims = claims.Append(new Claim(TenantClaims.Tenant, chosen.ToString()));
        }
        return http.SignInAsync(IdentityConstants.ApplicationScheme, new ClaimsPrincipal(new ClaimsIdentity(claims, IdentityConstants.ApplicationScheme)));
    }
}
