using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Work;

namespace Portal.Web.Realtime;

/// <summary>What one batch of changes brings to an open page: the rows in order of their numbers, and the day's totals after them.</summary>
public sealed record FeedNews(IReadOnlyList<PaymentRow> Rows, DayTotals Totals);

/// <summary>Who hears of payments: from the membership, never from the client.</summary>
public sealed record Audience(TenantId Tenant, Scope Scope)
{
    public bool Hears(PaymentRow row) => Scope.Reaches(row.CounterId, row.ArrivedAt);
}

/// <summary>Changes of payments as they are committed, by this process or another, to whatever listens in this process.</summary>
public interface IPaymentFeed
{
    /// <param name="after">The last change that the listener has: whatever is numbered after it comes, once.</param>
    /// <param name="only">Only rows of this counter; totals are of all that is heard.</param>
    /// <param name="handler">Called one batch at a time, never while the previous call runs.</param>
    IDisposable Subscribe(Audience audience, CounterId? only, long after, Func<FeedNews, Task> handler);

    /// <summary>Today's totals of what the audience sees; read once for all pages of a tenant and at most half a second old.</summary>
    Task<DayTotals> TotalsAsync(Audience audience, CancellationToken ct);
}
