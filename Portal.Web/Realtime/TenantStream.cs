using System.Collections.Concurrent;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Work;

namespace Portal.Web.Realtime;

/// <summary>One tenant's changes on their way to the listeners of this process, read once however many listen.</summary>
/// <param name="position">How far the tenant's changes are numbered now.</param>
internal sealed class TenantStream(Actor reader, IPaymentQueries payments, Func<long> position, TimeProvider clock, ILogger log) : IDisposable
{
    private static readonly TimeSpan s_totalsEvery = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<Listener, byte> _listeners = new();
    private readonly SemaphoreSlim _totalsLock = new(1);
    private readonly Lock _joining = new();
    private long _delivered = -1;
    private volatile bool _changed;
    private volatile bool _totalsAreOld = true;
    private DayTotals? _totals;
    private long _totalsAt;

    public bool HasListeners => !_listeners.IsEmpty;

    public void MarkChanged() => _changed = true;

    public void SeenUpTo(long sequence) => _changed |= sequence > _delivered;

    /// <summary>Whoever reads what was before after this returns misses nothing: the stream stands at the last number, or before it, already.</summary>
    public IDisposable Listen(CounterId? only, Func<FeedNews, Task> handler)
    {
        lock (_joining)
        {
            if (_delivered < 0)
            {
                Interlocked.Exchange(ref _delivered, position());
            }
            var listener = new Listener(only, handler, (after, ct) => payments.SinceAsync(reader, after, only, ct), gone => _listeners.TryRemove(gone, out _), log);
            _listeners[listener] = 0;
            return listener;
        }
    }

    /// <summary>At most half a second old; asked of the database once for all pages.</summary>
    public async Task<DayTotals> TotalsAsync(CancellationToken ct)
    {
        await _totalsLock.WaitAsync(ct);
        try
        {
            if (_totals is null || clock.GetElapsedTime(_totalsAt) >= s_totalsEvery)
            {
                _totalsAreOld = false;
                _totals = await payments.TodayAsync(reader, ct);
                _totalsAt = clock.GetTimestamp();
            }
            return _totals;
        }
        finally
        {
            _totalsLock.Release();
        }
    }

    /// <summary>Reads what is new and hands it on; totals follow as soon as they may be asked again.</summary>
    public async Task ReadAsync(CancellationToken ct)
    {
        lock (_joining)
        {
            if (!HasListeners)
            {
                _delivered = -1;
                return;
            }
        }
        while (_changed)
        {
            _changed = false;
            var news = await payments.SinceAsync(reader, _delivered, null, ct);
            _changed |= news.More;
            if (news.Rows.Count > 0)
            {
                var after = _delivered;
                _delivered = news.Rows[^1].Sequence;
                _totalsAreOld = true;
                Publish(news.Rows, await TotalsAsync(ct), after);
            }
        }
        if (_totalsAreOld && clock.GetElapsedTime(_totalsAt) >= s_totalsEvery)
        {
            Publish([], await TotalsAsync(ct), _delivered);
        }
    }

    public void Dispose() => _totalsLock.Dispose();

    private void Publish(IReadOnlyList<PaymentRow> rows, DayTotals totals, long after)
    {
        foreach (var listener in _listeners.Keys)
        {
            listener.Offer(rows, totals, after);
        }
    }
}
