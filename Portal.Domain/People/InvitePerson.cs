using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Domain.Work;

namespace Portal.Domain.People;

/// <summary>Invites somebody into the tenant by a link that works once, for seven days, for one address.</summary>
public sealed class InvitePerson(IPortalWorkFactory works, Invitations invitations)
{
    /// <param name="counters">Counters that the person is bound to; dropped for roles that have none.</param>
    public async Task<Outcome<Invited>> RunAsync(Actor actor, string? email, Role role, IReadOnlyList<CounterId> counters, CancellationToken ct)
    {
        await using var work = await works.BeginAsync(actor, Permission.ManageCashiers, ct);
        var bound = PeopleRules.CountersFor(role, counters);
        return await work.MayGiveAsync(role, bound, ct) is { } no ? no : await invitations.InviteAsync(work, email ?? "", role, bound, actor.User, ct);
    }
}

/// <summary>Invites the same person anew: another secret, seven new days; the older link is worth nothing.</summary>
public sealed class InviteAgain(IPortalWorkFactory works, Invitations invitations)
{
    public async Task<Outcome<Invited>> RunAsync(Actor actor, Guid invitation, CancellationToken ct)
    {
        await using var work = await works.BeginAsync(actor, Permission.ManageCashiers, ct);
        return await work.FindInvitationAsync(invitation, ct) switch
        {
            Outcome<OneTimeLink>.Done { Value: var older } => await invitations.InviteAsync(work, older.Email, older.Role ?? Role.Cashier, older.BoundTo(), actor.User, ct),
            var no => no.Map(_ => default(Invited)!),
        };
    }
}

/// <summary>Takes an invitation back.</summary>
public sealed class WithdrawInvitation(IPortalWorkFactory works, TimeProvider clock)
{
    public async Task<Outcome<OneTimeLink>> RunAsync(Actor actor, Guid invitation, CancellationToken ct)
    {
        await using var work = await works.BeginAsync(actor, Permission.ManageCashiers, ct);
        var found = await work.FindInvitationAsync(invitation, ct);
        if (found is not Outcome<OneTimeLink>.Done { Value: var link })
        {
            return found;
        }
        link.Withdraw(clock.GetUtcNow());
        return await work.CommitAsync(ct) is { } stale ? stale : link;
    }
}

/// <summary>The platform invites a tenant's owner.</summary>
public sealed class InviteOwner(IPlatformWorkFactory works, Invitations invitations)
{
    public async Task<Outcome<Invited>> RunAsync(PlatformActor actor, TenantId tenant, string? email, CancellationToken ct)
    {
        await using var work = await works.BeginAsync(actor, Permission.InviteOwner, tenant, ct);
        return await invitations.InviteAsync(work, email ?? "", Role.Owner, [], null, ct);
    }
}

internal static class InvitationSteps
{
    /// <summary>An invitation that the actor could have made; what lies outside does not exist.</summary>
    public static async Task<Outcome<OneTimeLink>> FindInvitationAsync(this IPortalWork work, Guid id, CancellationToken ct)
    {
        if ((await work.People.InvitationsAsync(ct)).FirstOrDefault(link => link.Id == id) is not { Role: { } role } found)
        {
            return CommonErrors.NotFound;
        }
        return PeopleRules.Refusal(await work.OwnPlaceAsync(ct), role, found.BoundTo()) switch
        {
            null => found,
            { Kind: ErrorKind.Forbidden } no => no,
            _ => CommonErrors.NotFound,
        };
    }
}
