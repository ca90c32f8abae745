using Microsoft.EntityFrameworkCore;
using Portal.Domain.Counters;
using Portal.Domain.Primitives;
using Portal.Domain.Work;
using Portal.Infrastructure.Persistence.Work;

namespace Portal.Infrastructure.Persistence.Queries;

/// <summary>Counters for pages, pictures and the operator's list.</summary>
public sealed class CounterQueries(PortalWorks works) : ICounterQueries
{
    public async Task<IReadOnlyList<CounterView>> ListAsync(Actor actor, CancellationToken ct)
    {
        await using var context = await works.OpenAsync(actor, Permission.SeeCounters, ct);
        return await Views(context, context.Counters.OrderBy(counter => counter.CreatedAt)).ToListAsync(ct);
    }

    public async Task<CounterView?> FindAsync(Actor actor, CounterId id, CancellationToken ct)
    {
        await using var context = await works.OpenAsync(actor, Permission.SeeCounters, ct);
        return await Views(context, context.Counters.Where(counter => counter.Id == id)).FirstOrDefaultAsync(ct);
    }

    private static IQueryable<CounterView> Views(PortalContext context, IQueryable<Counter> counters) =>
        from counter in counters
        join code in context.QrCodes on counter.Id equals code.CounterId
        where code.IsActive
        select new CounterView(
            counter.Id, counter.Name, code.Status, code.Text, code.NotifyUrl, code.RefusedWith, code.CheckNumber, code.StoreId, counter.CreatedAt,
            context.Payments.Where(payment => payment.CounterId == counter.Id)
                .OrderByDescending(payment => payment.Arrival).Select(payment => (DateTimeOffset?)payment.ArrivedAt).FirstOrDefault());
}
