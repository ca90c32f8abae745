using Microsoft.AspNetCore.Identity;

namespace Portal.Infrastructure.Identity;

/// <summary>A person who signs in. What they may do stands in memberships, never here.</summary>
public sealed class PortalUser : IdentityUser<Guid>
{
    /// <summary>How the person is called on pages.</summary>
    [PersonalData]
    public string DisplayName { get; set; } = "";
}
