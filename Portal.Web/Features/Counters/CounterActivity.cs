using Portal.Domain.Counters;
using Portal.Domain.Payments;

namespace Portal.Web.Features.Counters;

/// <summary>Keeps a counter's last arrival current while its page is open.</summary>
public static class CounterActivity
{
    public static CounterView AfterPayments(this CounterView counter, IReadOnlyList<PaymentRow> rows)
    {
        var last = rows.Where(row => row.CounterId == counter.Id).Select(row => (DateTimeOffset?)row.ArrivedAt).Max();
        return last > (counter.LastPaidAt ?? DateTimeOffset.MinValue) ? counter with { LastPaidAt = last } : counter;
    }
}
