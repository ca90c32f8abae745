using Portal.Domain.Notifications;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Privacy;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Infrastructure.Jobs;
using Portal.Infrastructure.Alipay.Wire;
using Portal.Tests.TestKit;

namespace Portal.Tests.Flows;

/// <summary>Alipay's messages as they came, for an owner: nothing secret, nobody's name, and on record.</summary>
public sealed class ReadMessagesTests
{
    private const string BuyerId = "2088000000000999";
    private const string TradeNo = "2026030122001400001400000001";

    [Fact]
    [Trait("Row", "capability 14")]
    public async Task An_owner_reads_messages_without_signature_key_or_customer()
    {
        await using var portal = await TestPortal.StartAsync();
        var (shop, payment, signature) = await PaidAsync(portal);
        var message = Assert.Single(TestPortal.Done(await portal.Get<ReadMessages>().RunAsync(shop.Owner, payment.Id, default)).Messages);
        var fields = message.Fields.ToDictionary();
        Assert.Equal((NoticeVerdict.Applied, TradeNo, "TRADE_SUCCESS", "88.80"), (message.Verdict, fields["trade_no"], fields["trade_status"], fields["trans_amount"]));
        Assert.Equal((MaskedMessage.Hidden, MaskedMessage.Hidden, "138****0001"), (fields["sign"], fields["buyer_id"], fields["buyer_email"]));
        Assert.Equal(MaskedMessage.Hidden, fields["a_field_of_tomorrow"]);
        var all = string.Join('\n', fields.Values);
        Assert.DoesNotContain(BuyerId, all);
        Assert.DoesNotContain(signature[..16], all);
        Assert.DoesNotContain("someone@mail.example", all);
    }

    [Fact]
    public async Task Who_may_not_is_told_so_and_another_tenant_finds_nothing()
    {
        await using var portal = await TestPortal.StartAsync();
        var (shop, payment, _) = await PaidAsync(portal);
        foreach (var role in new[] { Role.Manager, Role.Cashier, Role.Accountant })
        {
            var actor = await portal.APersonAsync(shop.Id, role);
            Assert.Equal("forbidden", (await Assert.ThrowsAsync<AccessDeniedException>(() => portal.Get<ReadMessages>().RunAsync(actor, payment.Id, default))).Error.Code);
        }
        var other = await portal.AShopAsync("Theirs");
        Assert.Equal("not_found", (await portal.Get<ReadMessages>().RunAsync(other.Owner, payment.Id, default)).ErrorCode());
    }

    [Fact]
    public async Task After_90_days_only_that_it_came_is_left()
    {
        await using var portal = await TestPortal.StartAsync();
        var (shop, payment, _) = await PaidAsync(portal);
        portal.Clock.Advance(Retention.Messages + TimeSpan.FromDays(1));
        var left = TestPortal.Done(await portal.Get<ReadMessages>().RunAsync(Actor.Operator(shop.Id), payment.Id, default));
        Assert.Equal((0, 1), (left.Messages.Count, left.Forgotten));
        await portal.Get<IEnumerable<IJobTick>>().Single(tick => tick.Name == "forget-buyers").TickAsync(default);
        left = TestPortal.Done(await portal.Get<ReadMessages>().RunAsync(Actor.Operator(shop.Id), payment.Id, default));
        Assert.Equal((0, 1), (left.Messages.Count, left.Forgotten));
    }

    private static async Task<(Shop Shop, Payment Payment, string Signature)> PaidAsync(TestPortal portal)
    {
        var shop = await portal.AShopAsync("Ours");
        var code = (await portal.ACounterAsync(shop)).ActiveCode;
        var form = NoticeForm.Paid(code, shop.Account.Partner, TradeNo, "88.80", "HKD").With("buyer_id", BuyerId).With("seller_email", "someone@mail.example")
            .With("a_field_of_tomorrow", "secret").SignedBy(shop.Alipay);
        await portal.ReceiveAsync(code.AddressToken, form.Body());
        return (shop, await portal.PaymentAsync(shop, TradeNo), form["sign"]);
    }
}
