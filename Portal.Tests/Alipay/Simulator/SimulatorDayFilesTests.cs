using System.Net;
using System.Text;
using static Portal.Tests.Alipay.Simulator.SimulatorStand;

namespace Portal.Tests.Alipay.Simulator;

/// <summary>Transaction and settlement files: the lines of PROTOCOL 5.2 and 5.3, tied to trades, refunds and fees, and their faults.</summary>
public sealed class SimulatorDayFilesTests
{
    private const string Transactions = $"{Partner}_transaction_20260115.txt";
    private const string Settlement = $"{Partner}_settlement_20260116.txt";
    private const string Shop = "5812|北京小馆|北京小馆 尖沙咀|shopQrCode";

    [Fact]
    public async Task The_files_hold_every_movement_of_their_day_with_its_fee()
    {
        await using var stand = await StartAsync();
        var (paid, refund, priced, undone) = await ADayAsync(stand);
        await stand.AtAsync("2026-01-16 09:00:30");
        var lines = Lines(await stand.Http.GetByteArrayAsync($"/simulator/api/files/{Transactions}"));
        Assert.Equal(
            [
                $"Partner:{Partner}|Payment_time: 2026-01-15|Total_count:5",
                "Partner_transaction_id|Transaction_id|Transaction_amount|Charge_amount|Currency|Payment_time|Transaction_type|Remark|Secondary_merchant_industry|Secondary_merchant_name|Operator_name|Order_scene|Trans_currency|Trans_amount|Trans_forex_rate",
                $"{paid.Ours}|{paid.Alipays}|88.80|0.89|HKD|2026-01-15 14:31|PAYMENT||{Shop}|HKD|88.80|1",
                $"{priced.Ours}|{priced.Alipays}|110.86|1.11|HKD|2026-01-15 15:10|PAYMENT||{Shop}|CNY|100.00|1.10861423",
                $"R202601150001|{refund}|10.50|0.00|HKD|2026-01-15 16:02|REFUND|顾客要求退款 或|{Shop}|HKD|10.50|1",
                $"{undone.Ours}|{undone.Alipays}|20.00|0.20|HKD|2026-01-15 18:45|PAYMENT||{Shop}|HKD|20.00|1",
                $"{undone.Ours}|{undone.Alipays}|20.00|0.20|HKD|2026-01-15 18:47|CANCEL||{Shop}|HKD|20.00|1",
            ],
            lines);
        await stand.AtAsync("2026-01-17 09:00:30");
        var settled = Lines(await stand.Http.GetByteArrayAsync($"/simulator/api/files/{Settlement}"));
        Assert.Equal(
            [
                $"{paid.Ours}|{paid.Alipays}|88.80|80.10|0.89|87.91|79.30|HKD|0.90202703|2026-01-15 14:31|2026-01-16 15:36|P|L||{Shop}|HKD|88.80|1",
                $"{priced.Ours}|{priced.Alipays}|110.86|100.00|1.11|109.75|99.00|HKD|0.90202703|2026-01-15 15:10|2026-01-16 15:36|P|L||{Shop}|CNY|100.00|1.10861423",
                $"R202601150001|{refund}|10.50|9.47|0.00|10.50|9.47|HKD|0.90202703|2026-01-15 16:02|2026-01-16 15:36|R|L|顾客要求退款 或|{Shop}|HKD|10.50|1",
                $"{undone.Ours}|{undone.Alipays}|20.00|18.04|0.20|19.80|17.86|HKD|0.90202703|2026-01-15 18:45|2026-01-16 15:36|P|L||{Shop}|HKD|20.00|1",
                $"{undone.Alipays}|{undone.Alipays}|20.00|18.04|0.20|19.80|17.86|HKD|0.90202703|2026-01-15 18:47|2026-01-16 15:36|R|L||{Shop}|HKD|20.00|1",
            ],
            settled.Skip(1));
        Assert.Equal(187.16m, settled.Skip(1).Select(line => line.Split('|')).Sum(row => decimal.Parse(row[5], System.Globalization.CultureInfo.InvariantCulture) * (row[11] == "P" ? 1 : -1)));
    }

