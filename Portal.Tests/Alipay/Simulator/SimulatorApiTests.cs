using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using static Portal.Tests.Alipay.Simulator.SimulatorStand;

namespace Portal.Tests.Alipay.Simulator;

/// <summary>The JSON interface of CONTRACT "Simulator".</summary>
public sealed class SimulatorApiTests(SharedSimulator shared) : IClassFixture<SharedSimulator>
{
    [Theory]
    [InlineData("payments", "{", 400)]
    [InlineData("payments", "[]", 400)]
    [InlineData("payments", "null", 400)]
    [InlineData("payments", "{\"amount\":\"1\"}", 400)]
    [InlineData("payments", "{\"qrcode\":\"https://qr.alipay.com/none\",\"amount\":\"1\"}", 409)]
    [InlineData("payments", "{\"qrcode\":\"x\",\"amount\":\"1\",\"outcome\":\"maybe\"}", 400)]
    [InlineData("trades", "{\"partner\":\"2088999999999999\",\"count\":1,\"currency\":\"HKD\",\"amount\":\"1\"}", 400)]
    [InlineData("trades", "{\"partner\":\"2088000000000001\",\"count\":0,\"currency\":\"HKD\",\"amount\":\"1\"}", 400)]
    [InlineData("trades", "{\"partner\":\"2088000000000001\",\"count\":1,\"currency\":\"XXX\",\"amount\":\"1\"}", 400)]
    [InlineData("faults", "{\"service\":\"nobody\",\"fault\":\"html\",\"times\":1}", 400)]
    [InlineData("faults", "{\"service\":\"notification\",\"fault\":\"html\",\"times\":1}", 400)]
    [InlineData("faults", "{\"service\":\"notification\",\"fault\":\"lost\",\"times\":-1}", 400)]
    [InlineData("notifications/20260101", "{\"how\":\"again\"}", 404)]
    [InlineData("notifications/20260101", "{\"how\":\"loudly\"}", 400)]
    [InlineData("clock", "{\"offsetSeconds\":1.5}", 400)]
    [InlineData("partners", "{\"partner\":\"1\",\"signType\":\"MD5\",\"md5Key\":\"a\"}", 400)]
    [InlineData("partners", "{\"partner\":\"2088000000000003\",\"signType\":\"DSA\"}", 400)]
    [InlineData("partners", "{\"partner\":\"2088000000000003\",\"signType\":\"MD5\",\"md5Key\":\"a\",\"services\":[\"nothing\"]}", 400)]
    [InlineData("partners", "{\"partner\":\"2088000000000003\",\"signType\":\"MD5\",\"md5Key\":\"a\",\"addresses\":[\"here\"]}", 400)]
    [InlineData("partners", "{\"partner\":\"2088000000000003\",\"signType\":\"RSA2\",\"publicKey\":\"abc\"}", 400)]
    public async Task What_is_wrong_is_said_in_one_sentence(string path, string body, int status)
    {
        var stand = shared.Stand;
        using var response = await stand.Http.PostAsync($"/simulator/api/{path}", new StringContent(body, Encoding.UTF8, "application/json"));
        Assert.Equal(status, (int)response.StatusCode);
        Assert.NotEmpty((await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("error").GetString()!);
    }

    [Theory]
    [InlineData("1e3")]
    [InlineData("-1")]
    [InlineData("12.345")]
    [InlineData("999999999999999")]
    [InlineData("1\0")]
    [InlineData("0.10")]
    [InlineData("60000")]
    [InlineData("")]
    [InlineData("1.")]
    [InlineData(".5")]
    public async Task An_impossible_amount_makes_no_trade(string amount)
    {
        var stand = shared.Stand;
        var code = await stand.CodeAsync();
        using var response = await stand.Http.PostAsJsonAsync("/simulator/api/payments", new { qrcode = code, amount });
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        await using var context = stand.File.Open();
        Assert.DoesNotContain(context.Trades, trade => trade.Code == code);
    }

    [Fact]
    public async Task A_stopped_code_cannot_be_paid()
    {
        await using var stand = await StartAsync();
        var code = await stand.CodeAsync();
        await using (var context = stand.File.Open())
        {
            context.Codes.Single().Status = "STOP";
            await context.SaveChangesAsync();
        }
        using var response = await stand.Http.PostAsJsonAsync("/simulator/api/payments", new { qrcode = code, amount = "1" });
        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        Assert.Equal(code, await stand.CodeAsync());
    }

    [Fact]
    public async Task Ten_thousand_trades_are_made_in_one_go_and_can_be_queried()
    {
        await using var stand = await StartAsync();
        var started = TimeProvider.System.GetTimestamp();
        var made = await stand.PostAsync("trades", new { partner = Partner, count = 10_000, currency = "JPY", amount = "5800", prefix = "20260301220014" });
        Assert.InRange(TimeProvider.System.GetElapsedTime(started).TotalSeconds, 0, 15);
        Assert.Equal((10_000, "2026030122001400010000"), (made.GetProperty("count").GetInt32(), made.GetProperty("trades")[9_999].GetProperty("tradeNo").GetString()));
        var fields = (await stand.AskAsync(Signed(QueryOf("2026030122001400000001")))).Fields;
        Assert.Equal(("TRADE_SUCCESS", "5800", "274.05", "O2026030122001400000001"), (fields["alipay_trans_status"], fields["trans_amount"], fields["trans_amount_cny"], fields["partner_trans_id"]));
        using var twice = await stand.Http.PostAsJsonAsync("/simulator/api/trades", new { partner = Partner, count = 1, currency = "JPY", amount = "1000", prefix = "20260301220014" });
        Assert.Equal(HttpStatusCode.Conflict, twice.StatusCode);
    }

    [Fact]
    public async Task Requests_are_listed_newest_first_without_secrets()
    {
        var stand = shared.Stand;
        await stand.CodeAsync();
        await stand.AskAsync(Signed(QueryOf("20260101")));
        var all = await stand.GetAsync("requests");
        Assert.Equal("alipay.acquire.overseas.query", all[0].GetProperty("service").GetString());
        Assert.Equal("FAIL", all[0].GetProperty("resultCode").GetString());
        Assert.Equal("20260101", all[0].GetProperty("parameters").GetProperty("alipay_trans_id").GetString());
        Assert.DoesNotContain(Secret, all.ToString(), StringComparison.Ordinal);
        Assert.Equal(1, (await stand.GetAsync("requests?service=alipay.commerce.qrcode.create&limit=1")).GetArrayLength());
    }
}
