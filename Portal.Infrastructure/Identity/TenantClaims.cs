using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Portal.Domain.Primitives;
using Portal.Infrastructure.Persistence;

namespace Portal.Infrastructure.Identity;

/// <summary>Puts the chosen tenant or the platform role into the ticket. They choose what is shown; what is allowed is read anew by each command.</summary>
public sealed class TenantClaims(UserManager<PortalUser> users, IOptions<IdentityOptions> options, AcrossTenants across)
    : UserClaimsPrincipalFactory<PortalUser>(users, options)
{
    public const string Tenant = "portal:tenant";
    /// <summary>The sign-in; the ticket store puts it in.</summary>
    public const string Session = "portal:session";
    public const string Platform = "portal:platform";
    public const string DisplayName = "portal:name";

    protected override async Task<ClaimsIdentity> GenerateClaimsAsync(PortalUser user)
    {
        var identity = await base.GenerateClaimsAsync(user);
        identity.AddClaim(new Claim(DisplayName, user.DisplayName));
        if ((await across.MembershipsOfAsync(new UserId(user.Id), CancellationToken.None)).OrderBy(row => row.TenantId.Value).FirstOrDefault() is { } membership)
        {
            identity.AddClaim(new Claim(Tenant, membership.TenantId.ToString()));
        }
        if (await across.PlatformRoleOfAsync(new UserId(user.Id), CancellationToken.None) is { } role)
        {
            identity.AddClaim(new Claim(Platform, role.ToString()));
        }
        return identity;
    }
}
