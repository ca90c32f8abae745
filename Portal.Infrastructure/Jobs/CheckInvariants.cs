using Microsoft.Extensions.Logging;
using Portal.Domain.Alarms;
using Portal.Domain.Payments;
using Portal.Domain.Work;
using Portal.Infrastructure.Persistence.Audit;
using Portal.Infrastructure.Persistence.Queries;

namespace Portal.Infrastructure.Jobs;

/// <summary>Looks every hour whether what must always hold does: a hit raises an alarm and freezes the payment. Stopping beats guessing.</summary>
public sealed class CheckInvariants(Invariants invariants, IPortalWorkFactory works, TenantRounds rounds, ILogger<CheckInvariants> log) : IJobTick
{
    public string Name => "check-invariants";

    public async Task<int> TickAsync(CancellationToken ct)
    {
        var found = (await invariants.FindBrokenAsync(ct)).ToLookup(broken => broken.Tenant);
        return await rounds.EachAsync(Name, found.Select(broken => broken.Key), tenant => TellAsync([.. found[tenant]], ct), ct);
    }

    private async Task<int> TellAsync(IReadOnlyList<BrokenRule> found, CancellationToken ct)
    {
        foreach (var broken in found)
        {
            log.LogCritical("A rule is broken: {Rule}, payment {Payment}", broken.Rule, broken.Payment);
            if (broken.Tenant == AuditChain.Platform)
            {
                continue;                                          // nobody's attention page: the log says it
            }
            await using var work = await works.BeginAsync(Actor.Job(broken.Tenant), Permission.RaiseAlarm, ct);
            if (broken.Payment is { } id && await work.Payments.FindAsync(id, ct) is { IsFrozen: false } payment)
            {
                payment.Freeze();
            }
            await work.Alarms.RaiseAsync(AlarmKind.BrokenInvariant, $"{broken.Rule} {broken.Payment}", broken.Rule, broken.Payment, ct);
            await work.CommitAsync(ct);
        }
        return found.Count;
    }
}
