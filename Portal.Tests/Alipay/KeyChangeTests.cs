using System.Security.Cryptography;
using Portal.Domain.Gateway;
using Portal.Domain.Notifications;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Infrastructure.Alipay.Signing;
using Portal.Infrastructure.Persistence;
using Portal.Infrastructure.Tenants;
using Portal.Tests.TestKit;

namespace Portal.Tests.Alipay;

/// <summary>The key of Alipay's side changes while answers and notifications are under way.</summary>
public sealed class KeyChangeTests
{
    private static readonly TimeSpan s_week = TimeSpan.FromDays(7);

    private static async Task<(GatewayStand Stand, AlipaySide Old, AlipaySide New)> ChangedAsync(SignAlgorithm algorithm)
    {
        var stand = await GatewayStand.StartAsync(algorithm);
        var (before, after) = (stand.Alipay, stand.Alipay.Stranger());
        var material = after.Material(stand.Shop.Account.Partner, stand.Gateway.Address);
        TestPortal.Done(await stand.Portal.Get<KeyChange>().RunAsync(stand.Shop.Owner, new KeyTexts(material.Md5Key, material.PrivateKey, material.AlipayPublicKey), s_week, default));
        return (stand, before, after);
    }

    private static async Task<GatewayAnswer<TradeReport>> QueryAsync(GatewayStand stand, AlipaySide signer)
    {
        stand.Gateway.Answers(AnswerText.Trade(signer, GatewayStand.TradeNo, GatewayStand.OutTradeNo));
        var account = await stand.Portal.Get<AcrossTenants>().AccountOfAsync(stand.Shop.Id, default);
        var query = new TradeQuery(AlipayTradeNo.Of(GatewayStand.TradeNo), OutTradeNo.Of(GatewayStand.OutTradeNo), Currency.Of("HKD"));
        return await stand.Portal.Get<IPaymentGateway>().QueryAsync(account, query, Caller.Job, default);
    }

    public static TheoryData<SignAlgorithm> Algorithms() => [.. Enum.GetValues<SignAlgorithm>()];

    [Theory]
    [MemberData(nameof(Algorithms))]
    [Trait("Row", "S14")]
    public async Task Both_keys_are_believed_until_the_date_and_then_the_new_one_alone(SignAlgorithm algorithm)
    {
        var (stand, before, after) = await ChangedAsync(algorithm);
        await using var _ = stand;
        Assert.IsType<GatewayAnswer<TradeReport>.Done>(await QueryAsync(stand, after));
        Assert.IsType<GatewayAnswer<TradeReport>.Done>(await QueryAsync(stand, before));
        stand.Portal.Clock.Advance(s_week);
        Assert.IsType<GatewayAnswer<TradeReport>.Done>(await QueryAsync(stand, after));
        Assert.Equal(new GatewayAnswer<TradeReport>.NotKnown("bad_sign", IsUntrusted: true), await QueryAsync(stand, before));
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task Requests_are_signed_with_the_new_key_at_once(SignAlgorithm algorithm)
    {
        var (stand, before, after) = await ChangedAsync(algorithm);
        await using var _ = stand;
        await QueryAsync(stand, after);
        Assert.True(stand.Gateway.Received[0].IsSignedFor(after));
        Assert.False(stand.Gateway.Received[0].IsSignedFor(before));
    }

    [Fact]
    public async Task Notifications_under_the_previous_key_are_taken_until_the_date()
    {
        var (stand, before, after) = await ChangedAsync(SignAlgorithm.Rsa2);
        await using var _ = stand;
        var counter = await stand.Portal.ACounterAsync(stand.Shop);
        async Task<Receipt> NotifyAsync(AlipaySide signer, string tradeNo) => await stand.Portal.ReceiveAsync(
            counter.ActiveCode.AddressToken, NoticeForm.Paid(counter.ActiveCode, stand.Shop.Account.Partner, tradeNo).SignedBy(signer).Body());
        Assert.Equal(Receipt.Stored, await NotifyAsync(before, "2026030122001400001400000011"));
        Assert.Equal(Receipt.Stored, await NotifyAsync(after, "2026030122001400001400000012"));
        stand.Portal.Clock.Advance(s_week);
        Assert.NotEqual(Receipt.Stored, await NotifyAsync(before, "2026030122001400001400000013"));
        Assert.Equal(Receipt.Stored, await NotifyAsync(after, "2026030122001400001400000014"));
    }

    [Fact]
    public async Task A_new_private_key_alone_leaves_alipays_key_without_a_predecessor()
    {
        await using var stand = await GatewayStand.StartAsync();
        using var fresh = RSA.Create(2048);
        var texts = new KeyTexts(null, fresh.ExportPkcs8PrivateKeyPem(), stand.Alipay.Material("2088000000000001", "x").AlipayPublicKey);
        Assert.Null(TestPortal.Done(await stand.Portal.Get<KeyChange>().RunAsync(stand.Shop.Owner, texts, s_week, default)).PreviousKey);
    }

    [Fact]
    public async Task Wrong_keys_and_people_without_the_permission_change_nothing()
    {
        await using var stand = await GatewayStand.StartAsync();
        var change = stand.Portal.Get<KeyChange>();
        var refused = Assert.IsType<Outcome<GatewayAccount>.Refused>(await change.RunAsync(stand.Shop.Owner, new KeyTexts(null, "no key", null), s_week, default));
        Assert.Equal("keys_invalid", refused.Error.Code);
        var cashier = await stand.Portal.APersonAsync(stand.Shop.Id, Role.Cashier);
        var material = stand.Alipay.Stranger().Material(stand.Shop.Account.Partner, stand.Gateway.Address);
        var denied = await Assert.ThrowsAsync<AccessDeniedException>(() => change.RunAsync(cashier, new KeyTexts(null, material.PrivateKey, material.AlipayPublicKey), s_week, default));
        Assert.Equal("manage_gateway", denied.Error.Figures?["permission"]);
        Assert.IsType<GatewayAnswer<TradeReport>.Done>(await QueryAsync(stand, stand.Alipay));
    }
}
