using System.Net;
using System.Net.Http.Json;
using static Portal.Tests.Alipay.Simulator.SimulatorStand;

namespace Portal.Tests.Alipay.Simulator;

/// <summary>modify and modifyStatus: what can change, what cannot, and the life of a code.</summary>
/// <remarks>Source: PROTOCOL 3.2, 3.3, 4.3, 4.5.</remarks>
public sealed class SimulatorModifyTests(SharedSimulator shared) : IClassFixture<SharedSimulator>
{
    private const string Fee = ",\"channel_fee\":{\"type\":\"RATE\",\"value\":\"0.02\"}";

    /// <summary>State of the code, what is asked, whether it is done, whether a customer can pay afterwards.</summary>
    [Theory]
    [InlineData("", "STOP", true, false)]
    [InlineData("", "RESTART", true, true)]
    [InlineData("", "DELETE", true, false)]
    [InlineData("STOP", "STOP", true, false)]
    [InlineData("STOP", "RESTART", true, true)]
    [InlineData("STOP", "DELETE", true, false)]
    [InlineData("DELETE", "STOP", false, false)]
    [InlineData("DELETE", "RESTART", false, false)]
    [InlineData("DELETE", "DELETE", true, false)]
    public async Task A_code_lives_stops_and_ends(string before, string asked, bool isDone, bool pays)
    {
        await using var stand = await StartAsync();
        var code = await stand.CodeAsync();
        if (before.Length > 0)
        {
            await stand.AskAsync(stand.Change("modifyStatus", code, ("status", before)));
        }
        var answer = await stand.AskAsync(stand.Change("modifyStatus", code, ("status", asked)));
        Assert.Equal((isDone, isDone ? null : "ILLEGAL_ARGUMENT"), (answer.IsSuccess, answer.Error));
        if (isDone)
        {
            Assert.Equal(code, Assert.Single(answer.Fields).Value);
        }
        using var paid = await stand.Http.PostAsJsonAsync("/simulator/api/payments", new { qrcode = code, amount = "1" });
        Assert.Equal(pays ? HttpStatusCode.OK : HttpStatusCode.Conflict, paid.StatusCode);
    }

    [Fact]
    public async Task After_a_delete_the_store_gets_a_new_code_and_a_stopped_one_stays_its_code()
    {
        await using var stand = await StartAsync();
        var first = await stand.CodeAsync();
        await stand.AskAsync(stand.Change("modifyStatus", first, ("status", "STOP")));
        Assert.Equal(first, await stand.CodeAsync());
        await stand.AskAsync(stand.Change("modifyStatus", first, ("status", "DELETE")));
        Assert.NotEqual(first, await stand.CodeAsync());
        Assert.Equal("ILLEGAL_ARGUMENT", (await stand.AskAsync(stand.Change("modify", first, ("biz_data", "{}")))).Error);
    }

