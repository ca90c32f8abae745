using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Portal.Domain.Gateway;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Infrastructure.Alipay;
using Portal.Tests.TestKit;

namespace Portal.Tests.Alipay;

/// <summary>The line to the gateway itself: refused, strange, or dead.</summary>
public sealed class GatewayLineTests
{
    private static readonly TimeSpan s_soon = TimeSpan.FromSeconds(2);

    [Fact]
    [Trait("Row", "G-01")]
    [Trait("Row", "trap 15")]
    public async Task A_certificate_that_nobody_vouches_for_is_no_connection_and_nothing_is_sent()
    {
        await using var stranger = await ScriptedGateway.StartAsync(tls: true);
        await using var stand = await GatewayStand.StartAsync(SignAlgorithm.Rsa2, stranger.Address);
        await AssertNeverSentAsync(stand);
        Assert.Empty(stranger.Received);
    }

    [Fact]
    [Trait("Row", "G-01")]
    public async Task A_server_that_speaks_no_tls_is_no_connection_and_nothing_is_sent()
    {
        await using var plain = await ScriptedGateway.StartAsync();
        await using var stand = await GatewayStand.StartAsync(SignAlgorithm.Rsa2, plain.Address.Replace("http:", "https:", StringComparison.Ordinal));
        await AssertNeverSentAsync(stand);
        Assert.Empty(plain.Received);
    }

    [Fact]
    [Trait("Row", "G-01")]
    public async Task A_name_that_nobody_knows_is_no_connection_and_nothing_is_sent()
    {
        const string Nowhere = "alipay.invalid";                       // RFC 2606: never resolves
        await using var portal = await TestPortal.StartAsync();
        portal.Get<IOptions<GatewayOptions>>().Value.AllowedHosts = [Nowhere];
        var shop = await portal.AShopAsync(gateway: $"https://{Nowhere}/gateway.do");
        var question = new TradeQuery(AlipayTradeNo.Of(GatewayStand.TradeNo), OutTradeNo.Of(GatewayStand.OutTradeNo), Currency.Of("HKD"));
        var doubt = Assert.IsType<GatewayAnswer<TradeReport>.NotKnown>(await portal.Get<IPaymentGateway>().QueryAsync(shop.Account, question, Caller.Person, default));
        Assert.Equal(("connect", true), (doubt.Why, doubt.SurelyNotSent));
    }

    /// <summary>Control: the same line with nothing wrong carries the question.</summary>
    [Fact]
    public async Task A_server_that_speaks_no_tls_is_no_connection_and_nothing_is_sent_control()
    {
        await using var stand = await GatewayStand.StartAsync(SignAlgorithm.Rsa2);
        stand.Gateway.Answers(stand.Trade());
        Assert.IsType<GatewayAnswer<TradeReport>.Done>(await stand.QueryAsync());
    }

    /// <summary>The limit is the socket's own, so this waits for it once: a listener whose queue is full answers no further caller.</summary>
    [Fact]
    [Trait("Row", "G-02")]
    public async Task A_connection_that_hangs_is_given_up_after_three_seconds()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(0);
        var waiting = new List<Socket>();
        try
        {
            while (await ConnectsAsync(listener.LocalEndPoint!, waiting))
            {
                Assert.True(waiting.Count < 64, "the queue takes everybody");
            }
            await using var stand = await GatewayStand.StartAsync(SignAlgorithm.Md5, $"http://{listener.LocalEndPoint}/gateway.do");
            var started = TimeProvider.System.GetTimestamp();
            var doubt = Assert.IsType<GatewayAnswer<CreatedCode>.NotKnown>(await stand.CreateAsync());
            Assert.Equal(("connect", true), (doubt.Why, doubt.SurelyNotSent));
            Assert.InRange(TimeProvider.System.GetElapsedTime(started).TotalSeconds, 2.5, 8);
        }
        finally
        {
            waiting.ForEach(socket => socket.Dispose());
        }
    }

    private static async Task<bool> ConnectsAsync(EndPoint to, List<Socket> waiting)
    {
        waiting.Add(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        try
        {
            await waiting[^1].ConnectAsync(to, patience.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static async Task AssertNeverSentAsync(GatewayStand stand)
    {
        var started = TimeProvider.System.GetTimestamp();
        var doubt = Assert.IsType<GatewayAnswer<CreatedCode>.NotKnown>(await stand.CreateAsync());
        Assert.Equal(("connect", true), (doubt.Why, doubt.SurelyNotSent));
        Assert.True(TimeProvider.System.GetElapsedTime(started) < s_soon, "a person waited");
    }
}
