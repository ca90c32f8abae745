using Portal.Domain.Counters;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Work;
using Portal.Infrastructure.Persistence;
using Portal.Infrastructure.Persistence.Work;
using Portal.Tests.TestKit;

namespace Portal.Tests.Persistence;

public sealed class ClaimRowsTests : IAsyncLifetime
{
    private static readonly TimeSpan s_lease = TimeSpan.FromSeconds(30);
    private TestPortal _portal = default!;
    private Shop _shop = default!;

    public async ValueTask InitializeAsync()
    {
        _portal = await TestPortal.StartAsync();
        _shop = await _portal.AShopAsync();
        var counter = await _portal.ACounterAsync(_shop);
        for (var i = 0; i < 20; i++)
        {
            await _portal.APaymentAsync(_shop, counter, $"202603012200140000140000{i:D4}");
        }
    }

    public ValueTask DisposeAsync() => _portal.DisposeAsync();

    private Task<IReadOnlyList<ClaimedRow>> ClaimAsync(TenantId? tenant = null, int limit = 100, DateTimeOffset? now = null) =>
        _portal.Get<ClaimRows>().ClaimAsync(DueKind.Payment, tenant ?? _shop.Id, now ?? _portal.Clock.GetUtcNow(), s_lease, limit, default);

    [Fact]
    public async Task Only_what_is_due_is_claimed_and_not_more_than_wanted()
    {
        Assert.Empty(await ClaimAsync(now: Given.Noon.AddTicks(-1)));
        Assert.Equal(7, (await ClaimAsync(limit: 7)).Count);
        Assert.Equal(13, (await ClaimAsync()).Count);
        Assert.Empty(await _portal.Get<ClaimRows>().ClaimAsync(DueKind.QrCode, _shop.Id, Given.Noon, s_lease, 100, default));     // a live code waits for nothing
    }

    [Fact]
    public async Task Only_the_own_tenants_rows_are_claimed()
    {
        var other = await _portal.AShopAsync("Other");
        Assert.Empty(await ClaimAsync(other.Id));
        Assert.Equal(20, (await ClaimAsync()).Count);
    }

    [Fact]
    [Trait("Row", "two processes")]
    [Trait("Row", "J-01")]
    public async Task No_row_is_claimed_twice_at_once()
    {
        var claims = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => ClaimAsync(limit: 3))));
        var ids = claims.SelectMany(rows => rows).Select(row => row.Id).ToList();
        Assert.Equal(20, ids.Count);
        Assert.Equal(20, ids.Distinct().Count());
    }

    [Fact]
    public async Task A_lease_runs_out_and_the_next_claim_has_a_newer_token()
    {
        var first = (await ClaimAsync(limit: 1)).Single();
        Assert.Equal(19, (await ClaimAsync()).Count);
        _portal.Clock.Advance(s_lease + TimeSpan.FromTicks(1));
        var again = (await ClaimAsync()).Single(row => row.Id == first.Id);
        Assert.Equal(first.Lease.Token + 1, again.Lease.Token);
    }

    [Fact]
    [Trait("Row", "J-02")]
    [Trait("Row", "M-08")]
    public async Task Who_was_overtaken_saves_nothing()
    {
        var row = (await ClaimAsync(limit: 1)).Single();
        await using var slow = await _portal.Get<IPortalWorkFactory>().BeginAsync(Actor.Job(_shop.Id), Permission.AskGateway, default);
        var payment = Assert.IsType<Payment>(await slow.Payments.FindAsync(new PaymentId(row.Id), default));
        _portal.Clock.Advance(s_lease + TimeSpan.FromTicks(1));
        Assert.Equal(20, (await ClaimAsync()).Count);
        payment.BookDoubt("time_out", _portal.Clock.GetUtcNow(), 0.5);
        Assert.Equal("stale", (await slow.CommitAsync(default))?.Code);
        Assert.Equal(PaymentStatus.Reported, (await _portal.PaymentAsync(_shop, payment.TradeNo.Value)).Status);
    }

    [Fact]
    public async Task Who_was_overtaken_saves_nothing_control()
    {
        var row = (await ClaimAsync(limit: 1)).Single();
        await using var work = await _portal.Get<IPortalWorkFactory>().BeginAsync(Actor.Job(_shop.Id), Permission.AskGateway, default);
        var payment = Assert.IsType<Payment>(await work.Payments.FindAsync(new PaymentId(row.Id), default));
        payment.BookDoubt("time_out", _portal.Clock.GetUtcNow(), 0.5);
        Assert.Null(await work.CommitAsync(default));
    }

    [Fact]
    [Trait("Row", "J-05")]
    public async Task Tenants_with_due_rows_take_turns_the_longest_not_served_first()
    {
        var other = await _portal.AShopAsync("Other");
        await _portal.APaymentAsync(other, await _portal.ACounterAsync(other), "2026030122001400001499999999");
        var across = _portal.Get<AcrossTenants>();
        await across.ServedAsync(_shop.Id, _portal.Clock.GetUtcNow(), default);
        Assert.Equal([other.Id, _shop.Id], await across.TenantsWithDueAsync(_portal.Clock.GetUtcNow(), 10, default));
        await across.ServedAsync(other.Id, _portal.Clock.GetUtcNow().AddSeconds(1), default);
        Assert.Equal([_shop.Id, other.Id], await across.TenantsWithDueAsync(_portal.Clock.GetUtcNow(), 10, default));
    }
}
