using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Portal.Domain.Alarms;
using Portal.Domain.Attention;
using Portal.Domain.Cancels;
using Portal.Domain.Counters;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Refunds;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Tests.Flows;
using Portal.Tests.TestKit;

namespace Portal.Tests.Approvals;

/// <summary>Who is held back by their limits time and again stands on the shop's list, once, whichever process refused.</summary>
public sealed class HeldBackTests
{
    [Fact]
    [Trait("Row", "M-12")]
    public async Task The_third_refusal_within_an_hour_raises_one_alarm_whichever_process_refused() => Assert.Equal([0, 0, 1, 1], await AlarmsAsync(limits: null));

    [Fact]
    public async Task The_third_refusal_within_an_hour_raises_one_alarm_whichever_process_refused_control() => Assert.Equal([0, 0, 0, 0], await AlarmsAsync(new Unheard()));

    [Fact]
    [Trait("Row", "M-12")]
    public async Task What_is_no_matter_of_limits_or_long_past_raises_none()
    {
        await using var portal = await TestPortal.StartAsync();
        portal.IsCheckedAtTheEnd = false;                              // the payments are made without messages
        var (shop, cashier, payment) = await StageAsync(portal);
        foreach (var amount in new[] { "0", "99.00", "x", "1.001" })
        {
            Assert.NotEqual("limit_exceeded", await RefundAsync(portal, cashier, payment, amount));
        }
        for (var i = 0; i < 4; i++)
        {
            Assert.Equal("limit_exceeded", await RefundAsync(portal, cashier, payment, "60.00"));
            portal.Clock.Advance(TimeSpan.FromMinutes(31));            // never three within an hour
        }
        var other = await portal.APersonAsync(shop.Id, Role.Cashier, (await CounterAsync(portal, shop)).Id);
        Assert.Equal("limit_exceeded", await RefundAsync(portal, other, payment, "60.00"));                                   // each for themselves
        Assert.Empty(await OpenAsync(portal, shop));
    }

    [Fact]
    [Trait("Row", "M-12")]
    public async Task It_stands_on_attention_with_the_name_and_whoever_it_is_about_cannot_close_it()
    {
        await using var stand = await MoneyStand.StartAsync();
        stand.Portal.Clock.Advance(TimeSpan.FromDays(31));             // too old for managers
        var (payment, queue) = (await stand.PaymentAsync(), stand.Portal.Get<IAttentionQueries>());
        var mia = await stand.ActorAsync(await stand.Portal.AddNamedAsync("Mia Wong", stand.Tenant, Role.Manager));
        var owner = await stand.PersonAsync(Role.Owner);
        var other = await stand.Portal.AddTenantAsync("Noodles");
        Assert.Equal("limit_exceeded", (await stand.Portal.Get<RefundPayment>().RunAsync(mia, payment.Id, Order("1.00"), default)).ErrorCode());
        Assert.Equal("limit_exceeded", (await stand.Portal.Get<RefundPayment>().RunAsync(mia, payment.Id, Order("1.00"), default)).ErrorCode());
        Assert.Equal("cancel_window_closed", (await stand.Portal.Get<CancelPayment>().RunAsync(mia, payment.Id, "c", default)).ErrorCode());
        Assert.Equal(0, (await queue.PageAsync(owner, 0, 10, default)).Total);
        Assert.Equal("limit_exceeded", (await stand.Portal.Get<RefundPayment>().RunAsync(mia, payment.Id, Order("2.00"), default)).ErrorCode());

        var row = Assert.Single((await queue.PageAsync(owner, 0, 10, default)).Rows);
        Assert.Equal((Need.Alarm, nameof(AlarmKind.HeldBackOften), true, "Mia Wong"), (row.Need, row.State, row.NeedsPerson, row.Alarms.Single().Detail));
        var page = await (await stand.Portal.SignInAsync(stand.Tenant)).PageTextAsync("/attention");
        Assert.Contains("held back by their limits again and again", page, StringComparison.Ordinal);
        var stranger = Actor.Operator(other.Id);
        Assert.Equal(0, (await queue.PageAsync(stranger, 0, 10, default)).Total);
        Assert.Equal("not_found", (await stand.Portal.Get<CloseAlarm>().RunAsync(stranger, row.Id, "seen", default)).ErrorCode());
        Assert.Equal("forbidden", (await stand.Portal.Get<CloseAlarm>().RunAsync(mia, row.Id, "nothing", default)).ErrorCode());
        TestPortal.Done(await stand.Portal.Get<CloseAlarm>().RunAsync(owner, row.Id, "talked with her", default));

        await using var context = stand.Shop.Open();
        var acts = await context.AuditRows.AsNoTracking().Where(act => act.Act == LimitWatch.Act).OrderBy(act => act.Sequence).ToListAsync();
        Assert.Equal([mia.User, mia.User, mia.User], acts.Select(act => act.UserId));
        Assert.Contains("\"rule\":\"limit_age\"", acts[^1].After, StringComparison.Ordinal);
        Assert.Contains("HKD 2.00", acts[^1].After, StringComparison.Ordinal);
        Assert.Empty(await stand.RefundsAsync());
        Assert.Empty(await stand.RequestsAsync(MoneyStand.RefundService));
    }

