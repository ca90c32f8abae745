using System.Data.Common;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Counters;
using Portal.Domain.People;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Infrastructure.Persistence;
using Portal.Infrastructure.Persistence.Work;

namespace Portal.Infrastructure.Identity;

/// <summary>An open invitation as its page shows it.</summary>
/// <param name="HasAccount">The address has an account: only whoever signs in to it may join.</param>
public sealed record InvitationView(string Email, string TenantName, Role Role, bool HasAccount);

/// <summary>Somebody joined a tenant.</summary>
public sealed record Joined(PortalUser User, TenantId Tenant);

/// <summary>Takes invitations: each once, by the address it was sent to, while whoever invited may still give that place.</summary>
/// <remarks>Source: RELIABILITY T-11. A guess costs a hash and one indexed look; 256 bits are not guessed.</remarks>
public sealed class InvitationDesk(PortalDatabase database, IServiceScopeFactory scopes, TimeProvider clock)
{

    /// <param name="signedIn">Who opens the page; null: nobody.</param>
    public async Task<Outcome<InvitationView>> FindAsync(string? secret, UserId? signedIn, CancellationToken ct)
    {
        await using var context = database.OpenWithoutTenant();
        var found = await OpenAsync(context, secret, ct);
        if (found is not Outcome<OneTimeLink>.Done { Value: var link })
        {
            return found.Map(_ => default(InvitationView)!);
        }
        var account = await AccountAsync(context, link.Email, ct);
        if (signedIn is { } user && account?.Id != user.Value)
        {
            return PeopleErrors.InvitationForOther;
        }
        var tenant = await context.Tenants.AsNoTracking().SingleAsync(row => row.Id == link.TenantId, ct);
        return new InvitationView(link.Email, tenant.Name, link.Role!.Value, account is not null);
    }

    /// <summary>Joins the tenant: as the person signed in, or as a new person with name and password.</summary>
    /// <returns>Who joined.</returns>
    public async Task<Outcome<Joined>> AcceptAsync(string? secret, UserId? signedIn, string? name, string? password, CancellationToken ct)
    {
        if (await FindAsync(secret, signedIn, ct) is Outcome<InvitationView>.Refused { Error: var no })
        {
            return no;                                                       // a guess takes no lock
        }
        await using var scope = scopes.CreateAsyncScope();                    // one context for the person, the place and the link
        var context = scope.ServiceProvider.GetRequiredService<PortalContext>();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();
        try
        {
            await using var transaction = await context.Database.BeginTransactionAsync(ct);
            var found = await OpenAsync(context, secret, ct);
            if (found is not Outcome<OneTimeLink>.Done { Value: var link })
            {
                return found.Map(_ => default(Joined)!);
            }
            context.ActFor(link.TenantId!.Value);
            var who = await WhoAsync(context, users, link, signedIn, name, password, ct);
            if (who is not Outcome<PortalUser>.Done { Value: var user })
            {
                return who.Map(_ => default(Joined)!);
            }
            var id = new UserId(user.Id);
            if (await context.Memberships.AnyAsync(row => row.UserId == id, ct))
            {
                return PeopleErrors.AlreadyMember;
            }
            context.Memberships.Add(Membership.Of(link.TenantId.Value, id, link.Role!.Value, await StillThereAsync(context, link.BoundTo(), ct)));
            (await context.Tenants.SingleAsync(row => row.Id == link.TenantId, ct)).Touch();
            link.Use(clock.GetUtcNow());
            await context.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
            return new Joined(user, link.TenantId.Value);
        }
        catch (DbUpdateConcurrencyException)
        {
            return PeopleErrors.InvitationUsed;                              // two hands at once: the other was faster
        }
        catch (DbUpdateException twice) when (twice.InnerException is DbException inner && UniqueViolation.Is(inner))
        {
            return PeopleErrors.InvitationUsed;
        }
    }

    private static async Task<Outcome<PortalUser>> WhoAsync(
        PortalContext context, UserManager<PortalUser> users, OneTimeLink link, UserId? signedIn, string? name, string? password, CancellationToken ct)
    {
        var account = await AccountAsync(context, link.Email, ct);
        if (signedIn is { } present)
        {
            return account is not null && account.Id == present.Value ? account : PeopleErrors.InvitationForOther;
        }
        if (account is not null)
        {
            return PeopleErrors.InvitationNeedsSignIn;
        }
        if (!PersonName.TryRead(name, out var called))
        {
            return PersonName.Invalid;
        }
        var made = new PortalUser
        {
            Id = Guid.CreateVersion7(), UserName = link.Email, Email = link.Email, EmailConfirmed = true, LockoutEnabled = true, DisplayName = called,
        };
        return (await users.CreateAsync(made, password ?? "")).Succeeded ? made : PeopleErrors.PasswordInvalid;
    }

    /// <summary>The link, if it may still be used; else the one sentence that says why not.</summary>
    private async Task<Outcome<OneTimeLink>> OpenAsync(PortalContext context, string? secret, CancellationToken ct)
    {
        if (secret is not { Length: LinkSecret.Length } || !secret.All(char.IsAsciiHexDigitLower))
        {
            return PeopleErrors.InvitationUnknown;
        }
        var hash = LinkSecret.HashOf(secret);
        if (await context.OneTimeLinks.FirstOrDefaultAsync(row => row.SecretHash == hash && row.Purpose == LinkPurpose.Invitation, ct) is not { TenantId: { } tenant, Role: { } role } link)
        {
            return PeopleErrors.InvitationUnknown;
        }
        return link.UsedAt is not null ? PeopleErrors.InvitationUsed
            : (await context.Tenants.AsNoTracking().SingleAsync(row => row.Id == tenant, ct)).RefusesSignIn ? PeopleErrors.InvitationTenantShut
            : link.WithdrawnAt is not null ? PeopleErrors.InvitationWithdrawn
            : !link.IsOpenAt(clock.GetUtcNow()) ? PeopleErrors.InvitationExpired
            : await MayStillGiveAsync(tenant, link, role, ct) ? link
            : PeopleErrors.InvitationVoid;
    }

    /// <summary>Whoever invited may have lost the right since.</summary>
    private async Task<bool> MayStillGiveAsync(TenantId tenant, OneTimeLink link, Role role, CancellationToken ct)
    {
        if (link.By is not { } by)
        {
            return true;
        }
        await using var context = database.Open(tenant);
        return await context.Memberships.AsNoTracking().Include(row => row.Counters).FirstOrDefaultAsync(row => row.UserId == by, ct) is { } giver
            && PeopleRules.Refusal(giver, role, link.BoundTo()) is null;
    }

    private static async Task<IReadOnlyList<CounterId>> StillThereAsync(PortalContext context, IReadOnlyList<CounterId> bound, CancellationToken ct) =>
        bound.Count == 0 ? [] : await context.Counters.Where((Counter counter) => bound.Contains(counter.Id)).Select(counter => counter.Id).ToListAsync(ct);

    private static Task<PortalUser?> AccountAsync(PortalContext context, string email, CancellationToken ct)
    {
        var normal = email.ToUpperInvariant();
        return context.Users.FirstOrDefaultAsync(user => user.NormalizedEmail == normal, ct);
    }
}
