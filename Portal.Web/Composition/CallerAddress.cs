using System.Security.Claims;

namespace Portal.Web.Composition;

/// <summary>Where a signed-in person acts from, put beside the ticket for the length of one connection: pages keep it as long as their line stands.</summary>
public static class CallerAddress
{
    public const string Claim = "portal:address";

    /// <summary>After authentication. An identity of its own beside the ticket's, which is never written into a ticket; the principal stays, since another would forget by which ticket it came.</summary>
    public static void UseCallerAddress(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        if (http.User.Identity is { IsAuthenticated: true } && http.Connection.RemoteIpAddress is { } address)
        {
            var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
            http.User.AddIdentity(new ClaimsIdentity([new Claim(Claim, plain.ToString())]));
        }
        return next(http);
    });
}
