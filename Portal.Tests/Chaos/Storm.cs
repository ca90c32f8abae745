using System.Collections.Concurrent;
using Portal.Tests.TestKit;

namespace Portal.Tests.Chaos;

/// <summary>Alipay's side of a storm: several hands send signed messages, a tenth of them twice, and send again what was not acknowledged.</summary>
internal sealed class Storm(PortalCounter counter, int hands = 8)
{
    private const int OneInTwice = 10;
    private readonly ConcurrentQueue<PortalNotice> _unanswered = new();
    private readonly ConcurrentDictionary<string, byte> _acknowledged = new();
    private int _twice;

    /// <summary>Trades that were answered <c>success</c>.</summary>
    public IReadOnlyCollection<string> Acknowledged => [.. _acknowledged.Keys];

    public int Count => _acknowledged.Count;

    /// <summary>Messages that were sent a second time though the first was acknowledged.</summary>
    public int Twice => _twice;

    /// <summary>Sends until it is enough or the portal dies; what stays unanswered then is sent first the next time.</summary>
    public Task SendAsync(HttpClient portal, Func<bool> isEnough) => Task.WhenAll(Enumerable.Range(0, hands).Select(_ => Task.Run(() => SendOneByOneAsync(portal, isEnough))));

    /// <summary>Sends what was never answered, as Alipay does until it is.</summary>
    public Task SendUnansweredAsync(HttpClient portal) => SendAsync(portal, () => _unanswered.IsEmpty);

    private async Task SendOneByOneAsync(HttpClient portal, Func<bool> isEnough)
    {
        PortalNotice? inHand = null;
        try
        {
            while (!isEnough())
            {
                inHand = _unanswered.TryDequeue(out var old) ? old : PortalNotice.Of(counter);
                if (!(await inHand.SendAsync(portal, counter)).IsAcknowledged)
                {
                    _unanswered.Enqueue(inHand);
                    continue;
                }
                _acknowledged[inHand.TradeNo] = 0;
                if (Random.Shared.Next(OneInTwice) == 0 && (await inHand.SendAsync(portal, counter)).IsAcknowledged)
                {
                    Interlocked.Increment(ref _twice);
                }
            }
        }
        catch (Exception dead) when (dead is HttpRequestException or TaskCanceledException)
        {
            _unanswered.Enqueue(inHand!);                              // perhaps stored, perhaps not: it comes again
        }
    }
}
