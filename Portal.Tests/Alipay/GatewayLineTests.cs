using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Portal.Domain.Gateway;
using Portal.Domain.Tenants;
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
        using var certificate = SelfSigned();
        var received = 0;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        await using var stranger = builder.Build();
        stranger.Run(http =>
        {
            Interlocked.Increment(ref received);
            return http.Response.WriteAsync("<alipay/>");
        });
        await stranger.StartAsync();
        await using var stand = await GatewayStand.StartAsync(SignAlgorithm.Rsa2, stranger.Urls.Single() + "/gateway.do");
        await AssertNeverSentAsync(stand);
        Assert.Equal(0, received);
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

    private static X509Certificate2 SelfSigned()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var made = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddYears(20));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }
}
