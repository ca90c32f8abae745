using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Portal.Tests.TestKit;

namespace Portal.Tests.Web;

/// <summary>The hub for scripts and devices, spoken to by hand.</summary>
public sealed class HubTests
{
    [Fact]
    public async Task Each_tenant_hears_its_own_payments_in_order_and_none_of_the_others()
    {
        await using var portal = await PortalFixture.StartAsync(settings: "--Portal:Jobs:Enabled=false");
        var (tea, noodles) = (await portal.AddTenantAsync("Tea"), await portal.AddTenantAsync("Noodles"));
        var (ofTea, ofNoodles) = (await portal.AddCounterAsync(tea), await portal.AddCounterAsync(noodles));
        await using var hearsTea = await PortalHubClient.ConnectAsync(portal.Address, (await portal.SignInAsync(tea)).Cookies);
        await using var hearsNoodles = await PortalHubClient.ConnectAsync(portal.Address, (await portal.SignInAsync(noodles)).Cookies);
        await hearsTea.CallAsync("Since", 0);
        var sent = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            sent.Add(await ReportAsync(portal, ofTea));
            await ReportAsync(portal, ofNoodles);
        }
        foreach (var (tradeNo, number) in sent.Select((trade, i) => (trade, i + 1)))
        {
            var (target, row) = await hearsTea.PushAsync();
            Assert.Equal(("PaymentChanged", tradeNo, number), (target, row.GetProperty("tradeNo").GetString(), row.GetProperty("sequence").GetInt32()));
        }
        Assert.DoesNotContain((await hearsNoodles.PushAsync()).Argument.GetProperty("tradeNo").GetString(), sent);
    }

    [Fact]
    public async Task Strangers_and_pages_of_elsewhere_get_no_socket()
    {
        await using var portal = await PortalFixture.StartAsync();
        var cookies = (await portal.SignInAsync(await portal.AddTenantAsync())).Cookies;
        Assert.Equal(401, await PortalHubClient.StatusOfAsync(portal.Address, ""));
        Assert.Equal(403, await PortalHubClient.StatusOfAsync(portal.Address, cookies, "https://elsewhere.test"));
        Assert.Equal(403, await PortalHubClient.StatusOfAsync(portal.Address, cookies, "null"));
        Assert.Equal(101, await PortalHubClient.StatusOfAsync(portal.Address, cookies, portal.Address.GetLeftPart(UriPartial.Authority)));
    }

    [Fact]
    public async Task Since_brings_what_was_missed_five_hundred_at_a_time()
    {
        await using var portal = await PortalFixture.StartAsync(settings: "--Portal:Jobs:Enabled=false");
        var tenant = await portal.AddTenantAsync();
        var counter = await portal.AddCounterAsync(tenant);
        await Task.WhenAll(Enumerable.Range(0, 510).Select(_ => ReportAsync(portal, counter)));
        await using var hub = await PortalHubClient.ConnectAsync(portal.Address, (await portal.SignInAsync(tenant)).Cookies);
        var first = await hub.CallAsync("Since", 0);
        Assert.Equal((500, true), (first.GetProperty("events").GetArrayLength(), first.GetProperty("more").GetBoolean()));
        var last = first.GetProperty("events")[499].GetProperty("sequence").GetInt64();
        var second = await hub.CallAsync("Since", last);
        Assert.Equal((10, false), (second.GetProperty("events").GetArrayLength(), second.GetProperty("more").GetBoolean()));
        Assert.Equal(last + 1, second.GetProperty("events")[0].GetProperty("sequence").GetInt64());
    }

    [Fact]
    public async Task Only_narrows_to_one_counter_and_a_foreign_one_brings_nothing()
    {
        await using var portal = await PortalFixture.StartAsync(settings: "--Portal:Jobs:Enabled=false");
        var (tea, noodles) = (await portal.AddTenantAsync("Tea"), await portal.AddTenantAsync("Noodles"));
        var (first, second, foreign) = (await portal.AddCounterAsync(tea), await portal.AddCounterAsync(tea, "Till 2"), await portal.AddCounterAsync(noodles));
        await using var hub = await PortalHubClient.ConnectAsync(portal.Address, (await portal.SignInAsync(tea)).Cookies);
        await hub.CallAsync("Only", foreign.Id.ToString());
        await ReportAsync(portal, foreign);
        await ReportAsync(portal, first);
        Assert.Equal(0, (await hub.CallAsync("Since", 0)).GetProperty("events").GetArrayLength());
        await hub.CallAsync("Only", second.Id.ToString());
        var tradeNo = await ReportAsync(portal, second);
        Assert.Equal(tradeNo, (await hub.PushAsync()).Argument.GetProperty("tradeNo").GetString());
    }

    [Fact]
    public async Task Whoever_left_the_tenant_is_told_and_refused_at_the_next_call()
    {
        await using var portal = await PortalFixture.StartAsync();
        var tenant = await portal.AddTenantAsync();
        await using var hub = await PortalHubClient.ConnectAsync(portal.Address, (await portal.SignInAsync(tenant)).Cookies);
        await hub.CallAsync("Since", 0);                    // the handshake is answered before the membership is read for the first time
        await portal.ReadAsync(tenant, db => db.Memberships.ExecuteDeleteAsync());
        var answer = await hub.CallAsync("Since", 0);
        Assert.Equal(JsonValueKind.String, answer.GetProperty("error").ValueKind);
        Assert.Equal("Revoked", (await hub.PushAsync()).Target);
    }

    private static async Task<string> ReportAsync(PortalFixture portal, PortalCounter counter)
    {
        var notice = PortalNotice.Of(counter);
        using var body = new ByteArrayContent(notice.SignedBy(counter.Tenant.Alipay));
        using var answer = await portal.Client.PostAsync(counter.NotifyPath, body);
        Assert.Equal((HttpStatusCode.OK, "success"), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        return notice.TradeNo;
    }
}
