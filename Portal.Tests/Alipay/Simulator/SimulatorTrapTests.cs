using System.Net;
using System.Text;
using Portal.Infrastructure.Alipay.Signing;
using Portal.Infrastructure.Alipay.Simulator;
using static Portal.Tests.Alipay.Simulator.SimulatorStand;

namespace Portal.Tests.Alipay.Simulator;

/// <summary>Traps of PROTOCOL 8.6 from the server's side: what a right client may send is taken, what a trapped one sends is refused.</summary>
public sealed class SimulatorTrapTests(SharedSimulator shared) : IClassFixture<SharedSimulator>
{
    [Fact]
    [Trait("Trap", "1")]
    public async Task Names_are_sorted_by_character_code_and_unknown_ones_are_signed_like_any()
    {
        var query = QueryOf("20260101");
        (query["A"], query["_b"], query["a1"], query["aB"], query["a_b"], query["sendFormat"]) = ("up", "u", "z", "y", "x", "normal");
        Assert.Equal("TRADE_NOT_EXIST", (await shared.Stand.AskAsync(Signed(query))).Fields["error"]);
        var added = Signed(query);
        added["_url"] = "/gateway";
        Assert.Equal("ILLEGAL_SIGN", (await shared.Stand.AskAsync(added)).Error);
    }

    [Theory]
    [InlineData("%41%2B+ &=\"@", null)]
    [InlineData("0", null)]
    [InlineData(" ", null)]
    [Trait("Trap", "2")]
    [Trait("Trap", "3")]
    [Trait("Trap", "5")]
    public async Task Values_are_signed_raw_and_only_empty_ones_left_out(string value, string? error)
    {
        var query = QueryOf("20260101");
        (query["memo"], query["nothing"]) = (value, "");
        var answer = await shared.Stand.AskAsync(Signed(query));
        Assert.Equal((error, "TRADE_NOT_EXIST"), (answer.Error, answer.Fields["error"]));
        var trimmed = Signed(QueryOf("20260101"));
        trimmed["memo"] = value;
        Assert.Equal("ILLEGAL_SIGN", (await shared.Stand.AskAsync(trimmed)).Error);
    }

