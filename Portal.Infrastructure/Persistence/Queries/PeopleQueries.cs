using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.People;
using Portal.Domain.Primitives;
using Portal.Domain.Refunds;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Infrastructure.Persistence.Work;

namespace Portal.Infrastructure.Persistence.Queries;

/// <summary>People, pending invitations and visits of platform staff.</summary>
public sealed class PeopleQueries(PortalWorks works, TimeProvider clock) : IPeopleQueries
{
    private const int MaxVisits = 50;

    public async Task<PeopleView> ListAsync(Actor actor, CancellationToken ct)
    {
        await using var context = await works.OpenAsync(actor, Permission.SeePeople, ct);
        var places = await context.Memberships.AsNoTracking().Include(row => row.Counters).ToListAsync(ct);
        var viewer = actor.Kind == ActorKind.Person ? places.FirstOrDefault(place => place.UserId == actor.User) : null;
        var ids = places.Select(place => place.UserId.Value).ToList();
        var people = await context.Users.AsNoTracking().Where(user => ids.Contains(user.Id)).ToDictionaryAsync(user => user.Id, ct);
        var users = places.Select(place => place.UserId).ToList();
        var seen = await context.Sessions.Where(session => users.Contains(session.UserId)).GroupBy(session => session.UserId)
            .Select(mine => new { mine.Key, At = mine.Max(session => session.ActedAt) }).ToDictionaryAsync(last => last.Key, last => (DateTimeOffset?)last.At, ct);
        var passkeys = await context.Set<IdentityUserPasskey<Guid>>().Where(key => ids.Contains(key.UserId)).Select(key => key.UserId).Distinct().ToListAsync(ct);
        var pending = await context.OneTimeLinks.AsNoTracking()
            .Where(link => link.TenantId == actor.Tenant && link.Purpose == LinkPurpose.Invitation && link.UsedAt == null && link.WithdrawnAt == null)
            .OrderByDescending(link => link.CreatedAt).ToListAsync(ct);
        var limits = await LimitsQuery.ReadAsync(context, ct);
        return new PeopleView(
            [
                .. places.Where(place => people.ContainsKey(place.UserId.Value)
                        && PeopleRules.Sees(viewer, place.UserId, place.Role, [.. place.Counters.Select(bound => bound.CounterId)]))
                    .Select(place => (Place: place, User: people[place.UserId.Value]))
                    .Select(found => new PersonView(
                        found.Place.UserId, found.User.DisplayName, found.User.Email ?? "", found.Place.Role, [.. found.Place.Counters.Select(bound => bound.CounterId)],
                        found.User.TwoFactorEnabled || passkeys.Contains(found.User.Id), seen.GetValueOrDefault(found.Place.UserId), found.Place.Version)
                    {
                        Limit = limits.Of(found.Place.Role, found.Place.UserId),
                    })
                    .OrderBy(person => person.Role).ThenBy(person => person.Name, StringComparer.Ordinal),
            ],
            [
                .. pending.Where(link => link.Role is { } role && PeopleRules.Sees(viewer, default, role, link.BoundTo()))
                    .Select(link => new PendingInvitation(link.Id, link.Email, link.Role!.Value, link.BoundTo(), link.CreatedAt, link.ExpiresAt)),
            ]);
    }

    public async Task<IReadOnlyDictionary<Role, LimitView>> LimitsAsync(Actor actor, CancellationToken ct)
    {
        await using var context = await works.OpenAsync(actor, Permission.SeePolicies, ct);
        var limits = await LimitsQuery.ReadAsync(context, ct);
        return Enum.GetValues<Role>().Where(role => limits.Of(role) is not null).ToDictionary(role => role, role => limits.Of(role)!);
    }

    public async Task<SupportView> SupportAsync(Actor actor, CancellationToken ct)
    {
        await using var context = await works.OpenAsync(actor, Permission.SeeSettings, ct);
        var now = clock.GetUtcNow();
        var live = await context.SupportGrants.AsNoTracking().FirstOrDefaultAsync(grant => grant.EndedAt == null && grant.Until > now, ct);
        var visits = await (from visit in context.SupportVisits.AsNoTracking()
                            join grant in context.SupportGrants on visit.GrantId equals grant.Id
                            orderby visit.At descending
                            select new { visit.UserId, visit.At, grant.Reason }).Take(MaxVisits).ToListAsync(ct);
        var ids = visits.Select(visit => visit.UserId.Value).Distinct().ToList();
        var names = await context.Users.Where(user => ids.Contains(user.Id)).ToDictionaryAsync(user => user.Id, user => user.DisplayName, ct);
        return new SupportView(live, [.. visits.Select(visit => new SupportVisitView(names.GetValueOrDefault(visit.UserId.Value) ?? "", visit.At, visit.Reason))]);
    }
}
