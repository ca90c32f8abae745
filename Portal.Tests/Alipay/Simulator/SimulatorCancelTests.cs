using static Portal.Tests.Alipay.Simulator.SimulatorStand;

namespace Portal.Tests.Alipay.Simulator;

/// <summary>alipay.acquire.cancel, row by row of the table in PROTOCOL 3.6.</summary>
public sealed class SimulatorCancelTests
{
    [Fact]
    public async Task A_paid_trade_of_the_day_is_undone_once_however_often_it_is_asked()
    {
        await using var receiver = await NotifyReceiver.StartAsync();
        await using var stand = await StartAsync();
        await stand.AtAsync("2026-03-02 12:00:00");
        var trade = await stand.PayAsync(await stand.CodeAsync(notifyUrl: receiver.Url));
        await receiver.NextAsync();
        var ours = await stand.OutTradeNoAsync(trade);
        for (var i = 0; i < 3; i++)
        {
            var fields = (await stand.CancelAsync(ours)).Fields;
            Assert.Equal(("SUCCESS", "refund", ours, trade, "N"), (fields["result_code"], fields["action"], fields["out_trade_no"], fields["trade_no"], fields["retry_flag"]));
        }
        var notice = NotifyReceiver.Fields(await receiver.NextAsync());
        Assert.Equal(("reverseAction", "TRADE_CLOSED", trade), (notice["notify_action_type"], notice["trade_status"], notice["trade_no"]));
        Assert.Equal(2, receiver.Received.Count);
        var view = await stand.GetAsync($"trades/{trade}");
        Assert.Equal((true, "TRADE_CLOSED", 0), (view.GetProperty("cancelled").GetBoolean(), view.GetProperty("status").GetString(), view.GetProperty("refunds").GetArrayLength()));
        var asked = (await stand.AskAsync(Signed(QueryOf(trade)))).Fields;
        Assert.Equal(("TRADE_CLOSED", "80.10", true), (asked["alipay_trans_status"], asked["refund_amount_cny"], asked.ContainsKey("alipay_pay_time")));
    }

    [Fact]
    public async Task An_unpaid_trade_is_closed_and_cannot_be_paid_any_more()
    {
        await using var receiver = await NotifyReceiver.StartAsync();
        await using var stand = await StartAsync();
        var code = await stand.CodeAsync(notifyUrl: receiver.Url);
        var trade = await stand.PayAsync(code, outcome: "abandon");
        var ours = await stand.OutTradeNoAsync(trade);
        Assert.Equal("close", (await stand.CancelAsync(ours, ("trade_no", trade))).Fields["action"]);
        Assert.Equal("closeTradeAction", NotifyReceiver.Fields(await receiver.NextAsync())["notify_action_type"]);
        using var paid = await stand.Http.PostAsync("/simulator/wallet/pay", new FormUrlEncodedContent(new Dictionary<string, string> { ["code"] = code, ["trade"] = trade, ["password"] = "123456" }));
        Assert.Equal("TRADE_CLOSED", (await stand.GetAsync($"trades/{trade}")).GetProperty("status").GetString());
        Assert.Equal("close", (await stand.CancelAsync(ours)).Fields["action"]);
    }

    [Theory]
    [InlineData("2026-03-01 23:59:58", "2026-03-01 23:59:58", "SUCCESS", null)]
    [InlineData("2026-03-01 10:00:00", "2026-03-02 00:00:30", "FAIL", "TRADE_CANCEL_TIME_OUT")]
    [InlineData("2026-03-01 23:58:00", "2026-03-02 00:03:00", "FAIL", "TRADE_CANCEL_TIME_OUT")]
    [Trait("Trap", "17")]
    [Trait("Trap", "24")]
    public async Task A_paid_trade_can_be_undone_until_its_day_in_China_ends(string paidAt, string cancelledAt, string result, string? error)
    {
        await using var stand = await StartAsync();
        await stand.AtAsync(paidAt);
        var trade = await stand.PayAsync(await stand.CodeAsync());
        await stand.AtAsync(cancelledAt);
        var fields = (await stand.CancelAsync(await stand.OutTradeNoAsync(trade))).Fields;
        Assert.Equal((result, error, "N"), (fields["result_code"], fields.GetValueOrDefault("detail_error_code"), fields["retry_flag"]));
        Assert.Equal(result == "SUCCESS" ? "TRADE_CLOSED" : "TRADE_SUCCESS", (await stand.GetAsync($"trades/{trade}")).GetProperty("status").GetString());
    }

    [Theory]
    [InlineData("2026-03-02 00:14:00", "SUCCESS", null)]
    [InlineData("2026-03-02 00:16:30", "FAIL", "TRADE_CANCEL_TIME_OUT")]
    public async Task An_unpaid_trade_has_fifteen_minutes_more(string cancelledAt, string result, string? error)
    {
        await using var stand = await StartAsync(simulator => simulator.BuyerHas = TimeSpan.FromHours(1));
        await stand.AtAsync("2026-03-01 23:59:30");
        var trade = await stand.PayAsync(await stand.CodeAsync(), outcome: "abandon");
        await stand.AtAsync(cancelledAt);
        var fields = (await stand.CancelAsync(await stand.OutTradeNoAsync(trade))).Fields;
        Assert.Equal((result, error), (fields["result_code"], fields.GetValueOrDefault("detail_error_code")));
    }

    [Fact]
    public async Task What_never_was_counts_as_undone_and_can_never_come()
    {
        await using var stand = await StartAsync();
        var fields = (await stand.CancelAsync("O2026030122001400000001")).Fields;
        Assert.Equal(("SUCCESS", "close", false), (fields["result_code"], fields["action"], fields.ContainsKey("trade_no")));
        using var made = await System.Net.Http.Json.HttpClientJsonExtensions.PostAsJsonAsync(
            stand.Http, "/simulator/api/trades", new { partner = Partner, count = 1, currency = "HKD", amount = "1", prefix = "20260301220014" });
        Assert.Equal(System.Net.HttpStatusCode.Conflict, made.StatusCode);
    }

