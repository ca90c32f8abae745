using System.Net;
using static Portal.Tests.Alipay.Simulator.SimulatorStand;

namespace Portal.Tests.Alipay.Simulator;

/// <summary>The customer's phone, played by plain HTTP forms.</summary>
public sealed class SimulatorWalletTests(SharedSimulator shared) : IClassFixture<SharedSimulator>
{
    [Fact]
    public async Task A_customer_pays_once_however_often_Pay_is_pressed()
    {
        await using var receiver = await NotifyReceiver.StartAsync();
        await using var stand = await StartAsync();
        var code = await stand.CodeAsync(notifyUrl: receiver.Url);
        Assert.Contains("北京小馆", WebUtility.HtmlDecode(await stand.Http.GetStringAsync($"/simulator/wallet?code={Uri.EscapeDataString(code)}")), StringComparison.Ordinal);
        var (page, trade) = await ConfirmAsync(stand, code);
        Assert.Contains("data-wallet-step=\"password\"", await stand.Http.GetStringAsync(page), StringComparison.Ordinal);
        Assert.Contains("data-wallet-result=\"refused\"", await FormAsync(stand, "/pay", code, trade, "000000"), StringComparison.Ordinal);
        await Task.WhenAll(FormAsync(stand, "/pay", code, trade, "123456"), FormAsync(stand, "/pay", code, trade, "123456"));
        var paid = await stand.Http.GetStringAsync(page);
        Assert.Contains("data-wallet-result=\"paid\"", paid, StringComparison.Ordinal);
        Assert.Contains(trade, paid, StringComparison.Ordinal);
        await stand.NotificationAsync(trade, row => row.GetProperty("delivered").GetBoolean());
        Assert.Single(receiver.Received);
    }

    [Theory]
    [InlineData("1e3")]
    [InlineData("-1")]
    [InlineData("12.345")]
    [InlineData("999999999999999")]
    [InlineData("1\0")]
    public async Task An_impossible_amount_is_said_beside_the_field_and_makes_no_trade(string amount)
    {
        var stand = shared.Stand;
        var code = await stand.CodeAsync("S-wrong");
        var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["code"] = code, ["amount"] = amount });
        using var response = await stand.Http.PostAsync("/simulator/wallet", form);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("id=\"amount-bad\"", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await using var context = stand.File.Open();
        Assert.DoesNotContain(context.Trades, trade => trade.Code == code);
    }

    [Fact]
    public async Task Who_leaves_can_come_back_until_three_minutes_are_over()
    {
        await using var stand = await StartAsync();
        var code = await stand.CodeAsync();
        var (page, trade) = await ConfirmAsync(stand, code);
        await FormAsync(stand, "/leave", code, trade, "");
        Assert.Contains("data-wallet-step=\"left\"", await stand.Http.GetStringAsync($"{page}&left=1"), StringComparison.Ordinal);
        Assert.Equal("WAIT_BUYER_PAY", (await stand.GetAsync($"trades/{trade}")).GetProperty("status").GetString());
        await stand.PostAsync("clock", new { offsetSeconds = 181 });
        await FormAsync(stand, "/pay", code, trade, "123456");
        Assert.Contains("data-wallet-result=\"closed\"", await stand.Http.GetStringAsync(page), StringComparison.Ordinal);
        Assert.Equal("TRADE_CLOSED", (await stand.GetAsync($"trades/{trade}")).GetProperty("status").GetString());
    }

    [Fact]
    public async Task An_unknown_code_is_invalid_and_another_shops_trade_is_not_shown()
    {
        var stand = shared.Stand;
        var (_, trade) = await ConfirmAsync(stand, await stand.CodeAsync("S-1"));
        Assert.Contains("data-wallet-result=\"invalid\"", await stand.Http.GetStringAsync("/simulator/wallet?code=nothing"), StringComparison.Ordinal);
        var other = Uri.EscapeDataString(await stand.CodeAsync("S-2"));
        Assert.Contains("data-wallet-step=\"amount\"", await stand.Http.GetStringAsync($"/simulator/wallet?code={other}&trade={trade}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_notification_does_is_chosen_with_the_payment_and_held_ones_are_sent_by_hand()
    {
        await using var receiver = await NotifyReceiver.StartAsync();
        await using var stand = await StartAsync();
        var code = await stand.CodeAsync(notifyUrl: receiver.Url);
        var (page, trade) = await ConfirmAsync(stand, code, "lost");
        await FormAsync(stand, "/pay", code, trade, "123456");
        Assert.Contains("Send it now", await stand.Http.GetStringAsync(page), StringComparison.Ordinal);
        Assert.Empty(receiver.Received);
        await FormAsync(stand, "/send", code, trade, "");
        await stand.NotificationAsync(trade, row => row.GetProperty("delivered").GetBoolean());
    }

    [Fact]
    public async Task The_page_has_no_script_and_its_sheets_are_served()
    {
        var stand = shared.Stand;
        var page = await stand.Http.GetStringAsync($"/simulator/wallet?code={Uri.EscapeDataString(await stand.CodeAsync())}");
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.DoesNotContain("style=", page, StringComparison.Ordinal);
        foreach (var sheet in new[] { "tokens", "components", "wallet" })
        {
            Assert.Contains($"/css/{sheet}.css", page, StringComparison.Ordinal);
            using var css = await stand.Http.GetAsync($"/css/{sheet}.css");
            Assert.Equal("text/css", css.Content.Headers.ContentType?.MediaType);
        }
    }

    private static async Task<(string Page, string Trade)> ConfirmAsync(SimulatorStand stand, string code, string notify = "at-once")
    {
        var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["code"] = code, ["amount"] = "12.50", ["notify"] = notify });
        using var response = await stand.Http.PostAsync("/simulator/wallet", form);
        var page = response.Headers.Location!.ToString();
        return (page, page[(page.IndexOf("trade=", StringComparison.Ordinal) + 6)..]);
    }

    private static async Task<string> FormAsync(SimulatorStand stand, string path, string code, string trade, string password)
    {
        using var response = await stand.Http.PostAsync(
            $"/simulator/wallet{path}", new FormUrlEncodedContent(new Dictionary<string, string> { ["code"] = code, ["trade"] = trade, ["password"] = password }));
        return await response.Content.ReadAsStringAsync();
    }
}
