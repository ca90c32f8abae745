using Portal.Domain.Payments;
using Portal.Domain.Tenants;

namespace Portal.Tests.TestKit;

/// <summary>The kit itself: what it makes is what the product would have made.</summary>
public sealed class TestKitTests
{
    [Theory]
    [InlineData(SignAlgorithm.Md5)]
    [InlineData(SignAlgorithm.Rsa)]
    [InlineData(SignAlgorithm.Rsa2)]
    public async Task A_shop_with_a_counter_receives_a_payment(SignAlgorithm algorithm)
    {
        await using var portal = await TestPortal.StartAsync();
        var shop = await portal.AShopAsync(algorithm: algorithm);
        var counter = await portal.ACounterAsync(shop);
        var payment = await portal.APaymentAsync(shop, counter);
        Assert.Equal((PaymentStatus.Reported, 8880L, counter.Id), (payment.Status, payment.AmountMinor, payment.CounterId));
    }

    [Fact]
    public void The_fake_clock_stands_until_moved_and_rings_in_order()
    {
        var clock = new FakeClock();
        var rung = new List<int>();
        using var late = clock.CreateTimer(_ => rung.Add(2), null, TimeSpan.FromSeconds(2), Timeout.InfiniteTimeSpan);
        using var early = clock.CreateTimer(_ => rung.Add(1), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(4));
        Assert.Equal(Given.Noon, clock.GetUtcNow());
        clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal([1, 2, 1], rung);
        Assert.Equal(TimeSpan.FromSeconds(5), clock.GetUtcNow() - Given.Noon);
    }
}
