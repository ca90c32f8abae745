using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Portal.Tests.TestKit;

namespace Portal.Tests.Web;

/// <summary>Reads of scripts and pages: paging, files of a code, what is another tenant's, page or JSON, headers of every answer.</summary>
public sealed class ReadTests
{
    private const string NoJobs = "--Portal:Jobs:Enabled=false";

    [Fact]
    public async Task Payments_page_backwards_each_once()
    {
        await using var portal = await PortalFixture.StartAsync(settings: NoJobs);
        var tenant = await portal.AddTenantAsync();
        var counter = await portal.AddCounterAsync(tenant);
        var sent = new List<string>();
        for (var i = 0; i < 7; i++)
        {
            sent.Add(await portal.ReportAsync(counter));
        }
        var (session, read, after) = (await portal.SignInAsync(tenant), new List<string>(), "");
        do
        {
            var page = await JsonAsync(session, $"/payments?limit=3{after}");
            read.AddRange(page.GetProperty("payments").EnumerateArray().Select(row => row.GetProperty("tradeNo").GetString()!));
            after = page.GetProperty("next").ValueKind == JsonValueKind.Null ? "" : $"&after={page.GetProperty("next")}";
        }
        while (after.Length > 0);
        Assert.Equal(Enumerable.Reverse(sent), read);
        Assert.Single((await JsonAsync(session, "/payments?limit=0")).GetProperty("payments").EnumerateArray());
    }

    [Fact]
    public async Task A_payment_is_a_page_or_json_and_of_another_tenant_neither()
    {
        await using var portal = await PortalFixture.StartAsync(settings: NoJobs);
        var (tea, noodles) = (await portal.AddTenantAsync("Tea"), await portal.AddTenantAsync("Noodles"));
        var counter = await portal.AddCounterAsync(tea);
        var tradeNo = await portal.ReportAsync(counter);
        var (own, other) = (await portal.SignInAsync(tea), await portal.SignInAsync(noodles));
        var id = (await JsonAsync(own, "/payments")).GetProperty("payments")[0].GetProperty("id").GetString();
        Assert.Equal(tradeNo, (await JsonAsync(own, $"/payments/{id}")).GetProperty("tradeNo").GetString());
        Assert.Contains($"data-trade-no=\"{tradeNo}\"", await own.PageTextAsync($"/payments/{id}"));
        foreach (var path in new[] { $"/payments/{id}", $"/counters/{counter.Id}", $"/counters/{counter.Id}/poster", $"/counters/{counter.Id}/qr.png", $"/counters/{counter.Id}/qr.svg", $"/counters/{counter.Id}/qr.pdf", $"/till/{counter.Id}" })
        {
            using var shown = await own.GetPageAsync(path);
            using var page = await other.GetPageAsync(path);
            Assert.True((shown.StatusCode, page.StatusCode) == (HttpStatusCode.OK, HttpStatusCode.NotFound), $"{path}: {shown.StatusCode}, {page.StatusCode}");
            Assert.DoesNotContain(tradeNo, await page.Content.ReadAsStringAsync());
        }
        using var json = await other.GetJsonAsync($"/payments/{id}");
        Assert.Equal((HttpStatusCode.NotFound, "application/problem+json"), (json.StatusCode, json.Content.Headers.ContentType?.MediaType));
        Assert.Equal("not_found", (await json.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("", 512)]
    [InlineData("?size=128", 128)]
    [InlineData("?size=1", 128)]
    [InlineData("?size=-5", 128)]
    [InlineData("?size=333", 333)]
    [InlineData("?size=99999", 2048)]
    public async Task A_code_is_drawn_in_the_size_that_was_asked_within_bounds(string query, int pixels)
    {
        await using var portal = await PortalFixture.StartAsync();
        var tenant = await portal.AddTenantAsync();
        var counter = await portal.AddCounterAsync(tenant);
        using var png = await (await portal.SignInAsync(tenant)).GetPageAsync($"/counters/{counter.Id}/qr.png{query}");
        var bytes = await png.Content.ReadAsByteArrayAsync();
        Assert.Equal("image/png", png.Content.Headers.ContentType?.MediaType);
        Assert.Equal((pixels, pixels), (BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(20))));
    }

    [Fact]
    public async Task A_code_comes_as_svg_and_pdf_and_by_its_name_for_keeping()
    {
        await using var portal = await PortalFixture.StartAsync();
        var tenant = await portal.AddTenantAsync();
        var counter = await portal.AddCounterAsync(tenant);
        var session = await portal.SignInAsync(tenant);
        using var svg = await session.GetPageAsync($"/counters/{counter.Id}/qr.svg");
        Assert.Equal("image/svg+xml", svg.Content.Headers.ContentType?.MediaType);
        Assert.StartsWith("<svg", await svg.Content.ReadAsStringAsync());
        using var pdf = await session.GetPageAsync($"/counters/{counter.Id}/qr.pdf?download");
        Assert.StartsWith("%PDF-", Encoding.ASCII.GetString(await pdf.Content.ReadAsByteArrayAsync()));
        Assert.Matches("^code-[0-9]+\\.pdf$", pdf.Content.Headers.ContentDisposition?.FileName);
    }

    [Fact]
    public async Task Every_answer_carries_the_headers_that_keep_browsers_safe()
    {
        await using var portal = await PortalFixture.StartAsync();
        var tenant = await portal.AddTenantAsync();
        var counter = await portal.AddCounterAsync(tenant);
        var session = await portal.SignInAsync(tenant);
        foreach (var path in new[]
        {
            "/", "/payments", "/counters", "/account/login", "/not-here", $"/counters/{counter.Id}/qr.svg", $"/payments/{Guid.NewGuid()}", "/app.css", "/_framework/blazor.web.js",
            "/health/live", "/alipay/notify/x", "/hubs/payments", "/error",
        })
        {
            using var answer = await session.GetPageAsync(path);
            Assert.True(answer.Headers.TryGetValues("Content-Security-Policy", out var policy), path);
            Assert.Contains("default-src", policy.First());               // the pages' framework adds a second one, about frames
            Assert.DoesNotContain("unsafe-eval", string.Concat(policy));
            Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
            Assert.Equal("DENY", Assert.Single(answer.Headers.GetValues("X-Frame-Options")));
            Assert.Equal("no-referrer", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
            Assert.False(answer.Headers.Contains("Server"), $"{path} names the server");
        }
    }

    private static async Task<JsonElement> JsonAsync(PortalSession session, string path)
    {
        using var answer = await session.GetJsonAsync(path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}
