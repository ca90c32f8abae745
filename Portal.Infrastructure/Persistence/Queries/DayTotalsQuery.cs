using Microsoft.EntityFrameworkCore;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;

namespace Portal.Infrastructure.Persistence.Queries;

/// <summary>What was taken on the tenant's shop day, by counter and by hour.</summary>
internal static class DayTotalsQuery
{
    private static readonly PaymentStatus[] s_taken = [.. Enum.GetValues<PaymentStatus>().Where(status => status.IsTaken())];
    private static readonly PaymentStatus[] s_unclear = [.. Enum.GetValues<PaymentStatus>().Where(status => status.IsUnclear())];

    public static async Task<DayTotals> RunAsync(PortalContext context, DateTimeOffset now, CancellationToken ct)
    {
        var tenant = await context.Tenants.AsNoTracking().SingleAsync(row => row.Id == context.CurrentTenant, ct);
        var day = tenant.ShopDayAt(now);
        var sequence = await context.Feeds.Select(feed => feed.LastSequence).SingleAsync(ct);
        var today = context.Payments.Where(payment => payment.OccurredAt >= day.From && payment.OccurredAt < day.Until);
        var sums = await today.GroupBy(payment => payment.CounterId)
            .Select(group => new
            {
                Counter = group.Key,
                Count = group.Count(payment => s_taken.Contains(payment.Status)),
                Taken = group.Sum(payment => s_taken.Contains(payment.Status) ? payment.AmountMinor ?? 0 : 0),
                Refunded = group.Sum(payment => payment.RefundedMinor),
                Cancelled = group.Sum(payment => payment.Status == PaymentStatus.Cancelled ? payment.AmountMinor ?? 0 : 0),
                GivenBack = group.Count(payment => payment.RefundedMinor > 0 || payment.Status == PaymentStatus.Cancelled),
                Unclear = group.Count(payment => s_unclear.Contains(payment.Status)),
            }).ToListAsync(ct);
        var moments = await today.Where(payment => s_taken.Contains(payment.Status)).Select(payment => new { payment.CounterId, payment.OccurredAt }).ToListAsync(ct);
        var hours = (int)Math.Ceiling((day.Until - day.From).TotalHours);
        var byCounter = moments.ToLookup(moment => moment.CounterId, moment => moment.OccurredAt);
        return new DayTotals(
            day,
            tenant.Currency,
            [.. sums.Select(sum => new CounterTotal(
                sum.Counter, sum.Count, Money.OfMinor(sum.Taken, tenant.Currency), Money.OfMinor(sum.Refunded + sum.Cancelled, tenant.Currency), sum.GivenBack, sum.Unclear,
                ByHour(byCounter[sum.Counter], day, hours)))],
            hours,
            sequence);
    }

    /// <summary>Counted from the first hour of the shop day.</summary>
    private static int[] ByHour(IEnumerable<DateTimeOffset> moments, ShopDay day, int count)
    {
        var hours = new int[count];
        foreach (var moment in moments)
        {
            hours[(int)(moment - day.From).TotalHours]++;
        }
        return hours;
    }
}
