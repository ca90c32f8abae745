using Microsoft.EntityFrameworkCore;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Work;
using Portal.Infrastructure.Persistence.Work;

namespace Portal.Infrastructure.Persistence.Queries;

/// <summary>Payments for pages and pushes. Lists page by arrival number; nothing counts a whole table.</summary>
public sealed class PaymentQueries(PortalWorks works, TimeProvider clock) : IPaymentQueries
{
    private const int MaxChanges = 500;

    public async Task<PaymentPage> PageAsync(Actor actor, PaymentFilter filter, long? before, int limit, CancellationToken ct)
    {
        await using var context = await works.OpenAsync(actor, Permission.SeePayments, ct);
        var payments = context.Payments.AsNoTracking();
        if (before is { } arrival)
        {
            payments = payments.Where(payment => payment.Arrival < arrival);
        }
        if (filter.CounterId is { } counter)
        {
            payments = payments.Where(payment => payment.CounterId == counter);
        }
        if (filter.Status is { Count: > 0 } status)
        {
            payments = payments.Where(payment => status.Contains(payment.Status));
        }
        var rows = await NamedPayment.Of(context, payments.OrderByDescending(payment => payment.Arrival).Take(limit + 1)).ToListAsync(ct);
        var page = rows.Take(limit).Select(row => row.ToRow()).ToList();
        return new PaymentPage(page, rows.Count > limit ? page[^1].Arrival : null);
    }

    public async Task<PaymentView?> FindAsync(Actor actor, PaymentId id, CancellationToken ct)
    {
        await using var context = await works.OpenAsync(actor, Permission.SeePayments, ct);
        if (await NamedPayment.Of(context, context.Payments.AsNoTracking().Where(payment => payment.Id == id)).FirstOrDefaultAsync(ct) is not { } found)
        {
            return null;
        }
        var steps = (await context.PaymentSteps.AsNoTracking().Where(step => step.PaymentId == id).ToListAsync(ct)).InOrder();
        return found.ToView(steps) with
        {
            Back = await MoneyBackQuery.RunAsync(context, found.Payment, steps, clock.GetUtcNow(), ct) with { OwnLimit = await LimitsQuery.OwnAsync(context, actor, ct) },
            Notes = await NotesQuery.OfPaymentAsync(context, id, ct),
            Messages = await MessagesQuery.LaterAsync(context, found.Payment, ct),
        };
    }

    public async Task<PaymentChanges> SinceAsync(Actor actor, long sequence, CounterId? only, CancellationToken ct)
    {
        await using var context = await works.OpenAsync(actor, Permission.SeePayments, ct);
        return await SinceAsync(context, sequence, only, ct);
    }

    public async Task<long> LastSequenceAsync(Actor actor, CancellationToken ct)
    {
        await using var context = await works.OpenAsync(actor, Permission.SeePayments, ct);
        return await context.Feeds.Select(feed => feed.LastSequence).SingleAsync(ct);
    }

    public async Task<DayTotals> TodayAsync(Actor actor, CancellationToken ct)
    {
        await using var context = await works.OpenAsync(actor, Permission.SeePayments, ct);
        return await DayTotalsQuery.RunAsync(context, clock.GetUtcNow(), ct);
    }

    public async Task<Scope> LiveScopeAsync(Actor actor, CancellationToken ct)
    {
        await using var live = await works.OpenAsync(actor, Permission.SeeLive, ct);
        await using var context = await works.OpenAsync(actor, Permission.SeePayments, ct);
        return context.Scope;
    }

    /// <summary>Changes in order of their numbers, each with what it changed to.</summary>
    internal static async Task<PaymentChanges> SinceAsync(PortalContext context, long sequence, CounterId? only, CancellationToken ct)
    {
        var changes = context.PaymentEvents.AsNoTracking().Where(change => change.Sequence > sequence);
        if (only is { } counter)
        {
            changes = changes.Where(change => change.CounterId == counter);
        }
        var rows = await (from change in changes.OrderBy(change => change.Sequence).Take(MaxChanges + 1)
                          join payment in context.Payments.AsNoTracking() on change.PaymentId equals payment.Id
                          join named in context.Counters on change.CounterId equals named.Id
                          orderby change.Sequence
                          select new { change, payment, named.Name }).ToListAsync(ct);
        return new PaymentChanges(
            [.. rows.Take(MaxChanges).Select(row => new NamedPayment(row.payment, row.Name).ToRow(row.change))],
            rows.Count > MaxChanges);
    }
}
