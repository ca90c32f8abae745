using Portal.Infrastructure.Mail;
using Portal.Infrastructure.Persistence;
using Portal.Infrastructure.Persistence.Work;

namespace Portal.Infrastructure.Jobs;

/// <summary>Sends whatever mail is due, a few of each tenant a round, until nothing is.</summary>
public sealed class SendMails(AcrossTenants across, ClaimRows claims, SendMail mails, JobLog reports, TimeProvider clock) : IJobTick
{
    private const int MostRounds = 20;
    private const int TenantsAtOnce = 50;
    private const int RowsATurn = 8;

    /// <summary>All of a turn, each within the mail server's own time.</summary>
    private static readonly TimeSpan s_lease = TimeSpan.FromMinutes(5);

    public string Name => "send-mails";

    public async Task<int> TickAsync(CancellationToken ct)
    {
        var sent = 0;
        for (var round = 0; round < MostRounds && !ct.IsCancellationRequested; round++)
        {
            var isAnyDue = false;
            foreach (var tenant in await across.TenantsWithMailAsync(clock.GetUtcNow(), TenantsAtOnce, ct))
            {
                foreach (var row in await claims.ClaimAsync(DueKind.Mail, tenant, clock.GetUtcNow(), s_lease, RowsATurn, ct))
                {
                    isAnyDue = true;
                    reports.InTenant(Name, tenant, 1, errors: await mails.RunAsync(row) ? 0 : 1);
                    sent++;
                }
            }
            if (!isAnyDue)
            {
                break;
            }
        }
        return sent;
    }
}