    /// <summary>How many alarms are open after each of four refusals: by one process, by the other, of a cancel, and by the first again.</summary>
    private static async Task<List<int>> AlarmsAsync(IRefundLimits? limits)
    {
        await using var one = await TestPortal.StartAsync(replace: Replace);
        one.IsCheckedAtTheEnd = false;                                 // the payments are made without messages
        await using var two = await TestPortal.StartAsync(beside: one, writes: false, replace: Replace);
        var (shop, cashier, payment) = await StageAsync(one);
        var open = new List<int>();
        foreach (var refused in new Func<Task<string?>>[]
        {
            () => RefundAsync(one, cashier, payment, "60.00"),
            () => RefundAsync(two, cashier, payment, "61.00"),
            async () => (await one.Get<CancelPayment>().RunAsync(cashier, payment, "c", default)).ErrorCode(),
            () => RefundAsync(one, cashier, payment, "62.00"),
        })
        {
            Assert.NotNull(await refused());
            open.Add((await OpenAsync(one, shop)).Count);
        }
        return open;

        void Replace(IServiceCollection services)
        {
            if (limits is not null)
            {
                services.Replace(ServiceDescriptor.Singleton(limits));
            }
        }
    }

    private static async Task<(Shop Shop, Actor Cashier, PaymentId Payment)> StageAsync(TestPortal portal)
    {
        var shop = await portal.AShopAsync();
        var payment = (await RefundRaceTests.PaidAsync(portal, shop, 1)).Single();
        return (shop, await portal.APersonAsync(shop.Id, Role.Cashier, (await CounterAsync(portal, shop)).Id), payment);
    }

    private static async Task<Counter> CounterAsync(TestPortal portal, Shop shop)
    {
        await using var context = portal.Database.Open(shop.Id);
        return await context.Counters.SingleAsync();
    }

    private static async Task<List<Alarm>> OpenAsync(TestPortal portal, Shop shop)
    {
        await using var context = portal.Database.Open(shop.Id);
        return await context.Alarms.AsNoTracking().Where(alarm => alarm.Kind == AlarmKind.HeldBackOften && alarm.ClosedAt == null).ToListAsync();
    }

    private static async Task<string?> RefundAsync(TestPortal portal, Actor by, PaymentId payment, string amount) =>
        (await portal.Get<RefundPayment>().RunAsync(by, payment, Order(amount), default)).ErrorCode();

    private static RefundOrder Order(string amount) => new(amount, "returned", "88.80", Guid.NewGuid().ToString("N"));

    /// <summary>The planted fault: whoever is over a limit is refused, and nobody hears of it.</summary>
    private sealed class Unheard : IRefundLimits
    {
        public Task<PortalError?> CheckAsync(IPortalWork work, Payment payment, Money amount, CancellationToken ct) => Task.FromResult<PortalError?>(CommonErrors.Stale);

        public Task<PortalError?> CheckCancelAsync(IPortalWork work, Payment payment, CancellationToken ct) => Task.FromResult<PortalError?>(CommonErrors.Stale);
    }
}