    [Fact]
    public async Task What_time_closed_is_closed_and_what_was_refunded_is_not_cancelled()
    {
        await using var stand = await StartAsync();
        await stand.AtAsync("2026-03-02 12:00:00");
        var code = await stand.CodeAsync();
        var left = await stand.OutTradeNoAsync(await stand.PayAsync(code, outcome: "abandon"));
        var partly = await stand.OutTradeNoAsync(await stand.PayAsync(code));
        var wholly = await stand.OutTradeNoAsync(await stand.PayAsync(code));
        await stand.RefundAsync(partly, "R1", "1.00", ("is_sync", "Y"));
        await stand.RefundAsync(wholly, "R2", "88.80", ("is_sync", "Y"));
        await stand.AtAsync("2026-03-02 12:04:00");
        Assert.Equal("close", (await stand.CancelAsync(left)).Fields["action"]);
        Assert.Equal(("FAIL", "REASON_TRADE_REFUND_FEE_ERR"), ResultOf((await stand.CancelAsync(partly)).Fields));
        Assert.Equal(("FAIL", "REASON_TRADE_REFUND_FEE_ERR"), ResultOf((await stand.CancelAsync(wholly)).Fields));
        await stand.AtAsync("2027-03-03 12:00:00");
        Assert.Equal(("FAIL", "TRADE_HAS_FINISHED"), ResultOf((await stand.CancelAsync(partly)).Fields));
    }

    [Theory]
    [InlineData("no-funds", "FAIL", "SELLER_BALANCE_NOT_ENOUGH", "Y", "TRADE_SUCCESS")]
    [InlineData("retry-y", "FAIL", "SYSTEM_ERROR", "Y", "TRADE_SUCCESS")]
    [InlineData("not-exist", "FAIL", "TRADE_NOT_EXIST", "N", "TRADE_SUCCESS")]
    [InlineData("unknow", "UNKNOW", "SYSTEM_ERROR", "Y", "TRADE_CLOSED")]
    public async Task Each_fault_acts_so_often_and_then_the_same_call_goes_through(string fault, string result, string error, string retry, string status)
    {
        await using var stand = await StartAsync();
        await stand.AtAsync("2026-03-02 12:00:00");
        var trade = await stand.PayAsync(await stand.CodeAsync());
        var ours = await stand.OutTradeNoAsync(trade);
        await stand.FaultAsync("alipay.acquire.cancel", fault, times: 2);
        for (var i = 0; i < 2; i++)
        {
            var fields = (await stand.CancelAsync(ours)).Fields;
            Assert.Equal((result, error, retry), (fields["result_code"], fields["detail_error_code"], fields["retry_flag"]));
            Assert.Equal(status, (await stand.GetAsync($"trades/{trade}")).GetProperty("status").GetString());
        }
        Assert.Equal(("SUCCESS", "refund"), ((await stand.CancelAsync(ours)).Fields["result_code"], (await stand.CancelAsync(ours)).Fields["action"]));
    }

    [Theory]
    [InlineData("", null, "ILLEGAL_ARGUMENT")]
    [InlineData("1768458600", null, "ILLEGAL_ARGUMENT")]
    [InlineData("2026-01-15 14:30:00", null, "EXTERFACE_INVOKE_CONTEXT_EXPIRED")]
    [InlineData("1768458600123", "SUCCESS", null)]
    [Trait("Trap", "16")]
    public async Task Both_kinds_of_timestamp_are_taken_and_only_text_expires(string timestamp, string? result, string? error)
    {
        await using var stand = await StartAsync();
        var answer = await stand.CancelAsync("nobody", ("timestamp", timestamp));
        Assert.Equal((result, error), (answer.Fields.GetValueOrDefault("result_code"), answer.Error));
    }

    [Fact]
    public async Task Milliseconds_expire_too_where_that_is_switched_on()
    {
        await using var stand = await StartAsync(simulator => simulator.CancelExpires = true);
        Assert.Equal("EXTERFACE_INVOKE_CONTEXT_EXPIRED", (await stand.CancelAsync("nobody", ("timestamp", "1768458600123"))).Error);
        Assert.True((await stand.CancelAsync("nobody")).IsSuccess);
    }

    [Fact]
    public async Task A_cancel_and_the_password_at_once_leave_the_money_with_the_customer()
    {
        await using var stand = await StartAsync();
        await stand.AtAsync("2026-03-02 12:00:00");
        var code = await stand.CodeAsync();
        for (var i = 0; i < 5; i++)
        {
            var trade = await stand.PayAsync(code, outcome: "abandon");
            var ours = await stand.OutTradeNoAsync(trade);
            var pay = stand.Http.PostAsync("/simulator/wallet/pay", new FormUrlEncodedContent(new Dictionary<string, string> { ["code"] = code, ["trade"] = trade, ["password"] = "123456" }));
            var cancel = stand.CancelAsync(ours);
            using var paid = await pay;
            Assert.Equal("SUCCESS", (await cancel).Fields["result_code"]);
            var view = await stand.GetAsync($"trades/{trade}");
            Assert.Equal(("TRADE_CLOSED", true), (view.GetProperty("status").GetString(), view.GetProperty("cancelled").GetBoolean()));
        }
    }

    private static (string, string?) ResultOf(IReadOnlyDictionary<string, string> fields) => (fields["result_code"], fields.GetValueOrDefault("detail_error_code"));
}
