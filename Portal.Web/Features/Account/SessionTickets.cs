using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Portal.Domain.People;
using Portal.Infrastructure.Identity;
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
        var (key, request) = (SessionStore.NewKey(), http.HttpContext);
        var method = ticket.Properties.Items.TryGetValue(nameof(SignInMethod), out var how) && Enum.TryParse<SignInMethod>(how, out var known) ? known : SignInMethod.Password;
        var browser = request?.Request.Headers.UserAgent.ToString();
        var session = Session.Open(
            user, SessionStore.HashOf(key), [], method, request?.Connection.RemoteIpAddress?.ToString(), browser is { Length: > MaxBrowser } ? browser[..MaxBrowser] : browser,
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
    public async Task RenewAsync(string key, AuthenticationTicket ticket)
    {
        if (await sessions.FindAsync(key, CancellationToken.None) is { } session)
        {
            await sessions.ChangeAsync(session.UserId, session.Id, row => row.Renew(row.KeyHash, Seal(ticket)), CancellationToken.None);
        }
    }

    public async Task<AuthenticationTicket?> RetrieveAsync(string key) =>
        await sessions.FindAsync(key, http.HttpContext?.RequestAborted ?? default) is { } session ? TicketSerializer.Default.Deserialize(_protector.Unprotect(session.Ticket)) : null;

    public async Task RemoveAsync(string key)
    {
        if (await sessions.FindAsync(key, CancellationToken.None) is { } session)
        {
            await sessions.EndAsync(session.UserId, session.Id, CancellationToken.None);
        }
    }

    private byte[] Seal(AuthenticationTicket ticket) => _protector.Protect(TicketSerializer.Default.Serialize(ticket));
}
