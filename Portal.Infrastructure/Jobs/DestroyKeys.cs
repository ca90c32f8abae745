using Microsoft.EntityFrameworkCore;
using Portal.Domain.Audit;
using Portal.Domain.Primitives;
using Portal.Domain.Work;
using Portal.Infrastructure.Persistence;
using Portal.Infrastructure.Persistence.Audit;

namespace Portal.Infrastructure.Jobs;

/// <summary>Destroys the keys of tenants that have been closed for 30 days: what was encrypted for them cannot be read any more, by anybody. Amounts and the audit stay.</summary>
/// <remarks>Source: DATA-MONEY-TIME 6.2. A second run finds nothing.</remarks>
public sealed class DestroyKeys(PortalDatabase database, TenantRounds rounds, TimeProvider clock) : IJobTick
{
    public string Name => "destroy-keys";

    public async Task<int> TickAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return await rounds.EachAsync(Name, await DueAsync(now, ct), tenant => DestroyAsync(tenant, now, ct), ct);
    }

    private async Task<int> DestroyAsync(TenantId tenant, DateTimeOffset now, CancellationToken ct)
    {
        await using var context = database.Open(tenant);
        if (!(await context.Tenants.SingleAsync(row => row.Id == tenant, ct)).TryDestroyKeys(now))
        {
            return 0;
        }
        (await context.Accounts.FirstOrDefaultAsync(ct))?.DestroyKeys();
        await AuditWriter.SaveAsync(context, Actor.Job(tenant), "destroy_keys", new AuditEntry { Subject = new AuditSubject("tenant", tenant.ToString()) }, now, ct);
        return 1;
    }

    private async Task<IReadOnlyList<TenantId>> DueAsync(DateTimeOffset now, CancellationToken ct)
    {
        await using var context = database.OpenWithoutTenant();
        return await context.Tenants.Where(tenant => tenant.KeysDestroyedAt == null && tenant.KeysDestroyedFrom <= now).Select(tenant => tenant.Id).ToListAsync(ct);
    }
}
