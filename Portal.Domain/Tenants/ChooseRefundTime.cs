using Portal.Domain.Primitives;
using Portal.Domain.Work;

namespace Portal.Domain.Tenants;

/// <summary>The owner says whether refunds are carried out at once or left to Alipay's night. Those that are on record keep the way in which they were sent.</summary>
/// <remarks>Source: PROTOCOL 3.8, <c>is_sync</c>.</remarks>
public sealed class ChooseRefundTime(IPortalWorkFactory works)
{
    /// <returns>Whether refunds are left to the night from now on, or <c>stale</c>.</returns>
    public async Task<Outcome<bool>> RunAsync(Actor actor, bool leavesToNight, CancellationToken ct)
    {
        await using var work = await works.BeginAsync(actor, Permission.ChangePolicies, ct);
        if (work.Tenant.TryLeaveRefundsToNight(leavesToNight) && await work.CommitAsync(ct) is { } refused)
        {
            return refused;
        }
        return leavesToNight;
    }
}
