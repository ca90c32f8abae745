using System.Net;
using Portal.Domain.Primitives;
using Portal.Infrastructure.Alipay.Simulator;
using Portal.Web.Features.Simulator.Wallet;
using static Portal.Tests.Alipay.Simulator.SimulatorStand;

namespace Portal.Tests.Alipay.Simulator;

/// <summary>The pages beside the wallet, and what the wallet shows of codes that were stopped and money that came back.</summary>
public sealed class SimulatorPagesTests
{
    private const string Cancel = "alipay.acquire.cancel";

    [Fact]
    public async Task A_fault_is_armed_seen_and_cleared_by_the_page()
    {
        await using var stand = await StartAsync();
        Assert.Contains("Nothing is armed", await stand.Http.GetStringAsync("/simulator/faults"), StringComparison.Ordinal);
        using var armed = await FormAsync(stand, "faults", ("service", Cancel), ("fault", "retry-y"), ("times", "2"), ("seconds", "60"), ("partner", Partner));
        Assert.Equal("/simulator/faults", armed.Headers.Location?.ToString());
        using var other = await FormAsync(stand, "faults", ("service", "notification"), ("fault", "lost"), ("times", "0"), ("seconds", ""), ("partner", ""));
        var page = await stand.Http.GetStringAsync("/simulator/faults");
        Assert.Contains("data-fault=\"retry-y\"", page, StringComparison.Ordinal);
        Assert.Contains("until cleared", page, StringComparison.Ordinal);
        var listed = await stand.GetAsync("faults");
        Assert.Equal((Cancel, 2, 60, Partner), (listed[0].GetProperty("service").GetString(), listed[0].GetProperty("times").GetInt32(), listed[0].GetProperty("seconds").GetInt32(), listed[0].GetProperty("partner").GetString()));
        await using var context = stand.File.Open();
        using var one = await FormAsync(stand, "faults/clear", ("id", $"{context.Faults.Single(fault => fault.Fault == "retry-y").Id}"));
        Assert.Equal("lost", Assert.Single((await stand.GetAsync("faults")).EnumerateArray()).GetProperty("fault").GetString());
        using var all = await FormAsync(stand, "faults/clear");
        Assert.Equal(0, (await stand.GetAsync("faults")).GetArrayLength());
    }

    [Theory]
    [InlineData("nothing", "retry-y", "1", "", "", "There is no such service")]
    [InlineData(Cancel, "lost", "1", "", "", "does not belong to this service")]
    [InlineData(Cancel, "html", "-1", "", "", "How often")]
    [InlineData(Cancel, "html", "1\0", "", "", "How often")]
    [InlineData(Cancel, "html", "1", "86401", "", "Seconds")]
    [InlineData(Cancel, "html", "1", "", "2088", "16 digits")]
    public async Task What_cannot_be_armed_is_said_and_what_was_typed_stays(string service, string fault, string times, string seconds, string partner, string words)
    {
        await using var stand = await StartAsync();
        using var response = await FormAsync(stand, "faults", ("service", service), ("fault", fault), ("times", times), ("seconds", seconds), ("partner", partner));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var page = await response.Content.ReadAsStringAsync();
        Assert.Contains(words, page, StringComparison.Ordinal);
        Assert.Contains("role=\"alert\"", page, StringComparison.Ordinal);
        Assert.Equal(0, (await stand.GetAsync("faults")).GetArrayLength());
    }