    [Fact]
    public async Task A_payment_that_was_begun_before_the_stop_may_finish()
    {
        await using var stand = await StartAsync();
        var code = await stand.CodeAsync();
        var trade = await stand.PayAsync(code, outcome: "abandon");
        await stand.AskAsync(stand.Change("modifyStatus", code, ("status", "STOP")));
        using var paid = await stand.Http.PostAsync("/simulator/wallet/pay", new FormUrlEncodedContent(new Dictionary<string, string> { ["code"] = code, ["trade"] = trade, ["password"] = "123456" }));
        Assert.Equal("TRADE_SUCCESS", (await stand.GetAsync($"trades/{trade}")).GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_modify_changes_what_it_names_and_keeps_what_it_leaves_out()
    {
        await using var receiver = await NotifyReceiver.StartAsync();
        await using var stand = await StartAsync();
        var code = await stand.CodeAsync(notifyUrl: "http://127.0.0.1:9/nobody");
        var answer = await stand.AskAsync(stand.Change("modify", code, ("biz_data", "{\"store_name\":\"海港茶铺 二号店\"}"), ("notify_url", receiver.Url)));
        Assert.Equal((true, code), (answer.IsSuccess, answer.Fields["qrcode"]));
        await stand.PayAsync(code);
        var fields = NotifyReceiver.Fields(await receiver.NextAsync());
        Assert.Equal(("海港茶铺 二号店", "{\"code\":\"abc\"}", "HKD"), (fields["subject"], fields["extra_common_param"], fields["trans_currency"]));
        await using var context = stand.File.Open();
        Assert.Equal(("SM1", "S-1", "5812"), (context.Codes.Single().MerchantId, context.Codes.Single().StoreId, context.Codes.Single().Industry));
    }

    [Fact]
    [Trait("Trap", "38")]
    public async Task A_second_create_changes_nothing()
    {
        await using var stand = await StartAsync();
        var code = await stand.CodeAsync(notifyUrl: "http://127.0.0.1:9/first");
        var again = stand.Create(notifyUrl: "http://127.0.0.1:9/second");
        again["biz_data"] = again["biz_data"].Replace("北京小馆 尖沙咀", "Another", StringComparison.Ordinal);
        Assert.Equal(code, (await stand.AskAsync(Signed(again))).Fields["qrcode"]);
        await using var context = stand.File.Open();
        Assert.Equal(("http://127.0.0.1:9/first", "北京小馆 尖沙咀"), (context.Codes.Single().NotifyUrl, context.Codes.Single().StoreName));
    }

    [Theory]
    [InlineData("{\"secondary_merchant_id\":\"SM2\"}")]
    [InlineData("{\"sys_service_provider_id\":\"2088\"}")]
    [InlineData("{\"channel_fee\":null}")]
    [InlineData("{\"channel_fee\":\"\"}")]
    [InlineData("{\"channel_fee\":{}}")]
    [InlineData("{\"channel_fee\":{\"type\":\"RATE\",\"value\":\"0.06\"}}")]
    [InlineData("{\"store_id\":\"S-taken\"}")]
    [InlineData("{\"store_name\":\"a\",\"store_name\":\"b\"}")]
    [InlineData("{\"store_name\":\"\\ud800\"}")]
    [InlineData("[]")]
    [InlineData("{")]
    public async Task What_cannot_change_is_refused_and_stays(string change)
    {
        await using var stand = await StartAsync();
        await stand.CodeAsync("S-taken", more: Fee);
        var code = await stand.CodeAsync(more: Fee);
        Assert.Equal("ILLEGAL_ARGUMENT", (await stand.AskAsync(stand.Change("modify", code, ("biz_data", change)))).Error);
        await using var context = stand.File.Open();
        var kept = context.Codes.Single(row => row.Text == code);
        Assert.Equal(("SM1", "S-1", "北京小馆 尖沙咀", "RATE", "0.02"), (kept.MerchantId, kept.StoreId, kept.StoreName, kept.FeeType, kept.FeeValue));
    }

    [Fact]
    public async Task A_channel_fee_can_change_its_value_and_a_store_has_one_code_with_and_one_without()
    {
        await using var stand = await StartAsync();
        var with = await stand.CodeAsync(more: Fee);
        var without = await stand.CodeAsync();
        Assert.NotEqual(with, without);
        Assert.True((await stand.AskAsync(stand.Change("modify", with, ("biz_data", "{\"channel_fee\":\"{\\\"type\\\":\\\"FIXED\\\",\\\"value\\\":\\\"0\\\"}\"}")))).IsSuccess);
        Assert.Equal(with, await stand.CodeAsync(more: Fee));
        Assert.Equal("ILLEGAL_ARGUMENT", (await stand.AskAsync(stand.Change("modify", without, ("biz_data", $"{{{Fee[1..]}}}")))).Error);
    }

    [Fact]
    [Trait("Trap", "41")]
    public async Task The_names_of_public_clients_that_are_wrong_are_refused()
    {
        var stand = shared.Stand;
        var code = await stand.CodeAsync();
        var misspelt = stand.Change("modify", code, ("biz_data", "{}"));
        misspelt.Remove("qrcode");
        misspelt["qr_code"] = code;
        Assert.Equal("ILLEGAL_ARGUMENT", (await stand.AskAsync(Signed(misspelt))).Error);
        Assert.Equal("ILLEGAL_SERVICE", (await stand.AskAsync(stand.Change("modifystatus", code, ("status", "STOP")))).Error);
    }

    [Theory]
    [InlineData("modify")]
    [InlineData("modifyStatus")]
    public async Task A_partner_changes_no_code_of_another_and_none_that_is_unknown(string service)
    {
        await using var stand = await StartAsync();
        var code = await stand.CodeAsync();
        await stand.PostAsync("partners", new { partner = "2088000000000002", signType = "MD5", md5Key = "another" });
        var theirs = stand.Change(service, code, ("partner", "2088000000000002"), ("biz_data", "{\"store_name\":\"mine\"}"), ("status", "DELETE"));
        Assert.Equal("ILLEGAL_ARGUMENT", (await stand.AskAsync(Signed(theirs, "another"))).Error);
        Assert.Equal("ILLEGAL_ARGUMENT", (await stand.AskAsync(stand.Change(service, "https://qr.alipay.com/none", ("biz_data", "{}"), ("status", "STOP")))).Error);
        await stand.PayAsync(code);
    }

    [Theory]
    [InlineData("modify", "retry-y", "SYSTEM_ERROR")]
    [InlineData("modifyStatus", "not-exist", "ILLEGAL_ARGUMENT")]
    [InlineData("modifyStatus", "unknow", "SYSTEM_ERROR")]
    public async Task Faults_say_no_or_nothing_certain(string service, string fault, string error)
    {
        await using var stand = await StartAsync();
        var code = await stand.CodeAsync();
        await stand.FaultAsync($"alipay.commerce.qrcode.{service}", fault);
        var change = stand.Change(service, code, ("biz_data", "{}"), ("status", "STOP"));
        Assert.Equal(error, (await stand.AskAsync(change)).Error);
        await using var context = stand.File.Open();
        Assert.Equal(fault == "unknow" ? "STOP" : "ACTIVE", context.Codes.Single().Status);
        Assert.True((await stand.AskAsync(change)).IsSuccess);
    }
}
