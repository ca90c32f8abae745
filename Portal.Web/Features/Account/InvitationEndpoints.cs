using Microsoft.AspNetCore.Mvc;
using Portal.Domain.People;
using Portal.Domain.Primitives;
using Portal.Infrastructure.Identity;
using Portal.Web.Composition;

namespace Portal.Web.Features.Account;

/// <summary>Accepts an invitation by a plain form. Whatever else a form holds is not read: role, counters and tenant stand in the invitation.</summary>
public static class InvitationEndpoints
{
    public const string AcceptPath = Invitations.Path + "/accept";

    public static void MapInvitations(this IEndpointRouteBuilder routes) => routes.MapPost(AcceptPath, AcceptAsync).AllowAnonymous();

    private static async Task<IResult> AcceptAsync(
        [FromForm] string? code, [FromForm(Name = "Name")] string? name, [FromForm(Name = "Password")] string? password, InvitationDesk desk, SessionDesk sessions, HttpContext http, CancellationToken ct)
    {
        var signedIn = http.User.UserId();
        switch (await desk.AcceptAsync(code, signedIn, name, password, ct))
        {
            case Outcome<Joined>.Done { Value: var joined } when signedIn is null:
                await sessions.SignInAsync(http, joined.User, SignInMethod.Password, joined.Tenant, ct);
                return Results.Redirect("/");
            case Outcome<Joined>.Done { Value: var joined }:
                await sessions.RenewAsync(http, joined.Tenant, ct);
                return Results.Redirect("/");
            case var no:
                var problem = no is Outcome<Joined>.Refused { Error: var error } ? error.Reason ?? error.Code : CommonErrors.Unavailable.Code;
                return Results.Redirect($"{Invitations.Path}?code={Uri.EscapeDataString(code is { Length: <= LinkSecret.Length } ? code : "")}&problem={problem}");
        }
    }
}
