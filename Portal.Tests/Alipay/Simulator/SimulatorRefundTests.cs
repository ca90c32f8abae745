using static Portal.Tests.Alipay.Simulator.SimulatorStand;

namespace Portal.Tests.Alipay.Simulator;

/// <summary>alipay.acquire.overseas.spot.refund: sums, numbers, refusals.</summary>
/// <remarks>Source: PROTOCOL 3.8. <see cref="SimulatorRefundNightTests"/> holds what takes time.</remarks>
public sealed class SimulatorRefundTests
{
    private const string Refund = "alipay.acquire.overseas.spot.refund";

    [Fact]
    [Trait("Trap", "36")]
    public async Task Parts_are_given_back_until_nothing_is_left_and_their_CNY_add_up()
    {
        await using var stand = await StartAsync();
        await stand.AtAsync("2026-03-02 12:00:00");
        var trade = await stand.PayAsync(await stand.CodeAsync());
        var ours = await stand.OutTradeNoAsync(trade);
        var fields = (await stand.RefundAsync(ours, "R1", "10.5", ("is_sync", "Y"), ("refund_reason", "顾客要求退款 + 10% & 更多=是"))).Fields;
        Assert.Equal(
            ("SUCCESS", ours, trade, "R1", "10.50", "HKD", "0.902027", "9.47"),
            (fields["result_code"], fields["partner_trans_id"], fields["alipay_trans_id"], fields["partner_refund_id"], fields["refund_amount"], fields["currency"], fields["exchange_rate"], fields["refund_amount_cny"]));
        Assert.Equal(("FAILED", "RETURN_AMOUNT_EXCEED"), ResultOf((await stand.RefundAsync(ours, "R2", "78.31", ("is_sync", "Y"))).Fields));
        Assert.Equal("9.02", (await stand.RefundAsync(ours, "R2", "10", ("is_sync", "Y"))).Fields["refund_amount_cny"]);
        Assert.Equal(("TRADE_SUCCESS", "18.49"), await StateAsync(stand, trade));
        Assert.Equal("61.61", (await stand.RefundAsync(ours, "R3", "68.30", ("is_sync", "Y"))).Fields["refund_amount_cny"]);
        Assert.Equal(("TRADE_CLOSED", "80.10"), await StateAsync(stand, trade));
        Assert.Equal(("FAILED", "RETURN_AMOUNT_EXCEED"), ResultOf((await stand.RefundAsync(ours, "R4", "0.01", ("is_sync", "Y"))).Fields));
        var view = await stand.GetAsync($"trades/{trade}");
        Assert.False(view.GetProperty("cancelled").GetBoolean());
        Assert.Equal([("R1", "10.50", "SUCCESS"), ("R2", "10.00", "SUCCESS"), ("R3", "68.30", "SUCCESS")], view.GetProperty("refunds").EnumerateArray()
            .Select(refund => (refund.GetProperty("refundNo").GetString(), refund.GetProperty("amount").GetString(), refund.GetProperty("status").GetString())));
        Assert.All(view.GetProperty("refunds").EnumerateArray(), refund => Assert.Equal(new DateTimeOffset(2026, 3, 2, 4, 0, 0, TimeSpan.Zero), refund.GetProperty("at").GetDateTimeOffset(), TimeSpan.FromMinutes(2)));
    }

