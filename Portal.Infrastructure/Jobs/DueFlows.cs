using Microsoft.Extensions.Logging;
using Portal.Domain.Alarms;
using Portal.Domain.Cancels;
using Portal.Domain.Counters;
using Portal.Domain.Gateway;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Refunds;
using Portal.Domain.Work;
using Portal.Infrastructure.Mail;
using Portal.Infrastructure.Persistence.Work;

namespace Portal.Infrastructure.Jobs;

/// <summary>Leads a claimed row to its flow. What our own code throws is counted on the row, which is parked at the eighth time.</summary>
public sealed class DueFlows(IPortalWorkFactory works, QueryPayment query, AskForRefund refund, AskForCancel cancel, AskForCode ask, ActOnCode act, SendMail mails, TimeProvider clock, ILogger<DueFlows> log)
{
    /// <returns>False: our own code failed.</returns>
    public async Task<bool> RunAsync(ClaimedRow row)
    {
        if (row.Kind == DueKind.Mail)
        {
            return await mails.RunAsync(row);                          // counts its own failures: it belongs to no flow
        }
        try
        {
            var job = Actor.Job(row.Tenant);
            await (row.Kind switch
            {
                DueKind.Payment => query.RunAsync(job, new PaymentId(row.Id), row.Lease, CancellationToken.None),
                DueKind.Refund => refund.RunAsync(job, new RefundId(row.Id), row.Lease, Caller.Job, CancellationToken.None),
                DueKind.Cancel => cancel.RunAsync(job, new CancelId(row.Id), row.Lease, Caller.Job, CancellationToken.None),
                _ => CodeAsync(row),
            });
            return true;
        }
        catch (Exception failed)
        {
            log.LogError(failed, "Work on {Kind} {Id} failed", row.Kind, row.Id);
            await CountFailureAsync(row);
            return false;
        }
    }

    /// <summary>A code is still to be made, or something is wanted of one that was made, be it active or old.</summary>
    private async Task CodeAsync(ClaimedRow row)
    {
        await using var work = await works.BeginAsync(Actor.Job(row.Tenant), Permission.AskGateway, CancellationToken.None);
        var id = new QrCodeId(row.Id);
        if (await work.Counters.FindByCodeAsync(id, CancellationToken.None) is not { } counter || counter.FindCode(id) is not { } code || code.LeaseToken != row.Lease.Token)
        {
            return;
        }
        if (code.Status == QrCodeStatus.Creating)
        {
            await ask.RunAsync(work, counter, Caller.Job, row.Lease);
        }
        else if (code.Wanted is not null)
        {
            await act.RunAsync(work, counter, code);
        }
    }

    private static async Task<DueRow?> FindAsync(IPortalWork work, ClaimedRow row) => row.Kind switch
    {
        DueKind.Payment => await work.Payments.FindAsync(new PaymentId(row.Id), CancellationToken.None),
        DueKind.Refund => await work.Refunds.FindAsync(new RefundId(row.Id), CancellationToken.None),
        DueKind.Cancel => await work.Cancels.FindAsync(new CancelId(row.Id), CancellationToken.None),
        _ => (await work.Counters.FindByCodeAsync(new QrCodeId(row.Id), CancellationToken.None))?.FindCode(new QrCodeId(row.Id)),
    };

    private async Task CountFailureAsync(ClaimedRow row)
    {
        try
        {
            await using var work = await works.BeginAsync(Actor.Job(row.Tenant), Permission.AskGateway, CancellationToken.None);
            if (await FindAsync(work, row) is { } due && due.LeaseToken == row.Lease.Token && due.FailedAt(clock.GetUtcNow()))
            {
                await work.Alarms.RaiseAsync(AlarmKind.ParkedWork, row.Id.ToString("N"), row.Kind.ToString(), null, CancellationToken.None);
            }
            await work.CommitAsync(CancellationToken.None);
        }
        catch (Exception failed)
        {
            log.LogError(failed, "The failure of {Kind} {Id} could not be counted; its lease runs out by itself", row.Kind, row.Id);
        }
    }
}
