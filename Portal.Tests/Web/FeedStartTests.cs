using System.Threading.Channels;
using Portal.Tests.TestKit;
using Portal.Web.Realtime;

namespace Portal.Tests.Web;

/// <summary>Who begins to listen gets every change after the last one it has, once, whatever is committed meanwhile.</summary>
public sealed class FeedStartTests : IAsyncLifetime
{
    private TestPortal _portal = default!;

    public async ValueTask InitializeAsync() => _portal = await TestPortal.StartAsync();

    public ValueTask DisposeAsync() => _portal.DisposeAsync();

    [Fact]
    public async Task A_change_before_the_feeds_first_reading_is_not_missed()
    {
        var shop = await _portal.AShopAsync();
        var counter = await _portal.ACounterAsync(shop);
        var heard = Channel.CreateUnbounded<long>();
        using var listening = Listen(shop, after: 0, heard);                      // the feed's reader does not run yet
        await _portal.APaymentAsync(shop, counter, "2026030122001400001400000001");
        await _portal.Get<PaymentFeed>().StartAsync(default);
        Assert.Equal(1, await NextAsync(heard));
        await _portal.APaymentAsync(shop, counter, "2026030122001400001400000002");
        Assert.Equal(2, await NextAsync(heard));
    }

    [Fact]
    public async Task What_a_listener_has_is_not_sent_to_it_again()
    {
        var shop = await _portal.AShopAsync();
        var counter = await _portal.ACounterAsync(shop);
        await _portal.APaymentAsync(shop, counter, "2026030122001400001400000001");
        await _portal.Get<PaymentFeed>().StartAsync(default);
        var (early, late) = (Channel.CreateUnbounded<long>(), Channel.CreateUnbounded<long>());
        using var first = Listen(shop, after: 0, early);
        using var second = Listen(shop, after: 1, late);
        Assert.Equal(1, await NextAsync(early));
        await _portal.APaymentAsync(shop, counter, "2026030122001400001400000002");
        Assert.Equal(2, await NextAsync(early));
        Assert.Equal(2, await NextAsync(late));
    }

    private IDisposable Listen(Shop shop, long after, Channel<long> heard) => _portal.Get<PaymentFeed>().Subscribe(shop.Id, null, after, news =>
    {
        foreach (var row in news.Rows)
        {
            heard.Writer.TryWrite(row.Sequence);
        }
        return Task.CompletedTask;
    });

    private static async Task<long> NextAsync(Channel<long> heard) => await heard.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10));
}
