using Microsoft.EntityFrameworkCore;
using Portal.Domain.Counters;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Privacy;
using Portal.Domain.Tenants;
using Portal.Infrastructure.Jobs;
using Portal.Tests.TestKit;

namespace Portal.Tests.Flows;

/// <summary>What is known of payers: hashed and masked, shown to few, on record, and forgotten in time.</summary>
public sealed class RevealBuyerTests
{
    private const string BuyerId = "2088000000000999";
    private const string TradeNo = "2026030122001400001400000001";

    [Fact]
    public async Task Who_paid_is_shown_out_of_the_stored_message_and_it_is_on_record()
    {
        await using var portal = await TestPortal.StartAsync();
        var (shop, payment) = await PaidAsync(portal, "Ours");
        var shown = TestPortal.Done(await portal.Get<RevealBuyer>().RunAsync(shop.Owner, payment.Id, default));
        Assert.Equal(new Buyer("138****0001", BuyerId), shown);
        var seen = await portal.Get<IPaymentQueries>().FindAsync(shop.Owner, payment.Id, default);
        Assert.Contains(seen!.History, step => step.Reason == "buyer_revealed" && step.Evidence == Evidence.Person && step.From == step.To);
    }

    [Fact]
    [Trait("Row", "capability 53")]
    public async Task Payers_are_told_apart_by_a_hash_that_is_another_in_each_tenant()
    {
        await using var portal = await TestPortal.StartAsync();
        var (ours, first) = await PaidAsync(portal, "Ours");
        var second = await PaidAgainAsync(portal, ours, "2026030122001400001400000002", BuyerId);
        var another = await PaidAgainAsync(portal, ours, "2026030122001400001400000003", "2088000000000998");
        var (_, theirs) = await PaidAsync(portal, "Theirs");
        Assert.Equal(32, first.PayerHash!.Length);
        Assert.Equal(first.PayerHash, second.PayerHash);
        Assert.NotEqual(first.PayerHash, another.PayerHash);
        Assert.NotEqual(first.PayerHash, theirs.PayerHash);
        Assert.Equal("138****0001", first.Payer);
    }

    [Fact]
    [Trait("Row", "capability 53")]
    public async Task After_90_days_messages_are_cut_down_and_after_395_payers_are_gone_and_the_money_stays()
    {
        await using var portal = await TestPortal.StartAsync();
        var (shop, payment) = await PaidAsync(portal, "Ours");
        var forget = portal.Get<IEnumerable<IJobTick>>().Single(tick => tick.Name == "forget-buyers");

        portal.Clock.Advance(TimeSpan.FromDays(89));
        await forget.TickAsync(default);
        Assert.True((await KeptAsync(portal, shop)).Message.SealedBody.Length > 0);
        Assert.IsType<Outcome<Buyer>.Done>(await portal.Get<RevealBuyer>().RunAsync(shop.Owner, payment.Id, default));

        portal.Clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal("buyer_gone", (await portal.Get<RevealBuyer>().RunAsync(shop.Owner, payment.Id, default)).ErrorCode());      // also where the job has not run yet
        await forget.TickAsync(default);
        var cut = await KeptAsync(portal, shop);
        Assert.Empty(cut.Message.SealedBody);
        Assert.Equal((32, "Applied", TradeNo), (cut.Message.Fingerprint.Length, cut.Message.Verdict.ToString(), cut.Message.TradeNo));
        Assert.NotNull(cut.Payment.Payer);

        portal.Clock.Advance(TimeSpan.FromDays(305));
        await forget.TickAsync(default);
        await forget.TickAsync(default);
        var left = (await KeptAsync(portal, shop)).Payment;
        Assert.Equal((null, null, payment.AmountMinor, payment.TradeNo), (left.Payer, left.PayerHash, left.AmountMinor, left.TradeNo));
    }

    [Fact]
    public async Task A_message_of_before_is_not_cut_down_twice_and_one_that_came_again_stays_known()
    {
        await using var portal = await TestPortal.StartAsync();
        var (shop, payment) = await PaidAsync(portal, "Ours");
        portal.Clock.Advance(TimeSpan.FromDays(91));
        await portal.Get<IEnumerable<IJobTick>>().Single(tick => tick.Name == "forget-buyers").TickAsync(default);
        await using var context = portal.Database.Open(shop.Id);
        Assert.All(await context.Notifications.ToListAsync(), message => Assert.Empty(message.SealedBody));
        Assert.Equal(1, await context.Notifications.CountAsync(message => message.PaymentId == payment.Id));
    }

    [Theory]
    [InlineData("138****0001", "138****0001")]
    [InlineData("13800000001", "13****01")]
    [InlineData("somebody@mail.example", "som****mple")]
    [InlineData("abc", "****")]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void A_login_that_is_not_masked_loses_its_middle(string? login, string? shown) => Assert.Equal(shown, PayerName.Masked(login));

    [Fact]
    public async Task A_payment_of_a_counter_that_is_out_of_reach_is_not_there()
    {
        await using var portal = await TestPortal.StartAsync();
        var (shop, payment) = await PaidAsync(portal, "Ours");
        var elsewhere = await portal.ACounterAsync(shop, "Elsewhere");
        var manager = await portal.APersonAsync(shop.Id, Role.Manager, elsewhere.Id);
        Assert.Equal("not_found", (await portal.Get<RevealBuyer>().RunAsync(manager, payment.Id, default)).ErrorCode());
    }

    private static async Task<(Shop Shop, Payment Payment)> PaidAsync(TestPortal portal, string name)
    {
        var shop = await portal.AShopAsync(name);
        await portal.ACounterAsync(shop);
        return (shop, await PaidAgainAsync(portal, shop, TradeNo, BuyerId));
    }

    private static async Task<Payment> PaidAgainAsync(TestPortal portal, Shop shop, string tradeNo, string buyer)
    {
        Counter counter;
        await using (var context = portal.Database.Open(shop.Id))
        {
            counter = await context.Counters.Include(row => row.Codes).FirstAsync();
        }
        var form = NoticeForm.Paid(counter.ActiveCode, shop.Account.Partner, tradeNo, "88.80", "HKD").With("buyer_id", buyer).SignedBy(shop.Alipay);
        await portal.ReceiveAsync(counter.ActiveCode.AddressToken, form.Body());
        return await portal.PaymentAsync(shop, tradeNo);
    }

    private static async Task<(Portal.Infrastructure.Persistence.StoredNotification Message, Payment Payment)> KeptAsync(TestPortal portal, Shop shop)
    {
        await using var context = portal.Database.Open(shop.Id);
        return (await context.Notifications.SingleAsync(), await context.Payments.SingleAsync());
    }
}
