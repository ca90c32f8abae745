using static Portal.Tests.Alipay.Simulator.SimulatorStand;

namespace Portal.Tests.Alipay.Simulator;

/// <summary>Refunds that take time: the hours, the night, missing funds, what is told, what the query says meanwhile.</summary>
/// <remarks>Source: PROTOCOL 3.8, 3.9, 7.1.</remarks>
public sealed class SimulatorRefundNightTests
{
    private const string Refund = "alipay.acquire.overseas.spot.refund";

    [Theory]
    [InlineData("2026-03-02 00:00:10", "FAILED")]
    [InlineData("2026-03-02 01:29:00", "FAILED")]
    [InlineData("2026-03-02 01:30:10", "SUCCESS")]
    [InlineData("2026-03-02 23:59:00", "SUCCESS")]
    public async Task No_synchronous_refund_between_midnight_and_half_past_one(string at, string result)
    {
        await using var stand = await StartAsync();
        await stand.AtAsync("2026-03-01 12:00:00");
        var trade = await stand.PayAsync(await stand.CodeAsync());
        await stand.AtAsync(at);
        var ours = await stand.OutTradeNoAsync(trade);
        var fields = (await stand.RefundAsync(ours, "R1", "5.00", ("is_sync", "Y"))).Fields;
        Assert.Equal((result, result == "SUCCESS" ? null : "SYSTEM_ERROR"), (fields["result_code"], fields.GetValueOrDefault("error")));
        Assert.Equal(result == "SUCCESS" ? 1 : 0, (await stand.GetAsync($"trades/{trade}")).GetProperty("refunds").GetArrayLength());
        Assert.Equal("SUCCESS", (await stand.RefundAsync(ours, "R2", "5.00")).Fields["result_code"]);
    }

    [Fact]
    public async Task On_the_day_of_the_payment_it_is_carried_out_at_once_and_told_to_the_address_that_it_names()
    {
        await using var receiver = await NotifyReceiver.StartAsync();
        await using var elsewhere = await NotifyReceiver.StartAsync();
        await using var stand = await StartAsync();
        await stand.AtAsync("2026-03-02 12:00:00");
        var trade = await stand.PayAsync(await stand.CodeAsync(notifyUrl: receiver.Url));
        var ours = await stand.OutTradeNoAsync(trade);
        await stand.RefundAsync(ours, "R1", "5.00", ("notify_url", elsewhere.Url));
        var notice = NotifyReceiver.Fields(await elsewhere.NextAsync());
        Assert.Equal(
            ("refundFPAction", "TRADE_SUCCESS", "5.00", "R1", trade, ours),
            (notice["notify_action_type"], notice["trade_status"], notice["refund_fee"], notice["out_biz_no"], notice["trade_no"], notice["out_trade_no"]));
        Assert.Equal("SUCCESS", (await stand.RefundQueryAsync(ours, "R1")).Fields["refund_result_code"]);
        await stand.RefundAsync(ours, "R2", "83.80");
        await WaitAsync(() => receiver.Received.Count == 2);
        Assert.Equal(("TRADE_CLOSED", "R2"), (NotifyReceiver.Fields(receiver.Received.Last())["trade_status"], NotifyReceiver.Fields(receiver.Received.Last())["out_biz_no"]));
    }

    [Fact]
    public async Task A_synchronous_one_is_told_by_its_answer_alone()
    {
        await using var receiver = await NotifyReceiver.StartAsync();
        await using var stand = await StartAsync();
        await stand.AtAsync("2026-03-02 12:00:00");
        var trade = await stand.PayAsync(await stand.CodeAsync(notifyUrl: receiver.Url));
        await stand.RefundAsync(await stand.OutTradeNoAsync(trade), "R1", "5.00", ("is_sync", "Y"), ("notify_url", receiver.Url));
        await stand.NotificationAsync(trade, row => row.GetProperty("delivered").GetBoolean());
    }

