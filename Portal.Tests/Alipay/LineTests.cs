using System.Net;
using Microsoft.AspNetCore.Http;
using Portal.Domain.Gateway;
using Portal.Domain.Tenants;
using Portal.Infrastructure.Alipay;
using Portal.Tests.TestKit;

namespace Portal.Tests.Alipay;

/// <summary>What the line to the gateway does not do.</summary>
public sealed class LineTests
{
    [Fact]
    public void The_line_connects_in_three_seconds_follows_nothing_keeps_nothing_and_goes_through_nobody()
    {
        using var handler = GatewayLine.Handler();
        Assert.Equal(
            (TimeSpan.FromSeconds(3), false, false, false, DecompressionMethods.None),
            (handler.ConnectTimeout, handler.AllowAutoRedirect, handler.UseCookies, handler.UseProxy, handler.AutomaticDecompression));
        Assert.Null(handler.SslOptions.RemoteCertificateValidationCallback);
    }

    [Fact]
    public async Task A_cookie_of_the_gateway_is_not_sent_back()
    {
        await using var stand = await GatewayStand.StartAsync(SignAlgorithm.Md5);
        var cookies = new List<string>();
        stand.Gateway.Reply = async (request, http) =>
        {
            cookies.Add(http.Request.Headers.Cookie.ToString());
            http.Response.Cookies.Append("session", "1", new CookieOptions { Path = "/" });
            await Replies.Xml(stand.Trade())(request, http);
        };
        await stand.QueryAsync();
        await stand.QueryAsync();
        Assert.Equal(["", ""], cookies);
    }

    [Fact]
    [Trait("Row", "G-11")]
    public async Task G_11_a_refund_is_not_led_to_another_host()
    {
        await using var stand = await GatewayStand.StartAsync(SignAlgorithm.Md5);
        await using var elsewhere = await ScriptedGateway.StartAsync();
        foreach (var status in new[] { 301, 302, 303, 307, 308 })
        {
            stand.Gateway.Reply = (_, http) =>
            {
                (http.Response.StatusCode, http.Response.Headers.Location) = (status, elsewhere.Address);
                return Task.CompletedTask;
            };
            Assert.Equal(new GatewayAnswer<RefundReport>.NotKnown($"http_{status}"), await stand.RefundAsync());
        }
        Assert.Empty(elsewhere.Received);
    }

    [Fact]
    public async Task An_address_that_is_not_on_the_list_is_not_called()
    {
        await using var stand = await GatewayStand.StartAsync(SignAlgorithm.Md5);
        stand.Portal.Files.Sql("UPDATE GatewayAccounts SET Gateway = 'https://evil.example/gateway.do'");
        var account = await stand.Portal.Get<Infrastructure.Persistence.AcrossTenants>().AccountOfAsync(stand.Shop.Id, default);
        var answer = await stand.Portal.Get<IPaymentGateway>().SetCodeStatusAsync(account, new CodeStatusChange(GatewayStand.CodeText, CodeStep.Stop), Caller.Person, default);
        Assert.Equal(new GatewayAnswer<ChangedCode>.NotKnown("no_address", SurelyNotSent: true), answer);
    }

    [Fact]
    [Trait("Row", "G-03")]
    public async Task G_03_a_silent_refund_ends_after_ten_seconds_for_a_person()
    {
        await using var stand = await GatewayStand.StartAsync(SignAlgorithm.Md5);
        var asked = new TaskCompletionSource();
        stand.Gateway.Reply = async (request, http) =>
        {
            asked.SetResult();
            await Replies.Silence(request, http);
        };
        var answer = stand.RefundAsync();
        await asked.Task;
        stand.Portal.Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(new GatewayAnswer<RefundReport>.NotKnown("time_out"), await answer.WaitAsync(TimeSpan.FromSeconds(10)));
    }
}
