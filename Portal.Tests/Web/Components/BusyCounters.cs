using Microsoft.Data.Sqlite;
using Portal.Domain.Counters;
using Portal.Domain.Primitives;
using Portal.Domain.Work;

namespace Portal.Tests.Web.Components;

/// <summary>The real lists of counters and codes, which find the file locked when a test says so.</summary>
internal sealed class BusyCounters(ICounterQueries real) : ICounterQueries
{
    public bool IsBusy { get; set; }

    /// <summary>How often it was asked in vain.</summary>
    public int Refused { get; private set; }

    public Task<IReadOnlyList<CounterView>> ListAsync(Actor actor, CancellationToken ct) => Unlocked(() => real.ListAsync(actor, ct));

    public Task<IReadOnlyList<CodeElsewhere>> ElsewhereAsync(Actor actor, CancellationToken ct) => Unlocked(() => real.ElsewhereAsync(actor, ct));

    public Task<CounterView?> FindAsync(Actor actor, CounterId id, CancellationToken ct) => real.FindAsync(actor, id, ct);

    public Task<CounterView?> FindForPrintAsync(Actor actor, CounterId id, CancellationToken ct) => real.FindForPrintAsync(actor, id, ct);

    public Task<CounterHistory> HistoryAsync(Actor actor, CounterId id, CounterHistory? seen, CancellationToken ct) => real.HistoryAsync(actor, id, seen, ct);

    private Task<T> Unlocked<T>(Func<Task<T>> ask)
    {
        if (!IsBusy)
        {
            return ask();
        }
        Refused++;
        throw new SqliteException("database is locked", 5);
    }
}