    [Theory]
    [InlineData("2026-03-05 12:00:00", "2026-03-05 22:59:00", "2026-03-05 23:00:10", "2026-03-05 23:00:00")]
    [InlineData("2026-03-05 05:00:10", "2026-03-05 22:59:00", "2026-03-06 09:00:00", "2026-03-05 23:00:00")]
    [InlineData("2026-03-05 04:00:00", null, "2026-03-05 04:00:00", "2026-03-05 04:00:00")]
    [InlineData("2026-03-05 23:30:00", null, "2026-03-05 23:30:00", "2026-03-05 23:30:00")]
    public async Task On_a_later_day_it_waits_for_the_night(string askedAt, string? stillWaitingAt, string doneAt, string happenedAt)
    {
        await using var stand = await StartAsync();
        await stand.AtAsync("2026-03-02 12:00:00");
        var trade = await stand.PayAsync(await stand.CodeAsync());
        var ours = await stand.OutTradeNoAsync(trade);
        await stand.AtAsync(askedAt);
        Assert.Equal("SUCCESS", (await stand.RefundAsync(ours, "R1", "5.00")).Fields["result_code"]);
        if (stillWaitingAt is not null)
        {
            await stand.AtAsync(stillWaitingAt);
            Assert.Equal("PROCESSING", (await stand.RefundQueryAsync(ours, "R1")).Fields["refund_result_code"]);
            Assert.False((await stand.AskAsync(Signed(QueryOf(trade)))).Fields.ContainsKey("refund_amount_cny"));
            Assert.Equal(("FAIL", "TRADE_CANCEL_TIME_OUT"), ((await stand.CancelAsync(ours)).Fields["result_code"], (await stand.CancelAsync(ours)).Fields["detail_error_code"]));
        }
        await stand.AtAsync(doneAt);
        Assert.Equal("SUCCESS", (await stand.RefundQueryAsync(ours, "R1")).Fields["refund_result_code"]);
        var refund = (await stand.GetAsync($"trades/{trade}")).GetProperty("refunds")[0];
        Assert.Equal(DateTimeOffset.Parse(happenedAt + "+08:00", System.Globalization.CultureInfo.InvariantCulture), refund.GetProperty("at").GetDateTimeOffset(), TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task What_waits_holds_its_amount()
    {
        await using var stand = await StartAsync();
        await stand.AtAsync("2026-03-02 12:00:00");
        var ours = await stand.OutTradeNoAsync(await stand.PayAsync(await stand.CodeAsync()));
        await stand.AtAsync("2026-03-05 12:00:00");
        await stand.RefundAsync(ours, "R1", "80.00");
        Assert.Equal("RETURN_AMOUNT_EXCEED", (await stand.RefundAsync(ours, "R2", "8.81", ("is_sync", "Y"))).Fields["error"]);
        Assert.Equal("SUCCESS", (await stand.RefundAsync(ours, "R2", "8.80", ("is_sync", "Y"))).Fields["result_code"]);
    }

    [Fact]
    public async Task Missing_funds_are_tried_night_after_night()
    {
        await using var receiver = await NotifyReceiver.StartAsync();
        await using var stand = await StartAsync();
        await stand.AtAsync("2026-03-02 12:00:00");
        var trade = await stand.PayAsync(await stand.CodeAsync());
        var ours = await stand.OutTradeNoAsync(trade);
        await stand.FaultAsync(Refund, "no-funds", times: 3);
        Assert.Equal("SUCCESS", (await stand.RefundAsync(ours, "R1", "5.00", ("notify_url", receiver.Url))).Fields["result_code"]);
        foreach (var (at, state) in new[] { ("2026-03-02 13:00:00", "PROCESSING"), ("2026-03-02 23:10:00", "PROCESSING"), ("2026-03-03 23:10:00", "PROCESSING"), ("2026-03-04 23:10:00", "SUCCESS") })
        {
            await stand.AtAsync(at);
            Assert.Equal(state, (await stand.RefundQueryAsync(ours, "R1")).Fields["refund_result_code"]);
        }
        Assert.Equal("R1", NotifyReceiver.Fields(await receiver.NextAsync())["out_biz_no"]);
        Assert.Single(receiver.Received);
    }

    [Fact]
    public async Task After_half_a_year_without_funds_it_has_failed_and_its_amount_is_free()
    {
        await using var stand = await StartAsync();
        await stand.AtAsync("2026-03-02 12:00:00");
        var trade = await stand.PayAsync(await stand.CodeAsync());
        var ours = await stand.OutTradeNoAsync(trade);
        await stand.PostAsync("faults", new { service = Refund, fault = "no-funds", times = 0 });
        await stand.RefundAsync(ours, "R1", "88.80");
        await stand.AtAsync("2026-08-28 12:00:00");
        Assert.Equal("PROCESSING", (await stand.RefundQueryAsync(ours, "R1")).Fields["refund_result_code"]);
        await stand.AtAsync("2026-08-30 12:00:00");
        var fields = (await stand.RefundQueryAsync(ours, "R1")).Fields;
        Assert.Equal(("FAIL", "MERCHANT_BALANCE_NOT_ENOUGH"), (fields["refund_result_code"], fields["refund_error_code"]));
        using var cleared = await stand.Http.DeleteAsync("/simulator/api/faults");
        Assert.Equal(("FAILED", "MERCHANT_BALANCE_NOT_ENOUGH"), ((await stand.RefundAsync(ours, "R1", "88.80")).Fields["result_code"], (await stand.RefundAsync(ours, "R1", "88.80")).Fields["error"]));
        Assert.Equal("SUCCESS", (await stand.RefundAsync(ours, "R2", "88.80", ("is_sync", "Y"))).Fields["result_code"]);
    }

    [Fact]
    public async Task The_night_comes_without_anybody_asking()
    {
        await using var receiver = await NotifyReceiver.StartAsync();
        await using var stand = await StartAsync();
        await stand.AtAsync("2026-03-02 12:00:00");
        var code = await stand.CodeAsync(notifyUrl: receiver.Url);
        var left = await stand.PayAsync(code, outcome: "abandon");
        var ours = await stand.OutTradeNoAsync(await stand.PayAsync(code, notify: false));
        await stand.AtAsync("2026-03-03 12:00:00");
        await stand.RefundAsync(ours, "R1", "5.00");
        await stand.AtAsync("2026-03-04 09:00:00");
        await WaitAsync(() => receiver.Received.Count == 2);
        var notices = receiver.Received.Select(NotifyReceiver.Fields).ToDictionary(fields => fields["notify_action_type"]);
        Assert.Equal((left, "TRADE_CLOSED"), (notices["closeTradeAction"]["trade_no"], notices["closeTradeAction"]["trade_status"]));
        Assert.Equal("R1", notices["refundFPAction"]["out_biz_no"]);
    }

    [Theory]
    [InlineData("", "not-exist", "FAIL", null, "TRADE_NOT_EXIST")]
    [InlineData("", "retry-y", "FAIL", null, "SYSTEM_ERROR")]
    [InlineData("", "wait-buyer-pay", "SUCCESS", "PROCESSING", null)]
    [InlineData("", "unknow", "UNKNOWN", null, "SYSTEM_ERROR")]
    [InlineData("other", "", "FAIL", null, "TRADE_NOT_EXIST")]
    public async Task A_question_that_fails_says_nothing_of_the_refund(string number, string fault, string response, string? result, string? error)
    {
        await using var stand = await StartAsync(simulator => simulator.Unknown = "UNKNOWN");
        await stand.AtAsync("2026-03-02 12:00:00");
        var ours = await stand.OutTradeNoAsync(await stand.PayAsync(await stand.CodeAsync()));
        await stand.RefundAsync(ours, "R1", "5.00");
        if (fault.Length > 0)
        {
            await stand.FaultAsync("alipay.acquire.refund.query", fault);
        }
        var fields = (await stand.RefundQueryAsync(ours, number.Length > 0 ? number : "R1")).Fields;
        Assert.Equal((response, result, error), (fields["response_code"], fields.GetValueOrDefault("refund_result_code"), fields.GetValueOrDefault("refund_error_code")));
    }

    private static async Task WaitAsync(Func<bool> isSo)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (!isSo())
        {
            Assert.False(patience.IsCancellationRequested, "What was waited for did not come.");
            await Task.Delay(10);
        }
    }
}
