using System.Security.Cryptography;
using Portal.Domain.Gateway;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Tests.Alipay.Second;
using Portal.Tests.TestKit;

namespace Portal.Tests.Alipay;

/// <summary>The product's adapter in front of the second gateway, with one account whose keys are the throw-away ones of the vectors.</summary>
internal sealed class SecondStand : IAsyncDisposable
{
    private SecondStand(TestPortal portal, SecondGateway gateway, CutLine line, Shop shop) => (Portal, Gateway, Line, Shop) = (portal, gateway, line, shop);

    public TestPortal Portal { get; }

    public SecondGateway Gateway { get; }

    /// <summary>What lies between them.</summary>
    public CutLine Line { get; }

    public Shop Shop { get; }

    public IPaymentGateway Port => Portal.Get<IPaymentGateway>();

    public static async Task<SecondStand> StartAsync(SignAlgorithm algorithm)
    {
        var gateway = await SecondGateway.StartAsync();
        var portal = await TestPortal.StartAsync();
        var line = await CutLine.ToAsync(() => gateway.Address);
        var shop = await portal.AShopAsync(algorithm: algorithm, gateway: line.Address);
        gateway.Knows(shop.Account.Partner, Keys(algorithm));
        gateway.Clock = portal.Clock;
        return new SecondStand(portal, gateway, line, shop);
    }

    /// <summary>Alipay's half of the account.</summary>
    public static SecondKeys Keys(SignAlgorithm algorithm) => algorithm switch
    {
        SignAlgorithm.Md5 => new SecondKeys("MD5", Text("md5")),
        SignAlgorithm.Rsa => new SecondKeys("RSA", null, Pair("alipay_rsa_1024"), Pair("merchant_rsa_1024")),
        _ => new SecondKeys("RSA2", null, Pair("alipay_rsa_2048"), Pair("merchant_rsa_2048")),
    };

    /// <summary>The merchant's half, for a client that talks to Alipay.</summary>
    public static SecondKeys Merchant(string signType, RSA? alipay) => signType switch
    {
        "MD5" => new SecondKeys("MD5", Text("md5")),
        _ => new SecondKeys(signType, null, Pair(signType == "RSA" ? "merchant_rsa_1024" : "merchant_rsa_2048"), alipay),
    };

    /// <summary>Keys of somebody else for the same algorithm.</summary>
    public static SecondKeys Strange(SignAlgorithm algorithm)
    {
        var keys = Keys(algorithm);
        return algorithm == SignAlgorithm.Md5 ? new SecondKeys("MD5", Text("md5_other")) : keys with { Own = keys.Theirs, Theirs = keys.Own };
    }

    public Task<GatewayAnswer<CreatedCode>> CreateAsync(string storeId) =>
        Port.CreateCodeAsync(Shop.Account, Content(storeId, "北京小馆 尖沙咀店 3/F & G/F +%41 🍜", "x"), Caller.Person, CancellationToken.None);

    public Task<GatewayAnswer<ChangedCode>> ModifyAsync(string text, string storeId, string storeName) =>
        Port.ModifyCodeAsync(Shop.Account, new CodeModification(text, Content(storeId, storeName, "y")), Caller.Person, CancellationToken.None);

    public Task<GatewayAnswer<ChangedCode>> StepAsync(string text, CodeStep step) =>
        Port.SetCodeStatusAsync(Shop.Account, new CodeStatusChange(text, step), Caller.Person, CancellationToken.None);

    public Task<GatewayAnswer<TradeReport>> QueryAsync(SecondTrade trade) => Port.QueryAsync(
        Shop.Account, new TradeQuery(AlipayTradeNo.Of(trade.No), OutTradeNo.Of(trade.OutNo), Currency.Of(trade.Currency)), Caller.Job, CancellationToken.None);

    /// <summary>A customer paid at a code of the shop.</summary>
    public async Task<SecondTrade> ATradeAsync(decimal amount = 88.8m, string currency = "HKD")
    {
        var created = Assert.IsType<GatewayAnswer<CreatedCode>.Done>(await Port.CreateCodeAsync(Shop.Account, Content("C-" + currency, "Front", "x") with { Currency = Currency.Of(currency) }, Caller.Person, default));
        return Gateway.Pay(created.Value.Text, amount);
    }

    public async Task<SecondTrade> ARefundedTradeAsync()
    {
        var trade = await ATradeAsync();
        Assert.IsType<GatewayAnswer<RefundReport>.Done>(await RefundAsync(trade, "R-" + trade.No, "1.00"));
        return trade;
    }

    public Task<GatewayAnswer<CancelReport>> CancelAsync(SecondTrade trade) =>
        Port.CancelAsync(Shop.Account, new CancelRequest(OutTradeNo.Of(trade.OutNo), AlipayTradeNo.Of(trade.No)), Caller.Person, default);

    public Task<GatewayAnswer<RefundReport>> RefundAsync(SecondTrade trade, string number, string amount, string? reason = null, string? currency = null)
    {
        Assert.True(Money.TryParse(amount, Currency.Of(currency ?? trade.Currency), out var money));
        return Port.RefundAsync(Shop.Account, new RefundRequest(OutTradeNo.Of(trade.OutNo), AlipayTradeNo.Of(trade.No), RefundNo.Of(number), money, reason, AtOnce: true), Caller.Person, default);
    }

    public Task<GatewayAnswer<RefundStanding>> RefundStateAsync(SecondTrade trade, string number) =>
        Port.QueryRefundAsync(Shop.Account, new RefundQuery(OutTradeNo.Of(trade.OutNo), RefundNo.Of(number)), Caller.Job, default);

    public Task<GatewayAnswer<bool>> ConfirmAsync(string notificationId) => Port.ConfirmNotificationAsync(Shop.Account, notificationId, Caller.Job, default);

    public async ValueTask DisposeAsync()
    {
        await Portal.DisposeAsync();
        await Line.DisposeAsync();
        await Gateway.DisposeAsync();
    }

    /// <summary>A fresh object of the recorded pair, imported by the framework.</summary>
    public static RSA Pair(string name)
    {
        var rsa = RSA.Create();
        rsa.ImportPkcs8PrivateKey(Convert.FromBase64String(Vectors.All.GetProperty("keys").GetProperty(name).GetProperty("pkcs8_private_base64").GetString()!), out _);
        return rsa;
    }

    private static CodeRequest Content(string storeId, string storeName, string token) => new(
        "SM1", "Harbour Tea", "5812", "HK", "3 Star Ferry Pier", Currency.Of("HKD"), storeId, storeName, "https://pay.example/alipay/notify/" + token, "0123456789abcdef");

    private static string Text(string name) => Vectors.All.GetProperty("keys").GetProperty(name).GetString()!;
}
