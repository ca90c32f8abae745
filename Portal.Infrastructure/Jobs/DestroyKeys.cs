using Microsoft.EntityFrameworkCore;
using Portal.Domain.Audit;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Infrastructure.Persistence;
using Portal.Infrastructure.Persistence.Audit;

namespace Portal.Infrastructure.Jobs;

/// <summary>Destroys the keys of tenants that have been closed for 30 days: what was encrypted for them cannot be read any more, by anybody. Amounts and the audit stay.</summary>
/// <remarks>Source: DATA-MONEY-TIME 6.2. A second run finds nothing.</remarks>
public sealed class DestroyKeys(PortalDatabase database, TimeProvider clock) : IJobTick
{
    public string Name => "destroy-keys";

    public async Task<int> TickAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var destroyed = 0;
        foreach (var tenant in await DueAsync(now, ct))
        {
            await using var context = database.Open(tenant.Id);
            if (await context.Tenants.SingleAsync(row => row.Id == tenant.Id, ct) is { } closed && closed.TryDestroyKeys(now))
            {
                (await context.Accounts.FirstOrDefaultAsync(ct))?.DestroyKeys();
                await AuditWriter.SaveAsync(context, Actor.Job(tenant.Id), "destroy_keys", new AuditEntry { Subject = new AuditSubject("tenant", tenant.Id.ToString()) }, now, ct);
                destroyed++;
            }
        }
        return destroyed;
    }

    private async Task<IReadOnlyList<Tenant>> DueAsync(DateTimeOffset now, CancellationToken ct)
    {
        await using var context = database.OpenWithoutTenant();
        return await context.Tenants.AsNoTracking().Where(tenant => tenant.KeysDestroyedAt == null && tenant.KeysDestroyedFrom <= now).ToListAsync(ct);
    }
}
