using Microsoft.EntityFrameworkCore;
using Portal.Domain.Alarms;
using Portal.Domain.Work;
using Portal.Infrastructure.Persistence.Work;

namespace Portal.Infrastructure.Persistence.Queries;

/// <summary>Open alarms of a tenant, newest first.</summary>
public sealed class AlarmQueries(PortalWorks works) : IAlarmQueries
{
    private const int MaxShown = 200;

    public async Task<IReadOnlyList<Alarm>> OpenAsync(Actor actor, CancellationToken ct)
    {
        await using var context = await works.OpenAsync(actor, Permission.SeeAttention, ct);
        return await context.Alarms.AsNoTracking().Where(alarm => alarm.ClosedAt == null).OrderByDescending(alarm => alarm.LastAt).Take(MaxShown).ToListAsync(ct);
    }
}
