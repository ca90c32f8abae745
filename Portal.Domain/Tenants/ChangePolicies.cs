using Portal.Domain.Primitives;
using Portal.Domain.Work;

namespace Portal.Domain.Tenants;

/// <summary>The owner says what the tenant's people must have to get in. The floor of the installation stays, whatever is chosen.</summary>
public sealed class ChangePolicies(IPortalWorkFactory works)
{
    /// <returns>Whether everybody must have a second factor from now on, or <c>stale</c>.</returns>
    public async Task<Outcome<bool>> RunAsync(Actor actor, bool requireSecondFactor, CancellationToken ct)
    {
        await using var work = await works.BeginAsync(actor, Permission.ChangePolicies, ct);
        if (work.Tenant.TryChangePolicy(requireSecondFactor) && await work.CommitAsync(ct) is { } refused)
        {
            return refused;
        }
        return requireSecondFactor;
    }
}
