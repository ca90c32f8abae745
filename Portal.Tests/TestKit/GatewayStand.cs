using Portal.Domain.Gateway;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;

namespace Portal.Tests.TestKit;

/// <summary>The product's adapter in front of a scripted gateway, with one account.</summary>
internal sealed class GatewayStand : IAsyncDisposable
{
    public const string TradeNo = "2026030122001400001400000001";
    public const string RefundNumber = "R202603010001";
    public const string CodeText = "https://qr.alipay.com/bax00000000000000000000001";
    public const string OutTradeNo = "2026030122001400000000000001";

    private GatewayStand(TestPortal portal, ScriptedGateway gateway, Shop shop) => (Portal, Gateway, Shop) = (portal, gateway, shop);

    public TestPortal Portal { get; }

    public ScriptedGateway Gateway { get; }

    public Shop Shop { get; }

    public AlipaySide Alipay => Shop.Alipay;

    public static async Task<GatewayStand> StartAsync(SignAlgorithm algorithm = SignAlgorithm.Rsa2, string? address = null, Action<Microsoft.Extensions.DependencyInjection.IServiceCollection>? replace = null)
    {
        var gateway = await ScriptedGateway.StartAsync();
        var portal = await TestPortal.StartAsync(replace: replace);
        return new GatewayStand(portal, gateway, await portal.AShopAsync(algorithm: algorithm, gateway: address ?? gateway.Address));
    }

    public Task<GatewayAnswer<CreatedCode>> CreateAsync(string storeName = "Harbour Tea Front", Caller caller = Caller.Person) =>
        Port.CreateCodeAsync(Shop.Account, Content(storeName), caller, CancellationToken.None);

    public Task<GatewayAnswer<ChangedCode>> ModifyAsync(string storeName = "Harbour Tea Front", string text = CodeText) =>
        Port.ModifyCodeAsync(Shop.Account, new CodeModification(text, Content(storeName)), Caller.Person, CancellationToken.None);

    public Task<GatewayAnswer<ChangedCode>> SetStatusAsync(CodeStep step, string text = CodeText) =>
        Port.SetCodeStatusAsync(Shop.Account, new CodeStatusChange(text, step), Caller.Person, CancellationToken.None);

    public Task<GatewayAnswer<TradeReport>> QueryAsync(Caller caller = Caller.Job) => Port.QueryAsync(
        Shop.Account, new TradeQuery(AlipayTradeNo.Of(TradeNo), global::Portal.Domain.Primitives.OutTradeNo.Of(OutTradeNo), Currency.Of("HKD")), caller, CancellationToken.None);

    public Task<GatewayAnswer<CancelReport>> CancelAsync() => Port.CancelAsync(
        Shop.Account, new CancelRequest(global::Portal.Domain.Primitives.OutTradeNo.Of(OutTradeNo), AlipayTradeNo.Of(TradeNo)), Caller.Person, CancellationToken.None);

    public Task<GatewayAnswer<RefundReport>> RefundAsync(string amount = "10.50", string currency = "HKD", string? reason = null, bool atOnce = true, string? notifyUrl = null)
    {
        Assert.True(Money.TryParse(amount, Currency.Of(currency), out var money));
        var request = new RefundRequest(global::Portal.Domain.Primitives.OutTradeNo.Of(OutTradeNo), AlipayTradeNo.Of(TradeNo), RefundNo.Of(RefundNumber), money, reason, atOnce, notifyUrl);
        return Port.RefundAsync(Shop.Account, request, Caller.Person, CancellationToken.None);
    }

    public Task<GatewayAnswer<RefundStanding>> QueryRefundAsync() => Port.QueryRefundAsync(
        Shop.Account, new RefundQuery(global::Portal.Domain.Primitives.OutTradeNo.Of(OutTradeNo), RefundNo.Of(RefundNumber)), Caller.Job, CancellationToken.None);

    public Task<GatewayAnswer<bool>> ConfirmAsync(string notificationId) => Port.ConfirmNotificationAsync(Shop.Account, notificationId, Caller.Job, CancellationToken.None);

    /// <summary>A right answer to <see cref="QueryAsync"/>.</summary>
    public string Trade(string status = "TRADE_SUCCESS", params (string Name, string? Value)[] changes) => AnswerText.Trade(Alipay, TradeNo, OutTradeNo, status, changes);

    public async ValueTask DisposeAsync()
    {
        await Portal.DisposeAsync();
        await Gateway.DisposeAsync();
    }

    private static CodeRequest Content(string storeName) => new(
        "SM1", "Harbour Tea", "5812", "HK", "3 Star Ferry Pier", Currency.Of("HKD"), "C-1", storeName, "https://pay.example/alipay/notify/x", "0123456789abcdef");

    private IPaymentGateway Port => Portal.Get<IPaymentGateway>();
}
