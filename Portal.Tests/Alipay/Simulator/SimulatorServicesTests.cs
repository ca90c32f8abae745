using System.Text;
using Portal.Infrastructure.Alipay.Signing;
using Portal.Infrastructure.Alipay.Wire;
using static Portal.Tests.Alipay.Simulator.SimulatorStand;

namespace Portal.Tests.Alipay.Simulator;

/// <summary>Create, query and notify_verify over HTTP.</summary>
public sealed class SimulatorServicesTests(SharedSimulator shared) : IClassFixture<SharedSimulator>
{
    [Fact]
    public async Task Create_gives_a_store_one_code_however_often_and_at_once_it_is_asked()
    {
        await using var stand = await SimulatorStand.StartAsync();
        var texts = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => stand.CodeAsync()));
        Assert.Single(texts.Distinct());
        Assert.NotEqual(texts[0], await stand.CodeAsync("S-2"));
        Assert.NotEqual(texts[0], await stand.CodeAsync(more: ",\"channel_fee\":{\"type\":\"RATE\",\"value\":\"0.02\"}"));
    }

    [Fact]
    public async Task An_answer_echoes_what_was_sent_and_is_signed_in_alphabetical_order()
    {
        var stand = shared.Stand;
        var asked = Signed(stand.Create());
        using var response = await stand.SendAsync(asked);
        Assert.Equal("text/xml;charset=UTF-8", response.Content.Headers.NonValidated["Content-Type"].ToString());
        var xml = await response.Content.ReadAsStringAsync();
        Assert.Contains($"<param name=\"sign\">{asked["sign"]}</param>", xml, StringComparison.Ordinal);
        Assert.Contains("<qrcodeinfo><qrcode>", xml, StringComparison.Ordinal);
        SafeXml.TryRead(Encoding.UTF8.GetBytes(xml), null, out var answer);
        Assert.True(new Md5Signature(SimulatorStand.Secret).Verify(Encoding.UTF8.GetBytes(StringToSign.Of(answer!.Fields)), answer.Sign!));
    }

    [Fact]
    public async Task A_create_by_GET_in_GBK_is_understood()
    {
        var stand = shared.Stand;
        var create = stand.Create();
        create["_input_charset"] = "GBK";
        WireCharset.TryGet("GBK", out var gbk);
        var query = string.Join('&', Signed(create, charset: "GBK").Select(pair => $"{pair.Key}={string.Concat(gbk!.GetBytes(pair.Value).Select(b => $"%{b:X2}"))}"));
        Assert.Contains("<is_success>T</is_success>", await stand.Http.GetStringAsync($"/simulator/gateway.do?{query}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_RSA2_partner_is_answered_by_the_key_that_it_was_given()
    {
        await using var stand = await SimulatorStand.StartAsync();
        var registered = await stand.PostAsync("partners", new { partner = SimulatorStand.Partner, signType = "RSA2", publicKey = SimulatorStand.NewPublicKey(out var ours) });
        var create = stand.Create();
        create["sign"] = new RsaSigner(ours, "RSA2").Sign(Encoding.UTF8.GetBytes(StringToSign.Of(create)));
        create["sign_type"] = "RSA2";
        var answer = await stand.AskAsync(create);
        var alipay = new RsaVerifier(KeyReading.PublicKey(registered.GetProperty("alipayPublicKey").GetString()!)!, "RSA2");
        Assert.True(alipay.Verify(Encoding.UTF8.GetBytes(StringToSign.Of(answer.Fields)), answer.Sign!));
        ours.Dispose();
    }

    [Fact]
    public async Task Query_tells_each_state_and_closes_an_unpaid_trade_after_three_minutes()
    {
        await using var stand = await SimulatorStand.StartAsync();
        var code = await stand.CodeAsync();
        Assert.Equal(("FAIL", "TRADE_NOT_EXIST"), await StateAsync("2026010122001400000000000001", "error"));
        var left = await stand.PayAsync(code, outcome: "abandon");
        Assert.Equal(("SUCCESS", "WAIT_BUYER_PAY"), await StateAsync(left, "alipay_trans_status"));
        var paid = await stand.PayAsync(code);
        Assert.Equal(("SUCCESS", "TRADE_SUCCESS"), await StateAsync(paid, "alipay_trans_status"));
        var fields = (await stand.AskAsync(Signed(QueryOf(paid)))).Fields;
        Assert.Equal(("88.80", "80.10", "HKD", "0.90202703"), (fields["trans_amount"], fields["trans_amount_cny"], fields["currency"], fields["exchange_rate"]));
        Assert.Equal(28, paid.Length);
        Assert.StartsWith(stand.File.Now.ToOffset(TimeSpan.FromHours(8)).ToString("yyyyMMdd", null), paid, StringComparison.Ordinal);
        await stand.PostAsync("clock", new { offsetSeconds = 181 });
        Assert.Equal(("SUCCESS", "TRADE_CLOSED"), await StateAsync(left, "alipay_trans_status"));
        Assert.Equal(("SUCCESS", "TRADE_SUCCESS"), await StateAsync(paid, "alipay_trans_status"));

        async Task<(string, string)> StateAsync(string tradeNo, string field)
        {
            var answer = (await stand.AskAsync(Signed(QueryOf(tradeNo)))).Fields;
            return (answer["result_code"], answer[field]);
        }
    }

    [Fact]
    public async Task A_partner_sees_no_trade_of_another()
    {
        var stand = shared.Stand;
        var trade = await stand.PayAsync(await stand.CodeAsync());
        await stand.PostAsync("partners", new { partner = "2088000000000002", signType = "MD5", md5Key = "another" });
        var query = QueryOf(trade);
        query["partner"] = "2088000000000002";
        Assert.Equal("TRADE_NOT_EXIST", (await stand.AskAsync(Signed(query, "another"))).Fields["error"]);
    }

    [Fact]
    public async Task Notify_verify_believes_what_was_sent_within_a_minute_and_not_acknowledged()
    {
        await using var receiver = await NotifyReceiver.StartAsync(async http => await Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(http.Response, "fail"));
        await using var stand = await SimulatorStand.StartAsync();
        var trade = await stand.PayAsync(await stand.CodeAsync(notifyUrl: receiver.Url));
        var id = (await stand.NotificationAsync(trade, row => row.GetProperty("attempts").GetArrayLength() > 0)).GetProperty("notifyId").GetString();
        Assert.Equal("true", await AskAsync($"partner={SimulatorStand.Partner}&notify_id={id}"));
        Assert.Equal("false", await AskAsync($"partner={SimulatorStand.Partner}&notify_id=other"));
        Assert.Equal("invalid", await AskAsync($"partner={SimulatorStand.Partner}"));
        Assert.Equal("invalid", await AskAsync($"partner=2088777777777777&notify_id={id}"));
        await stand.FaultAsync("notification", "notify-verify-false");
        await stand.FaultAsync("notification", "notify-verify-invalid");
        Assert.Equal("false", await AskAsync($"partner={SimulatorStand.Partner}&notify_id={id}"));
        Assert.Equal("invalid", await AskAsync($"partner={SimulatorStand.Partner}&notify_id={id}"));
        await stand.PostAsync("clock", new { offsetSeconds = 61 });
        Assert.Equal("false", await AskAsync($"partner={SimulatorStand.Partner}&notify_id={id}"));

        Task<string> AskAsync(string query) => stand.Http.GetStringAsync($"/simulator/gateway.do?service=notify_verify&{query}");
    }
}
