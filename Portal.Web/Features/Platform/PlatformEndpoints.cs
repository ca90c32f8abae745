using System.Security.Claims;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Web.Composition;
using Portal.Web.Features.Account;

namespace Portal.Web.Features.Platform;

/// <summary>Platform staff step into a tenant that lets them in, and out again.</summary>
public static class PlatformEndpoints
{
    public static void MapPlatform(this IEndpointRouteBuilder routes)
    {
        var visits = routes.MapGroup("/admin").AddEndpointFilter<CommandFilter>();
        visits.MapPost("/tenants/{id}/visit", VisitAsync);
        visits.MapPost("/visit/end", EndAsync);
    }

    private static async Task<IResult> VisitAsync(string id, VisitTenant flow, SessionDesk desk, ClaimsPrincipal person, HttpContext http, CancellationToken ct)
    {
        if (person.UserId() is not { } user || !TenantId.TryParse(id, out var tenant))
        {
            return Problems.Answer(CommonErrors.NotFound, http);
        }
        switch (await flow.RunAsync(new PlatformActor(user, person.SessionId()), tenant, ct))
        {
            case Outcome<Tenant>.Done:
                await desk.RenewAsync(http, tenant, ct);
                return Results.Redirect("/payments");
            case Outcome<Tenant>.Refused { Error: var error }:
                return Problems.Answer(error, http);
            default:
                return Problems.Answer(CommonErrors.Unavailable, http);
        }
    }

    private static async Task<IResult> EndAsync(ClaimsPrincipal person, SessionDesk desk, HttpContext http, CancellationToken ct)
    {
        if (!person.IsPlatform())
        {
            return Problems.Answer(CommonErrors.NotFound, http);
        }
        await desk.RenewAsync(http, tenant: null, ct);
        return Results.Redirect("/admin/tenants");
    }
}
