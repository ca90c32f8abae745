using Microsoft.EntityFrameworkCore;
using Portal.Domain.Payments;
using Portal.Infrastructure.Persistence.Queries;
using Portal.Infrastructure.Persistence.Seeding;
using Portal.Tests.TestKit;

namespace Portal.Tests.Persistence;

/// <summary>A made-up month is like a real one: every rule holds, the lists show it, nobody else is touched.</summary>
public sealed class SeedTests
{
    private const int Payments = 2_000;

    [Theory]
    [InlineData("HKD")]
    [InlineData("JPY")]
    public async Task A_seeded_month_breaks_no_rule_and_stands_in_the_lists(string currency)
    {
        await using var portal = await TestPortal.StartAsync();
        var (shop, other) = (await portal.AShopAsync(currency: currency), await portal.AShopAsync("Other"));
        await portal.ACounterAsync(shop, "Front");
        await portal.ACounterAsync(shop, "Back");
        var real = await portal.APaymentAsync(other, await portal.ACounterAsync(other));
        var count = await SeedAsync(portal, shop, seed: 1);
        Assert.Equal(Payments, count.Payments);
        Assert.Empty(await portal.Get<Invariants>().FindBrokenAsync(default));
        var queries = portal.Get<IPaymentQueries>();
        var page = await queries.PageAsync(shop.Owner, PaymentFilter.All, null, 50, default);
        Assert.Equal(50, page.Rows.Count);
        Assert.All(page.Rows, row => Assert.Equal(currency, row.Currency.Code));
        Assert.NotNull(await queries.FindAsync(shop.Owner, page.Rows[0].Id, default));
        Assert.Equal(real.Id, Assert.Single((await queries.PageAsync(other.Owner, PaymentFilter.All, null, 50, default)).Rows).Id);
        await using var context = portal.Database.Open(shop.Id);
        var states = await context.Payments.Select(payment => payment.Status).Distinct().ToListAsync();
        Assert.Contains(PaymentStatus.Paid, states);
        Assert.Contains(PaymentStatus.Refunded, states);
        Assert.Contains(PaymentStatus.Cancelled, states);
        Assert.Equal(2, await context.Payments.Select(payment => payment.CounterId).Distinct().CountAsync());
    }

    [Fact]
    public async Task The_same_number_makes_the_same_month_and_a_second_month_comes_after_the_first()
    {
        await using var portal = await TestPortal.StartAsync();
        var (first, second) = (await portal.AShopAsync("One"), await portal.AShopAsync("Two"));
        await portal.ACounterAsync(first);
        await portal.ACounterAsync(second);
        await SeedAsync(portal, first, seed: 7);
        await SeedAsync(portal, second, seed: 7);
        Assert.Equal(await AmountsAsync(portal, first), await AmountsAsync(portal, second));
        await SeedAsync(portal, first, seed: 8);
        Assert.Equal(2 * Payments, (await AmountsAsync(portal, first)).Count);
        Assert.Empty(await portal.Get<Invariants>().FindBrokenAsync(default));
    }

    private static async Task<SeededCount> SeedAsync(TestPortal portal, Shop shop, int seed)
    {
        var seeding = portal.Get<SeedPayments>();
        return await seeding.RunAsync(shop.Tenant, await seeding.CodesAsync(shop.Tenant, default), Payments, seed, default);
    }

    private static async Task<List<long?>> AmountsAsync(TestPortal portal, Shop shop)
    {
        await using var context = portal.Database.Open(shop.Id);
        return await context.Payments.OrderBy(payment => payment.Arrival).Select(payment => payment.AmountMinor).ToListAsync();
    }
}
