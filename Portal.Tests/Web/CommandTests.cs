using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Portal.Domain.Tenants;
using Portal.Tests.TestKit;

namespace Portal.Tests.Web;

/// <summary>Commands and reads of a signed-in script.</summary>
public sealed class CommandTests
{
    [Fact]
    public async Task A_counter_is_made_once_however_often_its_key_comes()
    {
        await using var portal = await PortalFixture.StartAsync();
        var session = await portal.SignInAsync(await portal.AddTenantAsync());
        using var first = await session.PostJsonAsync("/counters", new { name = "Till 1", key = "k1" });
        using var again = await session.PostJsonAsync("/counters", new { name = "Till 1", key = "k1" });
        using var other = await session.PostJsonAsync("/counters", new { name = "Till 2", key = "k1" });
        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Created, HttpStatusCode.Conflict), (first.StatusCode, again.StatusCode, other.StatusCode));
        Assert.Equal(await first.Content.ReadAsStringAsync(), await again.Content.ReadAsStringAsync());
        Assert.Equal("key_reused", (await other.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());
        Assert.Equal(1, portal.Gateway.CodesMade);
    }

    [Fact]
    public async Task Bad_names_strangers_and_cashiers_make_no_counter()
    {
        await using var portal = await PortalFixture.StartAsync();
        var tenant = await portal.AddTenantAsync();
        var (owner, cashier) = (await portal.SignInAsync(tenant), await portal.SignInAsync(tenant, Role.Cashier));
        foreach (var name in new[] { "", new string('x', 33), "a\"b", "a|b", "a\u0007b", "<b>" })
        {
            using var bad = await owner.PostJsonAsync("/counters", new { name, key = "k" });
            Assert.Equal((HttpStatusCode.BadRequest, "name_invalid"), (bad.StatusCode, (await bad.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString()));
        }
        using var refused = await cashier.PostJsonAsync("/counters", new { name = "Till", key = "k" });
        Assert.Equal((HttpStatusCode.Forbidden, "manage_counters"), (refused.StatusCode, (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("permission").GetString()));
        using var tokenless = await owner.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/counters") { Content = JsonContent.Create(new { name = "Till", key = "k" }) });
        Assert.Equal(HttpStatusCode.BadRequest, tokenless.StatusCode);
        using var stranger = await portal.Client.PostAsJsonAsync("/counters", new { name = "Till", key = "k" });
        Assert.Equal(HttpStatusCode.Unauthorized, stranger.StatusCode);
        Assert.Equal(0, portal.Gateway.CodesMade);
    }

    [Fact]
    public async Task Codes_and_payments_of_another_tenant_do_not_exist()
    {
        await using var portal = await PortalFixture.StartAsync();
        var (own, foreign) = (await portal.AddTenantAsync("Tea"), await portal.AddTenantAsync("Noodles"));
        var (mine, theirs) = (await portal.AddCounterAsync(own), await portal.AddCounterAsync(foreign));
        var session = await portal.SignInAsync(own);
        foreach (var ending in new[] { "png", "svg", "pdf" })
        {
            using var shown = await session.GetJsonAsync($"/counters/{mine.Id}/qr.{ending}");
            using var hidden = await session.GetJsonAsync($"/counters/{theirs.Id}/qr.{ending}");
            Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound), (shown.StatusCode, hidden.StatusCode));
            Assert.Equal("nosniff", Assert.Single(hidden.Headers.GetValues("X-Content-Type-Options")));
        }
        using var payment = await session.GetJsonAsync($"/payments/{Guid.NewGuid():N}");
        Assert.Equal((HttpStatusCode.NotFound, true), (payment.StatusCode, payment.Headers.CacheControl?.NoStore));
        using var anonymous = await PortalSession.Stranger(portal).GetJsonAsync("/payments");
        Assert.Equal(HttpStatusCode.Unauthorized, anonymous.StatusCode);
    }

    [Fact]
    public async Task Every_code_text_gets_a_check_number()
    {
        await using var portal = await PortalFixture.StartAsync();
        var session = await portal.SignInAsync(await portal.AddTenantAsync());
        for (var i = 0; i < 12; i++)
        {
            using var made = await session.PostJsonAsync("/counters", new { name = $"Till {i}", key = $"k{i}" });
            Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        }
    }
}
