using System.Threading.Channels;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;

namespace Portal.Web.Realtime;

/// <summary>One open page or connection. A slow one loses its queue, not its payments: it reads again from the last it had.</summary>
internal sealed class Listener : IDisposable
{
    private const int MaxWaiting = 64;

    private readonly Channel<FeedNews> _waiting = Channel.CreateBounded<FeedNews>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });
    private readonly CancellationTokenSource _gone = new();
    private readonly Audience _audience;
    private readonly CounterId? _only;
    private readonly Func<FeedNews, Task> _handler;
    private readonly Func<long, CancellationToken, Task<PaymentChanges>> _since;
    private readonly Action<Listener> _onGone;
    private readonly ILogger _log;
    private volatile bool _lost;
    private long _last;

    /// <param name="after">The last change that it has.</param>
    public Listener(Audience audience, CounterId? only, long after, Func<FeedNews, Task> handler, Func<long, CancellationToken, Task<PaymentChanges>> since, Action<Listener> onGone, ILogger log)
    {
        (_audience, _only, _last, _handler, _since, _onGone, _log) = (audience, only, after, handler, since, onGone, log);
        _ = Task.Run(PumpAsync);
    }

    public void Offer(IReadOnlyList<PaymentRow> rows, DayTotals totals)
    {
        _lost |= !_waiting.Writer.TryWrite(new FeedNews([.. rows.Where(IsHeard)], totals.Within(_audience.Scope)));
    }

    public void Dispose()
    {
        _onGone(this);
        _gone.Cancel();
        _waiting.Writer.TryComplete();
    }

    private bool IsHeard(PaymentRow row) => _audience.Hears(row) && (_only ?? row.CounterId) == row.CounterId;

    private async Task PumpAsync()
    {
        try
        {
            while (await _waiting.Reader.WaitToReadAsync(_gone.Token))
            {
                var rows = new List<PaymentRow>();
                DayTotals? totals = null;
                while (_waiting.Reader.TryRead(out var news))
                {
                    rows.AddRange(news.Rows);
                    totals = news.Totals;
                }
                var last = Interlocked.Read(ref _last);
                if (_lost)
                {
                    _lost = false;
                    rows = await ReadAgainAsync(last);
                }
                rows.RemoveAll(row => row.Sequence <= last);           // what was read again still waits here, too
                if (rows.Count > 0)
                {
                    Interlocked.Exchange(ref _last, rows[^1].Sequence);
                }
                await _handler(new FeedNews(rows, totals!));
            }
        }
        catch (OperationCanceledException)
        {
            // the page is gone
        }
        catch (Exception failed)
        {
            _log.LogWarning(failed, "A listener failed and was closed");
            Dispose();
        }
    }

    private async Task<List<PaymentRow>> ReadAgainAsync(long last)
    {
        var rows = new List<PaymentRow>();
        PaymentChanges changes;
        do
        {
            changes = await _since(last, _gone.Token);
            last = changes.Rows is [.., var newest] ? newest.Sequence : last;
            rows.AddRange(changes.Rows.Where(IsHeard));
        }
        while (changes.More);
        return rows;
    }
}
