using Microsoft.AspNetCore.Authentication;
using Portal.Domain.People;
using Portal.Domain.Primitives;
using Portal.Web.Composition;

namespace Portal.Web.Realtime.Open;

/// <summary>Whose socket it is, as the ticket said when it was opened.</summary>
/// <param name="Tenant">Null for platform staff.</param>
/// <param name="Address">Where it comes from, an IP address as text.</param>
/// <param name="Until">When the sign-in is over, whatever the person does.</param>
public sealed record SocketOwner(UserId Person, SessionId Session, TenantId? Tenant, string Address, DateTimeOffset Until)
{
    /// <summary>Null: nobody is signed in, or by a ticket of which the server keeps nothing.</summary>
    public static SocketOwner? Of(HttpContext http)
    {
        var until = http.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult?.Properties?.ExpiresUtc;
        return http.User.UserId() is { } person && http.User.SessionId() is { } session && until is { } end
            ? new SocketOwner(person, session, http.User.TenantId(), http.Connection.RemoteIpAddress?.ToString() ?? "", end)
            : null;
    }

    /// <summary>The same person, sign-in and tenant; the address may be another.</summary>
    public bool IsSameAs(SocketOwner other) => (Person, Session, Tenant) == (other.Person, other.Session, other.Tenant);

    public bool IsHitBy(Revocation revocation) => revocation.Hits(Tenant, Person, Session);
}
