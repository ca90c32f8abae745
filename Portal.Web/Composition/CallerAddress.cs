using System.Security.Claims;

namespace Portal.Web.Composition;

/// <summary>Where a signed-in person acts from, put beside the ticket for the length of one connection: pages keep it as long as their line stands.</summary>
public static class CallerAddress
{
    public const string Claim = "portal:address";

    /// <summary>After authentication. A principal of its own, so that the address is never written into the ticket.</summary>
    public static void UseCallerAddress(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        if (http.User.Identity is { IsAuthenticated: true } && http.Connection.RemoteIpAddress is { } address)
        {
            var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
            http.User = new ClaimsPrincipal([.. http.User.Identities, new ClaimsIdentity([new Claim(Claim, plain.ToString())])]);
        }
        return next(http);
    });
}
