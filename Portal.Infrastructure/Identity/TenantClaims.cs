using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Portal.Domain.Primitives;
using Portal.Infrastructure.Persistence;

namespace Portal.Infrastructure.Identity;

/// <summary>Puts the chosen tenant and the platform role into the ticket. They choose what is shown; what is allowed is read anew by each command.</summary>
public sealed class TenantClaims(UserManager<PortalUser> users, IOptions<IdentityOptions> options, AcrossTenants across)
    : UserClaimsPrincipalFactory<PortalUser>(users, options)
{
    public const string Tenant = "portal:tenant";
    /// <summary>The sign-in; the ticket store puts it in.</summary>
    public const string Session = "portal:session";
    public const string Platform = "portal:platform";
    public const string DisplayName = "portal:name";

    /// <summary>There is more than one place to choose from.</summary>
    public const string Several = "portal:several";

    private TenantId? _chosen;

    /// <summary>A ticket for one tenant; without one, for the only place there is, and for none where a choice is open.</summary>
    public async Task<ClaimsPrincipal> CreateAsync(PortalUser user, TenantId? chosen)
    {
        _chosen = chosen;
        return await CreateAsync(user);
    }

    protected override async Task<ClaimsIdentity> GenerateClaimsAsync(PortalUser user)
    {
        var identity = await base.GenerateClaimsAsync(user);
        identity.AddClaim(new Claim(DisplayName, user.DisplayName));
        var open = (await across.PlacesOfAsync(new UserId(user.Id), CancellationToken.None)).Where(place => place.IsOpen).Select(place => place.Tenant).ToList();
        var platform = await across.PlatformRoleOfAsync(new UserId(user.Id), CancellationToken.None);
        var isSeveral = open.Count + (platform is null ? 0 : 1) > 1;
        if (_chosen is { } chosen ? open.Contains(chosen) || platform is not null : open.Count == 1 && !isSeveral)
        {
            identity.AddClaim(new Claim(Tenant, (_chosen ?? open[0]).ToString()));
        }
        if (platform is { } role)
        {
            identity.AddClaim(new Claim(Platform, role.ToString()));
        }
        if (isSeveral)
        {
            identity.AddClaim(new Claim(Several, "yes"));
        }
        return identity;
    }
}
