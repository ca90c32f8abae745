using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.People;
using Portal.Domain.Primitives;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Persistence;
using Portal.Web.Composition;

namespace Portal.Web.Features.Account;

/// <summary>Keeps tickets on the server, so that the cookie holds only a key: a sign-in that was ended is over, whoever still has the cookie.</summary>
public sealed class SessionTickets(SessionStore sessions, FactorQuery factors, IDataProtectionProvider protection, IHttpContextAccessor http, TimeProvider clock) : ITicketStore
{
    private const int MaxBrowser = 200;
    private readonly IDataProtector _protector = protection.CreateProtector("Portal.Session");

    public async Task<string> StoreAsync(AuthenticationTicket ticket)
    {
        var user = ticket.Principal.UserId() ?? throw new InvalidOperationException("A ticket without a person.");
        var (key, request) = (LinkSecret.New(), http.HttpContext);
        var method = ticket.Properties.Items.TryGetValue(nameof(SignInMethod), out var how) && Enum.TryParse<SignInMethod>(how, out var known) ? known : SignInMethod.Password;
        var browser = request?.Request.Headers.UserAgent.ToString();
        var session = Session.Open(
            user, LinkSecret.HashOf(key), [], method, request?.Connection.RemoteIpAddress?.ToString(), browser is { Length: > MaxBrowser } ? browser[..MaxBrowser] : browser,
            clock.GetUtcNow(), Session.Longest);
        ((ClaimsIdentity)ticket.Principal.Identity!).AddClaim(new Claim(TenantClaims.Session, session.Id.ToString()));
        session.Renew(session.KeyHash, Seal(ticket));
        if (session.HasSecondFactor || await factors.OfAsync(user, CancellationToken.None) is { HasAny: false, IsRequired: false })
        {
            session.Proven(clock.GetUtcNow(), Session.FreshFor);           // a password alone proves nobody who has, or must have, more
        }
        await sessions.AddAsync(session, CancellationToken.None);
        return key;
    }

    /// <summary>The ticket changed: the sign-in keeps its name and gets the new one.</summary>
    /// <exception cref="InvalidOperationException">The ticket is another person's: that is a sign-in of its own.</exception>
    public async Task RenewAsync(string key, AuthenticationTicket ticket)
    {
        if (await sessions.FindAsync(key, CancellationToken.None) is { } session)
        {
            await sessions.ChangeAsync(session.UserId, session.Id, row => row.Renew(row.KeyHash, Seal(Named(ticket, session))), CancellationToken.None);
        }
    }

    public async Task<AuthenticationTicket?> RetrieveAsync(string key)
    {
        if (await sessions.FindAsync(key, http.HttpContext?.RequestAborted ?? default) is not { } session)
        {
            return null;
        }
        var ticket = TicketSerializer.Default.Deserialize(_protector.Unprotect(session.Ticket));
        ticket?.Properties.ExpiresUtc = session.ExpiresAt;           // however often it was renewed
        return ticket;
    }

    /// <summary>Another key and ticket for a live sign-in, whose name stays, so that open pages live on; the key before is worth nothing from now.</summary>
    /// <returns>The new key; null: the sign-in is over.</returns>
    /// <exception cref="InvalidOperationException">The ticket is another person's.</exception>
    public async Task<string?> RenewKeyAsync(SessionId id, AuthenticationTicket ticket, CancellationToken ct)
    {
        var (key, user) = (LinkSecret.New(), ticket.Principal.UserId() ?? throw new InvalidOperationException("A ticket without a person."));
        var isRenewed = await sessions.ChangeAsync(user, id, row => row.Renew(LinkSecret.HashOf(key), Seal(Named(ticket, row))), ct);
        return isRenewed ? key : null;
    }

    public async Task RemoveAsync(string key)
    {
        if (await sessions.FindAsync(key, CancellationToken.None) is { } session)
        {
            await sessions.EndAsync(session.UserId, session.Id, CancellationToken.None);
        }
    }

    /// <summary>In the place of the framework's look at stamps, which would make a new ticket each half hour, without the sign-in's name and the chosen tenant.
    /// What takes rights away ends sign-ins itself; a person who is gone altogether is found here.</summary>
    public static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var database = context.HttpContext.RequestServices.GetRequiredService<PortalDatabase>();
        if (context.Principal?.UserId() is not { } user || !await ExistsAsync(database, user, context.HttpContext.RequestAborted))
        {
            context.RejectPrincipal();
        }
    }

    private static async Task<bool> ExistsAsync(PortalDatabase database, UserId user, CancellationToken ct)
    {
        await using var context = database.OpenWithoutTenant();
        return await context.Users.AnyAsync(row => row.Id == user.Value, ct);
    }

    private static AuthenticationTicket Named(AuthenticationTicket ticket, Session session)
    {
        if (ticket.Principal.UserId() != session.UserId)
        {
            throw new InvalidOperationException("A sign-in cannot become another person's.");
        }
        if (ticket.Principal.SessionId() is null)
        {
            ((ClaimsIdentity)ticket.Principal.Identity!).AddClaim(new Claim(TenantClaims.Session, session.Id.ToString()));
        }
        return ticket;
    }

    private byte[] Seal(AuthenticationTicket ticket) => _protector.Protect(TicketSerializer.Default.Serialize(ticket));
}
