using System.Collections.Concurrent;
using System.Net;

namespace Portal.Tests.TestKit;

/// <summary>Alipay in a hurry: several senders, each a payment of its own at a time, and what the portal answered to each.</summary>
internal sealed class NoticeStream : IAsyncDisposable
{
    private static readonly TimeSpan s_hurry = TimeSpan.FromMilliseconds(5);

    private readonly Func<HttpClient> _portal;
    private readonly PortalCounter _counter;
    private readonly TimeSpan _pace;
    private readonly ConcurrentQueue<(PortalNotice Notice, long SentAt)> _acknowledged = new();
    private readonly ConcurrentDictionary<HttpStatusCode, int> _refused = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task[] _senders;
    private int _unanswered;
    private long _longestTicks;

    private NoticeStream(Func<HttpClient> portal, PortalCounter counter, int senders, TimeSpan pace)
    {
        (_portal, _counter, _pace) = (portal, counter, pace);
        _senders = [.. Enumerable.Range(0, senders).Select(_ => Task.Run(SendAsync))];
    }

    public IReadOnlyList<PortalNotice> Acknowledged => [.. _acknowledged.Select(one => one.Notice)];

    public int AcknowledgedCount => _acknowledged.Count;

    /// <summary>Answers that were not <c>success</c>.</summary>
    public int Refused => _refused.Values.Sum();

    /// <summary>Messages whose connection ended without an answer.</summary>
    public int Unanswered => _unanswered;

    public TimeSpan LongestAnswer => new(Interlocked.Read(ref _longestTicks));

    public IReadOnlyCollection<HttpStatusCode> RefusedBy => [.. _refused.Keys];

    /// <param name="portal">Asked before each message: which portal is there may change.</param>
    /// <param name="pace">A sender's messages are at least so far apart; null: 5 ms.</param>
    public static NoticeStream Start(Func<HttpClient> portal, PortalCounter counter, int senders = 8, TimeSpan? pace = null) => new(portal, counter, senders, pace ?? s_hurry);

    /// <summary>How many messages were acknowledged that were sent after a moment of <see cref="TimeProvider.System"/>.</summary>
    public int AcknowledgedSince(long timestamp) => _acknowledged.Count(one => one.SentAt >= timestamp);

    /// <summary>What was acknowledged and is not stored: must be empty, whatever happened.</summary>
    public IReadOnlyList<string> LostOf(HashSet<string> stored) => [.. Acknowledged.Select(notice => notice.TradeNo).Where(trade => !stored.Contains(trade))];

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_senders);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    private async Task SendAsync()
    {
        using var pace = new PeriodicTimer(_pace);
        while (!_stop.IsCancellationRequested)
        {
            await SendOneAsync(PortalNotice.Of(_counter));
            await pace.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    private async Task SendOneAsync(PortalNotice notice)
    {
        var sentAt = TimeProvider.System.GetTimestamp();
        try
        {
            var (status, isAcknowledged) = await notice.SendAsync(_portal(), _counter);
            if (isAcknowledged)
            {
                _acknowledged.Enqueue((notice, sentAt));
            }
            else
            {
                _refused.AddOrUpdate(status, 1, (_, before) => before + 1);
            }
            Keep(TimeProvider.System.GetElapsedTime(sentAt));
        }
        catch (Exception broken) when (broken is HttpRequestException or OperationCanceledException or IOException)
        {
            Interlocked.Increment(ref _unanswered);
        }
    }

    private void Keep(TimeSpan took)
    {
        for (var longest = Interlocked.Read(ref _longestTicks); took.Ticks > longest; longest = Interlocked.Read(ref _longestTicks))
        {
            Interlocked.CompareExchange(ref _longestTicks, took.Ticks, longest);
        }
    }
}
