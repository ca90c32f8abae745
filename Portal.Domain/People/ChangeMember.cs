using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Domain.Work;

namespace Portal.Domain.People;

/// <summary>Gives somebody of the tenant another role or other counters. Their next command is measured by it, their open pages are closed.</summary>
public sealed class ChangeMember(IPortalWorkFactory works, TimeProvider clock)
{
    /// <param name="version">The place as the actor saw it.</param>
    public async Task<Outcome<Membership>> RunAsync(Actor actor, UserId person, Role role, IReadOnlyList<CounterId> counters, int version, CancellationToken ct)
    {
        await using var work = await works.BeginAsync(actor, Permission.ManageCashiers, ct);
        var found = await work.FindOtherAsync(person, ct);
        if (found is not Outcome<Membership>.Done { Value: var place })
        {
            return found;
        }
        var bound = PeopleRules.CountersFor(role, counters);
        if (await work.MayGiveAsync(role, bound, ct) is { } no)
        {
            return no;
        }
        if (place.Version != version)
        {
            return CommonErrors.Stale;
        }
        if (place.Role == Role.Owner && role != Role.Owner && await work.People.OwnersAsync(ct) <= 1)
        {
            return PeopleErrors.LastOwner;
        }
        if (place.Role != role)
        {
            await work.ForgetLimitsAsync(person, ct);
        }
        place.Change(role, bound);
        work.People.Revoke(Revocation.OfMembership(work.Tenant.Id, person, clock.GetUtcNow()));
        work.Tenant.Touch();                                    // two owners who demote each other: one of them is stale
        return await work.CommitAsync(ct) is { } stale ? stale : place;
    }
}

/// <summary>Takes somebody's place in the tenant away; the person and other tenants' places stay. Undone by inviting again.</summary>
public sealed class RemoveMember(IPortalWorkFactory works, TimeProvider clock)
{
    public async Task<Outcome<Membership>> RunAsync(Actor actor, UserId person, CancellationToken ct)
    {
        await using var work = await works.BeginAsync(actor, Permission.ManageCashiers, ct);
        var found = await work.FindOtherAsync(person, ct);
        if (found is not Outcome<Membership>.Done { Value: var place })
        {
            return found;
        }
        if (place.Role == Role.Owner && await work.People.OwnersAsync(ct) <= 1)
        {
            return PeopleErrors.LastOwner;
        }
        await work.ForgetLimitsAsync(person, ct);
        work.People.Remove(place);
        work.People.Revoke(Revocation.OfMembership(work.Tenant.Id, person, clock.GetUtcNow()));
        work.Tenant.Touch();
        return await work.CommitAsync(ct) is { } stale ? stale : place;
    }
}

internal static class MemberSteps
{
    /// <summary>What the owner had set for the person was meant for the place that ends.</summary>
    public static async Task ForgetLimitsAsync(this IPortalWork work, UserId person, CancellationToken ct)
    {
        if (await work.Limits.FindAsync(person, ct) is { } rule)
        {
            work.Limits.Remove(rule);
        }
    }

    /// <summary>Somebody else's place that the actor may give and take.</summary>
    public static async Task<Outcome<Membership>> FindOtherAsync(this IPortalWork work, UserId person, CancellationToken ct)
    {
        var own = await work.OwnPlaceAsync(ct);
        if (await work.People.FindAsync(person, ct) is not { } place)
        {
            return CommonErrors.NotFound;
        }
        IReadOnlyList<CounterId> counters = [.. place.Counters.Select(bound => bound.CounterId)];
        if (!PeopleRules.Sees(own, person, place.Role, counters))
        {
            return CommonErrors.NotFound;
        }
        if (own?.UserId == person)
        {
            return place.Role == Role.Owner && await work.People.OwnersAsync(ct) <= 1 ? PeopleErrors.LastOwner : PeopleErrors.OwnPlace;
        }
        return PeopleRules.Refusal(own, place.Role, counters) is { } no ? no : place;
    }
}
