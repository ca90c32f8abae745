using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Portal.Domain.Gateway;
using Portal.Domain.Tenants;
using Portal.Infrastructure.Alipay;
using Portal.Tests.TestKit;

namespace Portal.Tests.Alipay;

/// <summary>The second address: only for a request that surely did not reach the first.</summary>
public sealed class BackupTests
{
    private static async Task<GatewayStand> StandAsync(string address, ScriptedGateway backup)
    {
        var stand = await GatewayStand.StartAsync(SignAlgorithm.Rsa2, address);
        stand.Portal.Get<IOptions<GatewayOptions>>().Value.Backups.Add(new GatewayBackup { Address = address, Backup = backup.Address });
        return stand;
    }

    private static string ClosedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/gateway.do";
    }

    [Fact]
    [Trait("Row", "G-01")]
    [Trait("Row", "7.5 primary gateway unreachable")]
    public async Task G_01_a_refund_that_was_surely_not_sent_goes_to_the_backup_with_the_same_numbers_and_signature()
    {
        await using var backup = await ScriptedGateway.StartAsync();
        await using var stand = await StandAsync(ClosedPort(), backup);
        backup.Answers(AnswerText.Of(
            stand.Alipay, ("partner_refund_id", GatewayStand.RefundNumber), ("partner_trans_id", GatewayStand.OutTradeNo), ("result_code", "SUCCESS")));
        Assert.IsType<GatewayAnswer<RefundReport>.Done>(await stand.RefundAsync());
        var request = Assert.Single(backup.Received);
        Assert.True(request.IsSignedFor(stand.Alipay));
        Assert.Equal(GatewayStand.RefundNumber, request.Parameters["partner_refund_id"]);
    }

    [Theory]
    [InlineData("cut", "cut_off")]
    [InlineData("502", "http_502")]
    [InlineData("cut xml", "not_xml")]
    public async Task What_may_have_arrived_is_sent_nowhere_else(string how, string why)
    {
        await using var first = await ScriptedGateway.StartAsync();
        await using var backup = await ScriptedGateway.StartAsync();
        await using var stand = await StandAsync(first.Address, backup);
        first.Reply = how switch
        {
            "cut" => Replies.Cut,
            "502" => Replies.Status(502),
            _ => Replies.Xml("<alipay><is_success>T"),
        };
        Assert.Equal(new GatewayAnswer<RefundReport>.NotKnown(why), await stand.RefundAsync());
        Assert.Empty(backup.Received);
    }

    [Fact]
    public async Task Where_neither_is_reached_the_request_was_surely_not_sent()
    {
        await using var backup = await ScriptedGateway.StartAsync();
        await using var stand = await StandAsync(ClosedPort(), backup);
        stand.Portal.Get<IOptions<GatewayOptions>>().Value.Backups[^1].Backup = ClosedPort();
        Assert.Equal(new GatewayAnswer<RefundReport>.NotKnown("connect", SurelyNotSent: true), await stand.RefundAsync());
    }

    [Fact]
    [Trait("Row", "G-02")]
    public async Task G_02_a_connection_that_hangs_ends_after_three_seconds_and_the_backup_is_asked()
    {
        await using var backup = await ScriptedGateway.StartAsync();
        using var deaf = new DeafPort();
        await using var stand = await StandAsync(deaf.Address, backup);
        backup.Answers(stand.Trade());
        var started = TimeProvider.System.GetTimestamp();
        Assert.IsType<GatewayAnswer<TradeReport>.Done>(await stand.QueryAsync());
        Assert.InRange(TimeProvider.System.GetElapsedTime(started).TotalSeconds, 2.5, 8);
    }

    [Fact]
    [Trait("Row", "trap 15")]
    public async Task A_certificate_that_nobody_vouches_for_is_not_talked_to()
    {
        await using var stranger = await ScriptedGateway.StartAsync(tls: true);
        await using var stand = await GatewayStand.StartAsync(SignAlgorithm.Md5, stranger.Address);
        stranger.Answers(stand.Trade());
        Assert.Equal(new GatewayAnswer<TradeReport>.NotKnown("connect", SurelyNotSent: true), await stand.QueryAsync());
        Assert.Empty(stranger.Received);
    }

    [Fact]
    public void Production_has_the_documented_backup_and_it_is_an_allowed_host()
    {
        var options = new GatewayOptions();
        Assert.Equal(new Uri("https://intlmapi.alipay.com/gateway.do"), options.BackupOf(new Uri("https://globalmapi.alipay.com/gateway.do")));
        Assert.Null(options.BackupOf(new Uri("https://mapi.alipaydev.com/gateway.do")));
        options.Backups.Add(new GatewayBackup { Address = "https://mapi.alipaydev.com/gateway.do", Backup = "https://evil.example/gateway.do" });
        Assert.Null(options.BackupOf(new Uri("https://mapi.alipaydev.com/gateway.do")));
    }

    /// <summary>A port whose queue of connections is full, so that the next one gets no answer at all.</summary>
    private sealed class DeafPort : IDisposable
    {
        private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        private readonly List<Socket> _fillers = [];

        public DeafPort()
        {
            _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            _listener.Listen(1);
            while (_fillers.Count < 16)
            {
                var filler = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                _fillers.Add(filler);
                if (!filler.ConnectAsync(_listener.LocalEndPoint!).Wait(TimeSpan.FromMilliseconds(300)))
                {
                    return;
                }
            }
        }

        public string Address => $"http://{_listener.LocalEndPoint}/gateway.do";

        public void Dispose()
        {
            _fillers.ForEach(filler => filler.Dispose());
            _listener.Dispose();
        }
    }
}
