using Portal.Domain.Payments;
using Portal.Domain.Primitives;

namespace Portal.Web.Realtime;

/// <summary>What one batch of changes brings to an open page: the rows in order of their numbers, and the day's totals after them.</summary>
public sealed record FeedNews(IReadOnlyList<PaymentRow> Rows, DayTotals Totals);

/// <summary>Changes of payments as they are committed, by this process or another, to whatever listens in this process.</summary>
public interface IPaymentFeed
{
    /// <param name="tenant">From the membership, never from the client.</param>
    /// <param name="after">The last change that the listener has: whatever is numbered after it comes, once.</param>
    /// <param name="only">Only rows of this counter; totals are always the tenant's.</param>
    /// <param name="handler">Called one batch at a time, never while the previous call runs.</param>
    IDisposable Subscribe(TenantId tenant, CounterId? only, long after, Func<FeedNews, Task> handler);

    /// <summary>Today's totals, shared by all pages of a tenant and at most half a second old.</summary>
    Task<DayTotals> TotalsAsync(TenantId tenant, CancellationToken ct);
}
