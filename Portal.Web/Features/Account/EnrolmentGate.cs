using Microsoft.AspNetCore.Components.Endpoints;
using Portal.Infrastructure.Identity;
using Portal.Web.Composition;

namespace Portal.Web.Features.Account;

/// <summary>Whoever must use a second factor and did not is led to it by every page; commands and sockets are refused by the check of each command.</summary>
public static class EnrolmentGate
{
    public const string Path = "/account/second-factor";

    public static void UseEnrolmentGate(this IApplicationBuilder app) => app.Use(async (http, next) =>
    {
        if (IsOtherPage(http) && http.User.UserId() is { } user && await http.RequestServices.GetRequiredService<FactorQuery>().MustUseAsync(user, http.User.SessionId(), http.RequestAborted))
        {
            http.Response.Redirect(Path);
            return;
        }
        await next(http);
    });

    private static bool IsOtherPage(HttpContext http) =>
        http.GetEndpoint()?.Metadata.GetMetadata<ComponentTypeMetadata>() is not null && !http.Request.Path.StartsWithSegments("/account")
        && !http.Request.Path.StartsWithSegments("/error") && !http.Request.Path.StartsWithSegments("/not-found");
}
