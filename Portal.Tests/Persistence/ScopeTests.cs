using Microsoft.EntityFrameworkCore;
using Portal.Domain.Counters;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Tests.TestKit;

namespace Portal.Tests.Persistence;

/// <summary>People who are bound to counters see nothing of the others: the model's filter, not each query's memory.</summary>
public sealed class ScopeTests
{
    [Theory]
    [InlineData(Role.Cashier, true, 1)]
    [InlineData(Role.Cashier, false, 0)]
    [InlineData(Role.Manager, true, 1)]
    [InlineData(Role.Manager, false, 2)]
    [InlineData(Role.Accountant, true, 2)]
    [InlineData(Role.Owner, true, 2)]
    public async Task What_a_person_sees_follows_from_role_and_counters(Role role, bool isBound, int seen)
    {
        await using var portal = await TestPortal.StartAsync();
        var shop = await portal.AShopAsync();
        var (front, back) = (await portal.ACounterAsync(shop, "Front"), await portal.ACounterAsync(shop, "Back"));
        var (mine, others) = (await portal.APaymentAsync(shop, front, "2026030122001400001400000001"), await portal.APaymentAsync(shop, back, "2026030122001400001400000002"));
        var person = await portal.APersonAsync(shop.Id, role, isBound ? [front.Id] : []);
        var (payments, counters) = (portal.Get<IPaymentQueries>(), portal.Get<ICounterQueries>());
        Assert.Equal(seen, (await counters.ListAsync(person, default)).Count);
        Assert.Equal(seen, (await payments.PageAsync(person, PaymentFilter.All, null, 10, default)).Rows.Count);
        Assert.Equal(seen, (await payments.SinceAsync(person, 0, null, default)).Rows.Count);
        Assert.Equal(seen, (await payments.TodayAsync(person, default)).Counters.Count);
        Assert.Equal(seen > 0, await payments.FindAsync(person, mine.Id, default) is not null);
        Assert.Equal(seen > 1, await payments.FindAsync(person, others.Id, default) is not null);
        Assert.Equal(seen > 1, await counters.FindAsync(person, back.Id, default) is not null);
    }

    [Fact]
    public async Task A_narrow_context_hides_every_kind_of_row_and_a_wide_one_none_control()
    {
        await using var portal = await TestPortal.StartAsync();
        var shop = await portal.AShopAsync();
        var (front, back) = (await portal.ACounterAsync(shop, "Front"), await portal.ACounterAsync(shop, "Back"));
        var others = await portal.APaymentAsync(shop, back, "2026030122001400001400000002");
        Assert.Equal([0, 0, 0, 0, 0], await SeenAsync(new Scope([front.Id])));
        Assert.Equal([0, 0, 0, 0, 0], await SeenAsync(new Scope([])));
        Assert.DoesNotContain(0, await SeenAsync(Scope.Whole));

        async Task<List<int>> SeenAsync(Scope scope)
        {
            await using var context = portal.Database.Open(shop.Id);
            context.Narrow(scope);
            return
            [
                await context.Counters.CountAsync(row => row.Id == back.Id),
                await context.QrCodes.CountAsync(row => row.CounterId == back.Id),
                await context.Payments.CountAsync(row => row.Id == others.Id),
                await context.PaymentSteps.CountAsync(row => row.PaymentId == others.Id),
                await context.PaymentEvents.CountAsync(row => row.PaymentId == others.Id),
            ];
        }
    }

    [Fact]
    public async Task A_cashier_sees_today_and_yesterday_and_a_manager_all()
    {
        await using var portal = await TestPortal.StartAsync();
        var shop = await portal.AShopAsync();
        var front = await portal.ACounterAsync(shop, "Front");
        var cashier = await portal.APersonAsync(shop.Id, Role.Cashier, front.Id);
        var manager = await portal.APersonAsync(shop.Id, Role.Manager, front.Id);
        var payment = await portal.APaymentAsync(shop, front);
        var payments = portal.Get<IPaymentQueries>();
        portal.Clock.Advance(TimeSpan.FromHours(24));
        Assert.NotNull(await payments.FindAsync(cashier, payment.Id, default));
        portal.Clock.Advance(TimeSpan.FromHours(48));
        Assert.Null(await payments.FindAsync(cashier, payment.Id, default));
        Assert.Empty((await payments.SinceAsync(cashier, 0, null, default)).Rows);
        Assert.NotNull(await payments.FindAsync(manager, payment.Id, default));
    }

    [Fact]
    public async Task Without_a_live_sign_in_a_member_is_nobody()
    {
        await using var portal = await TestPortal.StartAsync();
        var shop = await portal.AShopAsync();
        var counters = portal.Get<ICounterQueries>();
        Assert.Empty(await counters.ListAsync(shop.Owner, default));
        foreach (var actor in new[] { shop.Owner with { Session = null }, shop.Owner with { User = new UserId(Guid.NewGuid()) }, (await portal.AShopAsync("Other")).Owner with { Session = shop.Owner.Session } })
        {
            Assert.Equal("not_found", (await Assert.ThrowsAsync<AccessDeniedException>(() => counters.ListAsync(actor, default))).Error.Code);
        }
        Assert.True(await portal.Get<Portal.Infrastructure.Identity.SessionStore>().EndAsync(shop.Owner.User!.Value, shop.Owner.Session!.Value, default));
        Assert.Equal("not_found", (await Assert.ThrowsAsync<AccessDeniedException>(() => counters.ListAsync(shop.Owner, default))).Error.Code);
    }
}
