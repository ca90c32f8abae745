using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Domain.Work;

namespace Portal.Domain.People;

/// <summary>Who may give which place: only rights that one holds oneself, only at one's own counters.</summary>
/// <remarks>Source: ROLES, "Principles" and the row "Invite, remove, change roles".</remarks>
public static class PeopleRules
{
    /// <summary>Roles that somebody of this role may give.</summary>
    public static IReadOnlyList<Role> Givable(Role giver) =>
        giver.Allows(Permission.ManagePeople) ? Enum.GetValues<Role>() : giver.Allows(Permission.ManageCashiers) ? [Role.Cashier] : [];

    /// <summary>Whether a giver may give, or take, this place.</summary>
    /// <param name="giver">The giver's own place; null: the command line and the platform, which may give any.</param>
    public static PortalError? Refusal(Membership? giver, Role role, IReadOnlyList<CounterId> counters)
    {
        if (giver is null || giver.Role.Allows(Permission.ManagePeople))
        {
            return null;
        }
        if (!Givable(giver.Role).Contains(role))
        {
            return CommonErrors.Forbidden(Permission.ManagePeople.Name());
        }
        return giver.Counters.Count == 0 ? null
            : counters.Count == 0 ? PeopleErrors.CounterRequired
            : counters.All(counter => giver.Counters.Any(own => own.CounterId == counter)) ? null
            : CommonErrors.NotFound;                                        // another store's till does not exist for them
    }

    /// <summary>Whether somebody sees the person at all: everybody sees themselves; bound managers see the cashiers of their own counters.</summary>
    public static bool Sees(Membership? viewer, UserId person, Role role, IReadOnlyList<CounterId> counters) =>
        viewer is null || viewer.UserId == person || viewer.Role.Allows(Permission.ManagePeople) || viewer.Counters.Count == 0
        || (role == Role.Cashier && counters.Any(counter => viewer.Counters.Any(own => own.CounterId == counter)));

    /// <summary>Counters belong to managers and cashiers only; whatever else a form says is dropped.</summary>
    public static IReadOnlyList<CounterId> CountersFor(Role role, IReadOnlyList<CounterId> asked) => role is Role.Manager or Role.Cashier ? [.. asked.Distinct()] : [];

    /// <summary>The actor's own place; null for the command line and platform staff.</summary>
    internal static async Task<Membership?> OwnPlaceAsync(this IPortalWork work, CancellationToken ct) =>
        work.Actor is { Kind: ActorKind.Person, User: { } user } ? await work.People.FindAsync(user, ct) : null;

    /// <summary>Whether the actor may give this place, at counters that exist within the actor's reach.</summary>
    internal static async Task<PortalError?> MayGiveAsync(this IPortalWork work, Role role, IReadOnlyList<CounterId> counters, CancellationToken ct)
    {
        if (!Enum.IsDefined(role))
        {
            return CommonErrors.Forbidden(Permission.ManagePeople.Name());
        }
        foreach (var counter in counters)
        {
            if (await work.Counters.FindAsync(counter, ct) is null)
            {
                return CommonErrors.NotFound;
            }
        }
        return Refusal(await work.OwnPlaceAsync(ct), role, counters);
    }
}