    [Fact]
    public async Task Requests_are_shown_newest_first_as_text_and_by_service()
    {
        await using var stand = await StartAsync();
        Assert.Contains("Nobody has asked", await stand.Http.GetStringAsync("/simulator/requests"), StringComparison.Ordinal);
        await stand.CodeAsync();
        var query = QueryOf("20260101");
        query["memo"] = "<script>alert(1)</script>";
        await stand.AskAsync(Signed(query));
        var page = await stand.Http.GetStringAsync("/simulator/requests");
        Assert.True(page.IndexOf(">alipay.acquire.overseas.query</b>", StringComparison.Ordinal) is var newest and > 0 && newest < page.IndexOf(">alipay.commerce.qrcode.create</b>", StringComparison.Ordinal));
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;", page, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, page, StringComparison.Ordinal);
        Assert.DoesNotContain(">alipay.acquire.overseas.query</b>", await stand.Http.GetStringAsync("/simulator/requests?service=alipay.commerce.qrcode.create"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("faults")]
    [InlineData("requests")]
    [InlineData("wallet")]
    public async Task Each_page_needs_neither_script_nor_inline_style(string path)
    {
        await using var stand = await StartAsync();
        using var response = await stand.Http.GetAsync($"/simulator/{path}");
        var page = await response.Content.ReadAsStringAsync();
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.DoesNotContain("style=", page, StringComparison.Ordinal);
        Assert.Contains("style-src 'self';", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Contains("aria-current=\"page\"", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("STOP", "has stopped this code")]
    [InlineData("DELETE", "has stopped this code")]
    [InlineData("", "no code of this simulator")]
    public async Task A_scan_of_a_stopped_code_says_so(string status, string words)
    {
        await using var stand = await StartAsync();
        var code = await stand.CodeAsync();
        if (status.Length > 0)
        {
            await stand.AskAsync(stand.Change("modifyStatus", code, ("status", status)));
        }
        foreach (var path in new[] { "wallet", "wallet/key" })
        {
            using var response = await FormAsync(stand, path, ("code", status.Length > 0 ? code : "other"), ("amount", "1"), ("key", "1"));
            var page = await response.Content.ReadAsStringAsync();
            Assert.Contains(words, page, StringComparison.Ordinal);
            Assert.Contains("data-wallet-result=\"invalid\"", page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_bill_shows_what_came_back()
    {
        await using var stand = await StartAsync();
        await stand.AtAsync("2026-03-02 12:00:00");
        var code = await stand.CodeAsync();
        var (partly, undone) = (await stand.PayAsync(code), await stand.PayAsync(code));
        var ours = await stand.OutTradeNoAsync(partly);
        await stand.RefundAsync(ours, "R1", "10.50", ("is_sync", "Y"));
        await stand.CancelAsync(await stand.OutTradeNoAsync(undone));
        var bill = WebUtility.HtmlDecode(await stand.Http.GetStringAsync($"/simulator/wallet?code={Uri.EscapeDataString(code)}&trade={partly}"));
        foreach (var shown in new[] { "北京小馆", "88.80", "80.10", "9.47", partly, ours, "Refunded" })
        {
            Assert.Contains(shown, bill, StringComparison.Ordinal);
        }
        Assert.Contains("Cancelled, the money is back", await stand.Http.GetStringAsync($"/simulator/wallet?code={Uri.EscapeDataString(code)}&trade={undone}"), StringComparison.Ordinal);
        await stand.RefundAsync(ours, "R2", "78.30", ("is_sync", "Y"));
        Assert.Contains("Refunded in full", await stand.Http.GetStringAsync($"/simulator/wallet?code={Uri.EscapeDataString(code)}&trade={partly}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Digits_can_be_pressed_and_make_no_trade_until_Next()
    {
        await using var stand = await StartAsync();
        var code = await stand.CodeAsync();
        var amount = "";
        foreach (var key in new[] { "1", "2", ".", "5", "7", "erase", "0" })
        {
            using var response = await FormAsync(stand, "wallet/key", ("code", code), ("amount", amount), ("key", key), ("notify", "lost"));
            var page = await response.Content.ReadAsStringAsync();
            amount = System.Text.RegularExpressions.Regex.Match(page, "name=\"amount\"[^>]* value=\"([^\"]*)\"").Groups[1].Value;
            Assert.Matches("value=\"lost\" checked", page);
        }
        Assert.Equal("12.50", amount);
        await using var context = stand.File.Open();
        Assert.Empty(context.Trades);
    }

    [Theory]
    [InlineData("", "erase", "JPY", "")]
    [InlineData("5", "00", "JPY", "500")]
    [InlineData("5", ".", "JPY", "5")]
    [InlineData("5", "00", "HKD", "5")]
    [InlineData("5", "<b>", "HKD", "5")]
    [InlineData("123456789012345678901234", "1", "HKD", "123456789012345678901234")]
    public void A_key_that_the_currency_lacks_changes_nothing(string before, string key, string currency, string after) =>
        Assert.Equal(after, WalletKeys.Press(before, key, Currency.Of(currency)));

    private static Task<HttpResponseMessage> FormAsync(SimulatorStand stand, string path, params (string Name, string Value)[] fields) =>
        stand.Http.PostAsync($"/simulator/{path}", new FormUrlEncodedContent(fields.ToDictionary(field => field.Name, field => field.Value)));
}
