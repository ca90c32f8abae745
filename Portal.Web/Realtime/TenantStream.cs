using System.Collections.Concurrent;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Work;

namespace Portal.Web.Realtime;

/// <summary>One tenant's changes on their way to the listeners of this process, read once however many listen.</summary>
internal sealed class TenantStream(Actor reader, IPaymentQueries payments, TimeProvider clock, ILogger log) : IDisposable
{
    private static readonly TimeSpan s_totalsEvery = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<Listener, byte> _listeners = new();
    private readonly SemaphoreSlim _totalsLock = new(1);
    private readonly Lock _startLock = new();
    private long _start = long.MaxValue;
    private long _delivered = -1;
    private volatile bool _changed;
    private volatile bool _totalsAreOld = true;
    private DayTotals? _totals;
    private long _totalsAt;

    public bool HasListeners => !_listeners.IsEmpty;

    public void MarkChanged() => _changed = true;

    public void SeenUpTo(long sequence) => _changed |= sequence > _delivered;

    public IDisposable Listen(Audience audience, CounterId? only, long after, Func<FeedNews, Task> handler)
    {
        var listener = new Listener(audience, only, after, handler, (last, ct) => payments.SinceAsync(reader, last, only, ct), gone => _listeners.TryRemove(gone, out _), log);
        lock (_startLock)
        {
            _start = Math.Min(_start, after);
            _listeners[listener] = 0;
        }
        return listener;
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
        if (!IsListenedTo())
        {
            return;
        }
        while (_changed)
        {
            _changed = false;
            var news = await payments.SinceAsync(reader, _delivered, null, ct);
            _changed |= news.More;
            if (news.Rows.Count > 0)
            {
                _delivered = news.Rows[^1].Sequence;
                _totalsAreOld = true;
                Publish(news.Rows, await TotalsAsync(ct));
            }
        }
        if (_totalsAreOld && clock.GetElapsedTime(_totalsAt) >= s_totalsEvery)
        {
            Publish([], await TotalsAsync(ct));
        }
    }

    public void Dispose() => _totalsLock.Dispose();

    /// <summary>A stream that begins, begins with the earliest of what its first listeners lack; one that nobody listens to forgets where it was.</summary>
    private bool IsListenedTo()
    {
        lock (_startLock)
        {
            if (HasListeners && _delivered < 0)
            {
                (_delivered, _changed) = (_start, true);
            }
            _start = long.MaxValue;
            _delivered = HasListeners ? _delivered : -1;
            return HasListeners;
        }
    }

    private void Publish(IReadOnlyList<PaymentRow> rows, DayTotals totals)
    {
        foreach (var listener in _listeners.Keys)
        {
            listener.Offer(rows, totals);
        }
    }
}
