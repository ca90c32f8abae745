using Microsoft.EntityFrameworkCore;
using Portal.Domain.Attention;
using Portal.Domain.Primitives;
using Portal.Infrastructure.Mail;
using Portal.Infrastructure.Persistence;

namespace Portal.Infrastructure.Jobs;

/// <summary>Payments that have stayed unclear for more than 15 minutes are told of once: those of one tenant that are found together by one mail a person.</summary>
/// <remarks>Source: FLOWS 5.8. A payment that becomes clear and unclear again is told of again.</remarks>
public sealed class TellUnclear(PortalDatabase database, AcrossTenants across, TenantRounds rounds, TimeProvider clock) : IJobTick
{
    private const int MostAtOnce = 500;

    public string Name => "tell-unclear";

    public async Task<int> TickAsync(CancellationToken ct) =>
        await rounds.EachAsync(Name, await across.TenantsToTellAsync(clock.GetUtcNow() - Decisions.After, ct), tenant => TellAsync(tenant, ct), ct);

    /// <summary>Mark and mail in one transaction: two processes at once find the payments once.</summary>
    private async Task<int> TellAsync(TenantId tenant, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var since = now - Decisions.After;
        await using var context = database.Open(tenant);
        await using var transaction = await context.Database.BeginTransactionAsync(ct);
        var found = await context.Payments.AsNoTracking()
            .Where(payment => payment.DueAt != null && payment.UnclearSince < since && (payment.UnclearToldAt == null || payment.UnclearToldAt < payment.UnclearSince))
            .Select(payment => payment.Id).Take(MostAtOnce).ToListAsync(ct);
        var marked = await context.Payments
            .Where(payment => found.Contains(payment.Id) && payment.UnclearSince < since && (payment.UnclearToldAt == null || payment.UnclearToldAt < payment.UnclearSince))
            .ExecuteUpdateAsync(set => set.SetProperty(payment => payment.UnclearToldAt, now), ct);
        if (marked == 0)
        {
            return 0;
        }
        context.OutgoingMails.Add(OutgoingMail.Of(tenant, MailKind.StaysUnclear, $"unclear {now.UtcDateTime:O}", found.Count == 1 ? found[0] : null, marked, now));
        await context.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return marked;
    }
}
