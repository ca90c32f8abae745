using Microsoft.Data.Sqlite;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Work;

namespace Portal.Tests.Web.Components;

/// <summary>The real payments, of which one cannot be read for a while, or is read and told of later, when a test says so.</summary>
internal sealed class BusyPayments(IPaymentQueries real) : IPaymentQueries
{
    public bool IsBusy { get; set; }

    /// <summary>How often it was asked in vain.</summary>
    public int Refused { get; private set; }

    /// <summary>When the next reads are told of.</summary>
    public Task Told { get; set; } = Task.CompletedTask;

    public async Task<PaymentView?> FindAsync(Actor actor, PaymentId id, CancellationToken ct)
    {
        if (IsBusy)
        {
            Refused++;
            throw new SqliteException("database is locked", 5);
        }
        var told = Told;
        var read = await real.FindAsync(actor, id, ct);
        await told;
        return read;
    }

    public Task<PaymentPage> PageAsync(Actor actor, PaymentFilter filter, long? before, int limit, CancellationToken ct) => real.PageAsync(actor, filter, before, limit, ct);

    public Task<PaymentChanges> SinceAsync(Actor actor, long sequence, CounterId? only, CancellationToken ct) => real.SinceAsync(actor, sequence, only, ct);

    public Task<long> LastSequenceAsync(Actor actor, CancellationToken ct) => real.LastSequenceAsync(actor, ct);

    public Task<DayTotals> TodayAsync(Actor actor, CancellationToken ct) => real.TodayAsync(actor, ct);

    public Task<Scope> LiveScopeAsync(Actor actor, CancellationToken ct) => real.LiveScopeAsync(actor, ct);
}
