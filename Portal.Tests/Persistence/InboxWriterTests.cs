using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.Counters;
using Portal.Domain.Notifications;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Infrastructure.Persistence.Inbox;
using Portal.Tests.TestKit;

namespace Portal.Tests.Persistence;

/// <summary>The one writer: a batch is one transaction, and nobody is answered before its commit.</summary>
public sealed class InboxWriterTests : IAsyncLifetime
{
    private TestPortal _portal = default!;
    private Shop _shop = default!;
    private Counter _counter = default!;

    public async ValueTask InitializeAsync()
    {
        _portal = await TestPortal.StartAsync(writes: false);
        _shop = await _portal.AShopAsync(algorithm: SignAlgorithm.Md5);
        _counter = await _portal.ACounterAsync(_shop);
    }

    public ValueTask DisposeAsync() => _portal.DisposeAsync();

    private static string TradeNo(int i) => $"202603012200140000140000{i:D4}";

    private Task<Receipt> ReceiveAsync(int i, TestPortal? at = null) => (at ?? _portal).ReceiveAsync(
        _counter.ActiveCode.AddressToken, NoticeForm.Paid(_counter.ActiveCode, _shop.Account.Partner, TradeNo(i)).SignedBy(_shop.Alipay).Body());

    private long[] Sequences()
    {
        using var context = _portal.Database.Open(_shop.Id);
        return [.. context.PaymentEvents.OrderBy(row => row.Sequence).Select(row => row.Sequence)];
    }

    [Fact]
    [Trait("Row", "7.5 handler answers success, then fails to store")]
    [Trait("Row", "trap 27")]
    public async Task Nobody_is_answered_before_the_commit()
    {
        var waiting = Enumerable.Range(0, 20).Select(i => ReceiveAsync(i)).ToArray();
        Assert.Equal(0L, _portal.Files.Count("Notifications"));
        Assert.DoesNotContain(waiting, task => task.IsCompleted);
        await _portal.StartInboxAsync();
        Assert.All(await Task.WhenAll(waiting), receipt => Assert.Equal(Receipt.Stored, receipt));
        Assert.Equal(20L, _portal.Files.Count("Notifications"));
    }

    [Fact]
    [Trait("Row", "7.5 two copies at the same time on two servers")]
    public async Task Changes_are_numbered_without_gaps_whoever_writes()
    {
        await using var beside = await TestPortal.StartAsync(beside: _portal);
        await _portal.StartInboxAsync();
        var receipts = await Task.WhenAll(Enumerable.Range(0, 120).Select(i => ReceiveAsync(i % 80, i % 2 == 0 ? _portal : beside)));
        Assert.All(receipts, receipt => Assert.Equal(Receipt.Stored, receipt));
        Assert.Equal(Enumerable.Range(1, 80).Select(i => (long)i), Sequences());
        Assert.Equal(80L, _portal.Files.Sql("SELECT LastSequence FROM TenantFeeds"));
    }

    [Fact]
    public async Task One_message_that_breaks_a_rule_does_not_take_the_others_with_it()
    {
        var good = Enumerable.Range(0, 5).Select(i => ReceiveAsync(i)).ToArray();
        var nowhere = new NotifyAddress(
            _shop.Id, _shop.Account.Id, QrCodeId.New(), _counter.Id, _counter.ActiveCode.Passback, Currency.Of("HKD"), _shop.Account.Partner, _shop.Alipay.Verifier);
        var bad = _portal.Get<IInbox>().StoreAsync(InboxEntry.ForAddress(nowhere, Given.ANotice() with { NotifyId = "bad", TradeNo = AlipayTradeNo.Of("9") }, "x"u8.ToArray(), Given.Noon), default);
        await _portal.StartInboxAsync();
        Assert.All(await Task.WhenAll(good), receipt => Assert.Equal(Receipt.Stored, receipt));
        Assert.Equal(Receipt.Busy, await bad);
        Assert.Equal(5L, _portal.Files.Count("Payments"));
        Assert.Equal([1, 2, 3, 4, 5], Sequences());
    }

    [Fact]
    [Trait("Row", "D-05")]
    public async Task A_locked_file_is_busy_and_the_next_message_is_stored()
    {
        await _portal.StartInboxAsync();
        await using (var other = _portal.Files.Connect())
        {
            await using var transaction = other.BeginTransaction();           // a backup that takes longer than four seconds
            Assert.Equal(Receipt.Busy, await ReceiveAsync(1));
        }
        Assert.Equal(Receipt.Stored, await ReceiveAsync(1));
    }

    [Fact]
    [Trait("Row", "D-17")]
    public async Task Whatever_was_taken_is_written_before_the_writer_stops()
    {
        var waiting = Enumerable.Range(0, 10).Select(i => ReceiveAsync(i)).ToArray();
        await _portal.StartInboxAsync();
        await _portal.Get<InboxWriter>().StopAsync(default);
        Assert.All(await Task.WhenAll(waiting), receipt => Assert.Equal(Receipt.Stored, receipt));
        Assert.Equal(Receipt.Busy, await ReceiveAsync(11));
    }
}