    [Theory]
    [InlineData("2026-01-16 08:59:00", Transactions)]
    [InlineData("2026-01-17 08:59:00", Settlement)]
    [InlineData("2026-01-18 12:00:00", $"{Partner}_transaction_20260116.txt")]
    [InlineData("2026-01-18 12:00:00", "2088000000000002_transaction_20260115.txt")]
    [InlineData("2026-01-18 12:00:00", $"{Partner}_transaction_20260230.txt")]
    [InlineData("2026-01-18 12:00:00", $"{Partner}_settlement_20260117.txt")]
    [InlineData("2026-01-18 12:00:00", "simulator.db")]
    [InlineData("2026-01-18 12:00:00", "..%2Fsimulator.db")]
    public async Task There_is_no_file_before_its_time_or_without_business(string at, string name)
    {
        await using var stand = await StartAsync();
        await ADayAsync(stand);
        await stand.AtAsync(at);
        using var response = await stand.Http.GetAsync($"/simulator/api/files/{name}");
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("error", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_weekend_is_settled_on_Monday()
    {
        await using var stand = await StartAsync();
        var code = await stand.CodeAsync();
        foreach (var day in new[] { "2026-01-16", "2026-01-17", "2026-01-18" })
        {
            await stand.AtAsync($"{day} 12:00:00");
            await stand.PayAsync(code);
        }
        await stand.AtAsync("2026-01-20 09:10:00");
        var lines = Lines(await stand.Http.GetByteArrayAsync($"/simulator/api/files/{Partner}_settlement_20260119.txt"));
        Assert.Equal(["2026-01-16 12:00", "2026-01-17 12:00", "2026-01-18 12:00"], lines.Skip(1).Select(line => line.Split('|')[9]));
    }

    [Fact]
    public async Task A_refund_of_a_later_day_stands_in_that_days_file_with_the_fee_where_the_contract_returns_it()
    {
        await using var stand = await StartAsync(simulator => simulator.ReturnsFee = true);
        await stand.AtAsync("2026-01-12 12:00:00");
        var ours = await stand.OutTradeNoAsync(await stand.PayAsync(await stand.CodeAsync()));
        await stand.AtAsync("2026-01-14 12:00:00");
        await stand.RefundAsync(ours, "R1", "44.40");
        await stand.AtAsync("2026-01-15 09:10:00");
        var row = Lines(await stand.Http.GetByteArrayAsync($"/simulator/api/files/{Partner}_transaction_20260114.txt"))[2].Split('|');
        Assert.Equal(("R1", "44.40", "0.45", "2026-01-14 23:00", "REFUND"), (row[0], row[2], row[3], row[5], row[6]));
    }

    [Theory]
    [InlineData("FIXED", "1.00", "88.80", "1.89")]
    [InlineData("FIXED", "9.00", "88.80", "5.33")]
    [InlineData("RATE", "0.02", "88.80", "2.67")]
    [InlineData("RATE", "0", "88.80", "0.89")]
    public async Task A_channel_fee_is_charged_and_a_fixed_one_stops_at_five_per_cent(string type, string value, string amount, string charge)
    {
        await using var stand = await StartAsync();
        await stand.AtAsync("2026-01-15 12:00:00");
        await stand.PayAsync(await stand.CodeAsync(more: $$""","channel_fee":{"type":"{{type}}","value":"{{value}}"}"""), amount);
        await stand.AtAsync("2026-01-16 12:00:00");
        Assert.Equal(charge, Lines(await stand.Http.GetByteArrayAsync($"/simulator/api/files/{Transactions}"))[2].Split('|')[3]);
    }

    [Theory]
    [InlineData("FIXED", "-1")]
    [InlineData("FIXED", "1.001")]
    [InlineData("RATE", "0.0501")]
    [InlineData("SHARE", "0.01")]
    public async Task A_channel_fee_out_of_bounds_is_refused(string type, string value)
    {
        await using var stand = await StartAsync();
        Assert.Equal("ILLEGAL_ARGUMENT", (await stand.AskAsync(Signed(stand.Create(more: $$""","channel_fee":{"type":"{{type}}","value":"{{value}}"}""")))).Error);
    }

    [Theory]
    [InlineData("late", 0, 0, 404)]
    [InlineData("missing", 0, 0, 404)]
    [InlineData("doubled", 10, 10, 200)]
    [InlineData("row-missing", 4, 4, 200)]
    [InlineData("row-added", 6, 6, 200)]
    [InlineData("row-changed", 5, 5, 200)]
    [InlineData("wrong-count", 5, 6, 200)]
    [InlineData("gb18030", 5, 5, 200)]
    public async Task Each_fault_of_a_file_acts_once(string fault, int rows, int count, int status)
    {
        await using var stand = await StartAsync();
        await ADayAsync(stand);
        await stand.AtAsync("2026-01-16 12:00:00");
        var good = await stand.Http.GetByteArrayAsync($"/simulator/api/files/{Transactions}");
        await stand.FaultAsync("files", fault);
        using (var response = await stand.Http.GetAsync($"/simulator/api/files/{Transactions}"))
        {
            Assert.Equal(status, (int)response.StatusCode);
            if (status == 200)
            {
                var bytes = await response.Content.ReadAsByteArrayAsync();
                var lines = Lines(bytes, fault == "gb18030" ? CodePagesEncodingProvider.Instance.GetEncoding("GB18030")! : Encoding.UTF8);
                Assert.Equal((rows, $"Total_count:{count}"), (lines.Count - 2, lines[0].Split('|')[2]));
                Assert.False(good.AsSpan().SequenceEqual(bytes));
                Assert.Contains("北京小馆", lines[2], StringComparison.Ordinal);
                Assert.Equal(fault == "row-changed" ? "89.80" : "88.80", lines[2].Split('|')[2]);
            }
        }
        Assert.Equal(good, await stand.Http.GetByteArrayAsync($"/simulator/api/files/{Transactions}"));
    }

    /// <summary>The day of PROTOCOL's example: a payment with a refund, one priced in CNY, one cancelled.</summary>
    private static async Task<((string Ours, string Alipays) Paid, string Refund, (string Ours, string Alipays) Priced, (string Ours, string Alipays) Undone)> ADayAsync(SimulatorStand stand)
    {
        await stand.AtAsync("2026-01-15 14:31:03");
        var code = await stand.CodeAsync();
        var inCny = stand.Create("S-2");
        inCny["biz_data"] = inCny["biz_data"].Replace("\"trans_currency\":\"HKD\"", "\"trans_currency\":\"CNY\"", StringComparison.Ordinal);
        var priced = (await stand.AskAsync(Signed(inCny))).Fields["qrcode"];
        var paid = await stand.PayAsync(code);
        await stand.AtAsync("2026-01-15 15:10:20");
        var second = await stand.PayAsync(priced, "100");
        await stand.AtAsync("2026-01-15 16:02:11");
        var ours = await stand.OutTradeNoAsync(paid);
        await stand.RefundAsync(ours, "R202601150001", "10.50", ("is_sync", "Y"), ("refund_reason", "顾客要求退款|或"));
        await stand.AtAsync("2026-01-15 18:45:10");
        var third = await stand.PayAsync(code, "20");
        await stand.AtAsync("2026-01-15 18:47:10");
        await stand.CancelAsync(await stand.OutTradeNoAsync(third));
        await using var context = stand.File.Open();
        return ((ours, paid), context.Refunds.Single().OwnNo, (await stand.OutTradeNoAsync(second), second), (await stand.OutTradeNoAsync(third), third));
    }

    /// <summary>Lines without the seconds of their times: the clock runs while the test works.</summary>
    private static List<string> Lines(byte[] content, Encoding? encoding = null)
    {
        var text = (encoding ?? Encoding.UTF8).GetString(content);
        Assert.EndsWith("\r\n", text, StringComparison.Ordinal);
        return [.. text.Split("\r\n")[..^1].Select(line => System.Text.RegularExpressions.Regex.Replace(line, "( [0-9]{2}:[0-9]{2}):[0-9]{2}", "$1"))];
    }
}