    [Fact]
    [Trait("Trap", "21")]
    public async Task The_same_number_is_one_refund_and_with_other_data_a_contradiction()
    {
        await using var stand = await StartAsync();
        await stand.AtAsync("2026-03-02 12:00:00");
        var code = await stand.CodeAsync();
        var trade = await stand.PayAsync(code);
        var ours = await stand.OutTradeNoAsync(trade);
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => stand.RefundAsync(ours, "R1", "60.00", ("is_sync", "Y"))));
        Assert.All(answers, answer => Assert.Equal(("SUCCESS", "54.12"), (answer.Fields["result_code"], answer.Fields["refund_amount_cny"])));
        Assert.Equal("SUCCESS", (await stand.RefundAsync(ours, "R1", "60", ("is_sync", "Y"))).Fields["result_code"]);
        var other = await stand.OutTradeNoAsync(await stand.PayAsync(code));
        foreach (var (number, amount, more) in new[] { (ours, "60.01", ("is_sync", "Y")), (ours, "60.00", ("is_sync", "N")), (other, "60.00", ("is_sync", "Y")), (ours, "60.00", ("currency", "USD")) })
        {
            Assert.Equal(("FAILED", "DISCORDANT_REPEAT_REQUEST"), ResultOf((await stand.RefundAsync(number, "R1", amount, ("is_sync", "Y"), more)).Fields));
        }
        Assert.Single((await stand.GetAsync($"trades/{trade}")).GetProperty("refunds").EnumerateArray());
    }

    [Fact]
    public async Task Many_at_once_never_give_back_more_than_was_paid()
    {
        await using var stand = await StartAsync();
        await stand.AtAsync("2026-03-02 12:00:00");
        var trade = await stand.PayAsync(await stand.CodeAsync());
        var ours = await stand.OutTradeNoAsync(trade);
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => stand.RefundAsync(ours, $"R{i}", "30.00", ("is_sync", "Y"))));
        Assert.Equal(2, answers.Count(answer => answer.Fields["result_code"] == "SUCCESS"));
        Assert.Equal(2, (await stand.GetAsync($"trades/{trade}")).GetProperty("refunds").GetArrayLength());
    }

    [Theory]
    [InlineData("refund_amount", "0")]
    [InlineData("refund_amount", "-1")]
    [InlineData("refund_amount", "1.001")]
    [InlineData("refund_amount", "1e1")]
    [InlineData("refund_amount", "1234567890")]
    [InlineData("currency", "hkd")]
    [InlineData("is_sync", "yes")]
    [InlineData("partner_refund_id", "12345678901234567890123456789012345678901234567890123456789012345")]
    [InlineData("partner_refund_id", "=")]
    [InlineData("notify_url", "not an address")]
    public async Task What_breaks_its_format_is_an_invalid_parameter(string name, string value)
    {
        await using var stand = await StartAsync();
        var ours = await stand.OutTradeNoAsync(await stand.PayAsync(await stand.CodeAsync()));
        var fields = (await stand.RefundAsync(ours, "R1", "1.00", (name, value == "=" ? ours : value))).Fields;
        Assert.Equal(("FAILED", "INVALID_PARAMETER"), ResultOf(fields));
    }

    [Theory]
    [InlineData("100", false, "SUCCESS")]
    [InlineData("100.00", false, "FAILED")]
    [InlineData("100.00", true, "SUCCESS")]
    [InlineData("100.5", true, "FAILED")]
    [Trait("Trap", "34")]
    public async Task Yen_are_whole(string amount, bool tolerates, string result)
    {
        await using var stand = await StartAsync(simulator => simulator.ToleratesZeroDecimals = tolerates);
        await stand.AtAsync("2026-03-02 12:00:00");
        var made = await stand.PostAsync("trades", new { partner = Partner, count = 1, currency = "JPY", amount = "5800" });
        var fields = (await stand.RefundAsync(made.GetProperty("trades")[0].GetProperty("outTradeNo").GetString()!, "R1", amount, ("currency", "JPY"), ("is_sync", "Y"))).Fields;
        Assert.Equal(result, fields["result_code"]);
    }

    [Fact]
    public async Task Each_state_has_its_refusal()
    {
        await using var stand = await StartAsync();
        await stand.AtAsync("2026-03-02 12:00:00");
        var code = await stand.CodeAsync();
        var unpaid = await stand.OutTradeNoAsync(await stand.PayAsync(code, outcome: "abandon"));
        var cancelled = await stand.OutTradeNoAsync(await stand.PayAsync(code));
        var paid = await stand.OutTradeNoAsync(await stand.PayAsync(code));
        await stand.CancelAsync(cancelled);
        await RefusedAsync("TRADE_NOT_EXIST", "nobody");
        await RefusedAsync("TRADE_STATUS_ERROR", unpaid);
        await RefusedAsync("TRADE_HAS_CLOSE", cancelled);
        await RefusedAsync("CURRENCY_NOT_SAME", paid, ("currency", "USD"));
        await stand.AtAsync("2026-03-02 12:05:00");
        await RefusedAsync("TRADE_HAS_CLOSE", unpaid);
        await stand.AtAsync("2027-03-03 12:00:00");
        await RefusedAsync("REFUNDMENT_VALID_DATE_EXCEED", paid);
        Assert.Equal("TRADE_FINISHED", (await stand.AskAsync(Signed(QueryOf("", paid)))).Fields["alipay_trans_status"]);

        async Task RefusedAsync(string error, string number, params (string, string)[] more) =>
            Assert.Equal(("FAILED", error), ResultOf((await stand.RefundAsync(number, "R1", "1.00", [("is_sync", "Y"), .. more])).Fields));
    }

    [Fact]
    public async Task A_contract_can_forbid_refunds()
    {
        await using var stand = await StartAsync(simulator => simulator.RefundsAllowed = false);
        await stand.AtAsync("2026-03-02 12:00:00");
        var ours = await stand.OutTradeNoAsync(await stand.PayAsync(await stand.CodeAsync()));
        Assert.Equal(("FAILED", "TRADE_NOT_ALLOW_REFUND"), ResultOf((await stand.RefundAsync(ours, "R1", "1.00", ("is_sync", "Y"))).Fields));
    }

    [Theory]
    [InlineData("partner_trans_id")]
    [InlineData("partner_refund_id")]
    [InlineData("refund_amount")]
    [InlineData("currency")]
    public async Task What_is_required_is_missed_by_the_gateway_itself(string name)
    {
        await using var stand = await StartAsync();
        Assert.Equal("ILLEGAL_ARGUMENT", (await stand.RefundAsync("1", "R1", "1.00", (name, ""))).Error);
    }

    [Fact]
    [Trait("Trap", "41")]
    public async Task The_misspelt_reason_is_taken_for_the_reason()
    {
        await using var stand = await StartAsync();
        await stand.AtAsync("2026-03-02 12:00:00");
        var ours = await stand.OutTradeNoAsync(await stand.PayAsync(await stand.CodeAsync()));
        await stand.RefundAsync(ours, "R1", "1.00", ("is_sync", "Y"), ("refund_reson", "cold"));
        await using var context = stand.File.Open();
        Assert.Equal("cold", context.Refunds.Single().Reason);
    }

    [Theory]
    [InlineData("no-funds", "FAILED", "MERCHANT_BALANCE_NOT_ENOUGH", 0)]
    [InlineData("retry-y", "FAILED", "SYSTEM_ERROR", 0)]
    [InlineData("not-exist", "FAILED", "TRADE_NOT_EXIST", 0)]
    [InlineData("wait-buyer-pay", "FAILED", "TRADE_STATUS_ERROR", 0)]
    [InlineData("unknow", "UNKNOW", "SYSTEM_ERROR", 1)]
    public async Task Each_fault_acts_so_often_and_the_same_number_goes_through_afterwards(string fault, string result, string error, int done)
    {
        await using var stand = await StartAsync();
        await stand.AtAsync("2026-03-02 12:00:00");
        var trade = await stand.PayAsync(await stand.CodeAsync());
        var ours = await stand.OutTradeNoAsync(trade);
        await stand.FaultAsync(Refund, fault);
        var fields = (await stand.RefundAsync(ours, "R1", "5.00", ("is_sync", "Y"))).Fields;
        Assert.Equal((result, error, "R1", ours), (fields["result_code"], fields["error"], fields["partner_refund_id"], fields["partner_trans_id"]));
        Assert.Equal(done, (await stand.GetAsync($"trades/{trade}")).GetProperty("refunds").GetArrayLength());
        Assert.Equal("SUCCESS", (await stand.RefundAsync(ours, "R1", "5.00", ("is_sync", "Y"))).Fields["result_code"]);
        Assert.Equal(1, (await stand.GetAsync($"trades/{trade}")).GetProperty("refunds").GetArrayLength());
    }

    private static async Task<(string, string)> StateAsync(SimulatorStand stand, string trade)
    {
        var fields = (await stand.AskAsync(Signed(QueryOf(trade)))).Fields;
        return (fields["alipay_trans_status"], fields["refund_amount_cny"]);
    }

    private static (string, string) ResultOf(IReadOnlyDictionary<string, string> fields) => (fields["result_code"], fields["error"]);
}
