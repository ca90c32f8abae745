using System.Security.Cryptography;
using System.Text;
using Portal.Domain.Counters;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Domain.Work;

namespace Portal.Domain.People;

/// <summary>The secret of a one-time link or of a cookie: 256 bits, of which only the hash is kept.</summary>
public static class LinkSecret
{
    private const int Bytes = 32;

    public const int Length = 2 * Bytes;

    public static string New() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Bytes));

    public static byte[] HashOf(string secret) => SHA256.HashData(Encoding.ASCII.GetBytes(secret));
}

/// <summary>What goes to the invited person.</summary>
public sealed record InvitationLetter(string Email, string TenantName, Role Role, string Link, DateTimeOffset ExpiresAt);

/// <summary>Mails an invitation where mail is set.</summary>
public interface ISendInvitation
{
    /// <returns>False: it was not mailed; the link is shown once to whoever invited.</returns>
    Task<bool> SendAsync(InvitationLetter letter, CancellationToken ct);
}

/// <summary>An invitation that is made but not sent.</summary>
public sealed record Invitation(OneTimeLink Link, InvitationLetter Letter);

/// <summary>What whoever invited is told.</summary>
/// <param name="Link">To be handed over, shown this once; null: it was mailed.</param>
public sealed record Invited(string Email, string? Link, DateTimeOffset ExpiresAt);

/// <summary>Makes invitations and sends them. Links begin with the address that the portal knows itself by, never with one that a request names.</summary>
public sealed class Invitations(IPublicAddress address, ISendInvitation sender, TimeProvider clock)
{
    public const string Path = "/account/invitation";
    private const int MaxEmail = 254;

    /// <summary>An address that mail could go to, as it is compared: in lower case.</summary>
    public static string? ReadEmail(string? text) =>
        text?.Trim().ToLowerInvariant() is { Length: > 2 and <= MaxEmail } email && email.IndexOf('@') is > 0 and var at && at == email.LastIndexOf('@') && at < email.Length - 1
        && email.All(c => c is > ' ' and <= '~' and not ('<' or '>' or '"' or '\\' or ',' or ';'))
            ? email
            : null;

    /// <summary>A new link for the tenant, not stored yet.</summary>
    public Outcome<Invitation> Prepare(Tenant tenant, string email, Role role, IReadOnlyList<CounterId> counters, UserId? by)
    {
        if (ReadEmail(email) is not { } read)
        {
            return PeopleErrors.EmailInvalid;
        }
        if (address.Base is not { } known)
        {
            return CounterErrors.NoPublicAddress;
        }
        var secret = LinkSecret.New();
        var link = OneTimeLink.Invite(LinkSecret.HashOf(secret), read, tenant.Id, role, counters, by, clock.GetUtcNow());
        return new Invitation(link, new InvitationLetter(read, tenant.Name, role, $"{known}{Path}?code={secret}", link.ExpiresAt));
    }

    /// <summary>Stores a link, takes older ones for the address back, and sends it.</summary>
    internal async Task<Outcome<Invited>> InviteAsync(IPortalWork work, string email, Role role, IReadOnlyList<CounterId> counters, UserId? by, CancellationToken ct)
    {
        if (work.Tenant.Status == TenantStatus.Closed)
        {
            return TenantErrors.Closed;
        }
        var prepared = Prepare(work.Tenant, email, role, counters, by);
        if (prepared is not Outcome<Invitation>.Done { Value: var made })
        {
            return prepared.Map(none => new Invited(none.Letter.Email, null, none.Link.ExpiresAt));
        }
        if (await work.People.IsMemberAsync(made.Link.Email, ct))
        {
            return PeopleErrors.AlreadyMember;
        }
        foreach (var older in (await work.People.InvitationsAsync(ct)).Where(older => older.Email == made.Link.Email))
        {
            older.Withdraw(clock.GetUtcNow());
        }
        work.People.Add(made.Link);
        work.Tenant.Touch();
        return await work.CommitAsync(ct) is { } stale ? stale : await SendAsync(made, ct);
    }

    internal async Task<Invited> SendAsync(Invitation invitation, CancellationToken ct) =>
        new(invitation.Letter.Email, await sender.SendAsync(invitation.Letter, ct) ? null : invitation.Letter.Link, invitation.Link.ExpiresAt);
}