    [Fact]
    [Trait("Trap", "4")]
    public async Task The_charset_may_stand_in_the_address_alone_and_is_signed_and_echoed()
    {
        var signed = Signed(QueryOf("20260101"));
        signed.Remove("_input_charset");
        using var good = await shared.Stand.Http.PostAsync("/simulator/gateway.do?_input_charset=UTF-8", new FormUrlEncodedContent(signed));
        Assert.Contains("<param name=\"_input_charset\">UTF-8</param>", await good.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var without = QueryOf("20260101");
        without.Remove("_input_charset");
        using var bad = await shared.Stand.Http.PostAsync("/simulator/gateway.do?_input_charset=UTF-8", new FormUrlEncodedContent(Signed(without)));
        Assert.Contains("ILLEGAL_SIGN", await bad.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var contradiction = await shared.Stand.Http.PostAsync("/simulator/gateway.do?_input_charset=UTF-8&partner=2088000000000002", new FormUrlEncodedContent(signed));
        Assert.Contains("ILLEGAL_ARGUMENT", await contradiction.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Trap", "6")]
    public async Task A_query_without_charset_is_GBK_and_Chinese_text_signs_in_its_bytes()
    {
        WireCharset.TryGet("GBK", out var gbk);
        var query = QueryOf("20260101");
        query.Remove("_input_charset");
        query["memo"] = "北京";
        foreach (var (encoding, isGood) in new[] { (gbk!, true), (Encoding.UTF8, false) })
        {
            query["sign"] = new Md5Signature(Secret).Sign(encoding.GetBytes(StringToSign.Of(query)));
            query["sign_type"] = "MD5";
            var address = "/simulator/gateway.do?" + string.Join('&', query.Select(pair => $"{pair.Key}={string.Concat(gbk!.GetBytes(pair.Value).Select(b => $"%{b:X2}"))}"));
            Assert.Equal(isGood, (await shared.Stand.Http.GetStringAsync(address)).Contains("<is_success>T", StringComparison.Ordinal));
        }
    }

    [Fact]
    [Trait("Trap", "7")]
    public async Task The_text_of_biz_data_is_signed_as_sent_whichever_way_it_escapes()
    {
        var stand = shared.Stand;
        var create = stand.Create("S-7");
        var code = (await stand.AskAsync(Signed(create))).Fields["qrcode"];
        create["biz_data"] = create["biz_data"].Replace("北京", "\\u5317\\u4eac", StringComparison.Ordinal);
        Assert.Equal(code, (await stand.AskAsync(Signed(create))).Fields["qrcode"]);
        var rewritten = Signed(create);
        rewritten["biz_data"] = stand.Create("S-7")["biz_data"];
        Assert.Equal("ILLEGAL_SIGN", (await stand.AskAsync(rewritten)).Error);
    }

    [Fact]
    [Trait("Trap", "10")]
    public async Task A_signature_whose_plus_became_a_blank_is_refused()
    {
        await using var stand = await StartAsync();
        await stand.PostAsync("partners", new { partner = Partner, signType = "RSA2", publicKey = NewPublicKey(out var ours) });
        var query = QueryOf("20260101");
        for (var i = 0; !query.GetValueOrDefault("sign", "").Contains('+', StringComparison.Ordinal); i++)
        {
            query.Remove("sign");
            query["memo"] = $"{i}";
            query["sign"] = new RsaSigner(ours, "RSA2").Sign(Encoding.UTF8.GetBytes(StringToSign.Of(query)));
        }
        ours.Dispose();
        query["sign_type"] = "RSA2";
        Assert.True((await stand.AskAsync(query)).IsSuccess);
        query["sign"] = query["sign"].Replace('+', ' ');
        Assert.Equal("ILLEGAL_SIGN", (await stand.AskAsync(query)).Error);
    }

    [Theory]
    [InlineData("md5")]
    [InlineData("DSA")]
    [InlineData("RSA2 ")]
    [Trait("Trap", "12")]
    public async Task The_message_chooses_no_other_algorithm(string signType)
    {
        var query = Signed(QueryOf("20260101"));
        query["sign_type"] = signType;
        Assert.Equal("ILLEGAL_SIGN_TYPE", (await shared.Stand.AskAsync(query)).Error);
    }

    [Theory]
    [InlineData(-8)]
    [InlineData(8)]
    [Trait("Trap", "16")]
    public async Task A_timestamp_of_another_zone_is_expired(int hours)
    {
        var create = shared.Stand.Create();
        create["timestamp"] = WireTimestamp.Text(shared.Stand.File.Now.AddHours(hours));
        Assert.Equal("EXTERFACE_INVOKE_CONTEXT_EXPIRED", (await shared.Stand.AskAsync(Signed(create))).Error);
    }

    [Fact]
    [Trait("Trap", "39")]
    public async Task Alipay_makes_both_numbers_of_a_static_codes_trade()
    {
        var stand = shared.Stand;
        var trade = await stand.PayAsync(await stand.CodeAsync());
        var ours = await stand.OutTradeNoAsync(trade);
        Assert.Matches("^[0-9]{28}$", trade);
        Assert.Matches("^[0-9]{28}$", ours);
        Assert.NotEqual(trade, ours);
        Assert.Equal(trade, (await stand.AskAsync(Signed(QueryOf("", ours)))).Fields["alipay_trans_id"]);
        Assert.Equal(HttpStatusCode.OK, (await stand.SendAsync(Signed(QueryOf(trade, "another")))).StatusCode);
        Assert.Equal(ours, (await stand.AskAsync(Signed(QueryOf(trade, "another")))).Fields["partner_trans_id"]);
    }
}
