using Portal.Infrastructure.Persistence.Audit;
using Portal.Domain.Audit;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.Counters;
using Portal.Domain.People;
using Portal.Domain.Primitives;
using Portal.Domain.Work;
using Portal.Infrastructure.Persistence;
using Portal.Infrastructure.Persistence.Work;

namespace Portal.Infrastructure.Identity;

/// <summary>Makes one-time links to a new password: one hour, one use, the secret kept as a hash. Their address begins with the portal's public one, never with what a request says.</summary>
public sealed class PasswordLinks(PortalDatabase database, PortalWorks works, PlatformWorks platform, AcrossTenants across, IPublicAddress address, TimeProvider clock) : IPasswordLinks
{
    public const string Path = "/account/reset";

    /// <summary>Who asks again so soon has the link in the mail already; a newer one would only kill it.</summary>
    private static readonly TimeSpan s_notAgainWithin = TimeSpan.FromMinutes(5);

    /// <summary>The person belongs to other tenants or to the platform, too: their password is not for one owner to change.</summary>
    public static PortalError Elsewhere { get; } = new("forbidden", ErrorKind.Forbidden, "person_elsewhere");

    public static PortalError NoAddress { get; } = new("unavailable", ErrorKind.Unavailable, "no_public_address");

    /// <inheritdoc/>
    public async Task<Outcome<Uri>> MakeAsync(Actor actor, UserId person, CancellationToken ct)
    {
        await using var context = await works.OpenAsync(actor, Permission.ManagePeople, ct);
        var places = await across.MembershipsOfAsync(person, ct);
        if (places.All(place => place.TenantId != actor.Tenant))
        {
            return CommonErrors.NotFound;
        }
        return places.Count > 1 || await across.PlatformRoleOfAsync(person, ct) is not null ? Elsewhere : await MakeAsync(context, actor, person, ct);
    }

    /// <summary>Platform staff make a link for anybody but platform staff; it is shown once.</summary>
    /// <exception cref="AccessDeniedException">As for every command; the right is <see cref="Permission.InviteOwner"/>.</exception>
    public async Task<Outcome<Uri>> MakeAsync(PlatformActor actor, UserId person, CancellationToken ct)
    {
        await using var context = await platform.OpenAsync(actor, Permission.InviteOwner, ct);
        return await across.PlatformRoleOfAsync(person, ct) is not null && actor.User is not null ? Elsewhere : await MakeAsync(context, Staff(actor), person, ct);
    }

    /// <summary>For a mail to the address itself.</summary>
    /// <returns>Null: nobody has the address, a link is on its way already, or the portal's own address is not known.</returns>
    public async Task<Uri?> MakeForMailAsync(string email, CancellationToken ct)
    {
        var since = clock.GetUtcNow() - s_notAgainWithin;
        await using var context = database.OpenWithoutTenant();
        var name = email.ToUpperInvariant();
        var person = await context.Users.AsNoTracking().FirstOrDefaultAsync(user => user.NormalizedEmail == name, ct);
        return person is null || (await OpenLinksAsync(context, person.Email!, ct)).Any(link => link.CreatedAt > since) ? null : await WriteAsync(context, null, default, person.Email!, ct);
    }

    /// <summary>Whether a link's secret still opens something.</summary>
    public async Task<bool> IsOpenAsync(string? secret, CancellationToken ct)
    {
        var hash = LinkSecret.HashOf(secret ?? "");
        await using var context = database.OpenWithoutTenant();
        var link = await context.OneTimeLinks.AsNoTracking().FirstOrDefaultAsync(row => row.SecretHash == hash && row.Purpose == LinkPurpose.PasswordReset, ct);
        return link?.IsOpenAt(clock.GetUtcNow()) == true;
    }

    /// <summary>Platform staff's own acts stand in the platform's chain.</summary>
    private static Actor Staff(PlatformActor actor) => actor.User is { } user ? Actor.Person(AuditChain.Platform, user, actor.Session) : Actor.Operator(AuditChain.Platform);

    private async Task<Outcome<Uri>> MakeAsync(PortalContext context, Actor by, UserId person, CancellationToken ct)
    {
        if (await context.Users.AsNoTracking().FirstOrDefaultAsync(user => user.Id == person.Value, ct) is not { Email: { } email })
        {
            return CommonErrors.NotFound;
        }
        try
        {
            return await WriteAsync(context, by, person, email, ct) is { } link ? link : NoAddress;
        }
        catch (DbUpdateConcurrencyException)
        {
            return CommonErrors.Stale;               // the link before was used at this very moment
        }
    }

    /// <param name="by">Who makes it; null: the person asks for a mail, which changes nothing that anybody may do.</param>
    private async Task<Uri?> WriteAsync(PortalContext context, Actor? by, UserId person, string email, CancellationToken ct)
    {
        if (address.Base is not { } home)
        {
            return null;
        }
        var now = clock.GetUtcNow();
        foreach (var before in await OpenLinksAsync(context, email, ct))
        {
            before.Withdraw(now);
        }
        var secret = LinkSecret.New();
        context.OneTimeLinks.Add(OneTimeLink.Reset(LinkSecret.HashOf(secret), email, now));
        if (by is null)
        {
            await context.SaveChangesAsync(ct);
        }
        else
        {
            context.ActFor(by.Tenant);
            await AuditWriter.SaveAsync(context, by, "make_password_link", new AuditEntry { Subject = new AuditSubject("person", person.ToString()) }, now, ct);
        }
        return new Uri($"{home}{Path}?code={secret}");
    }

    private async Task<List<OneTimeLink>> OpenLinksAsync(PortalContext context, string email, CancellationToken ct)
    {
        var (now, name) = (clock.GetUtcNow(), email.ToLowerInvariant());
        return await context.OneTimeLinks
            .Where(link => link.TenantId == null && link.ExpiresAt > now && link.Purpose == LinkPurpose.PasswordReset && link.Email == name && link.UsedAt == null && link.WithdrawnAt == null)
            .ToListAsync(ct);
    }
}
