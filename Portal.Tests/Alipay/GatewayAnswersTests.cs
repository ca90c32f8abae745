using System.Text;
using Portal.Domain.Gateway;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Tests.TestKit;

namespace Portal.Tests.Alipay;

/// <summary>The real adapter over real HTTP: what is done, what is refused.</summary>
public sealed class GatewayAnswersTests
{
    public static TheoryData<SignAlgorithm> Algorithms() => [.. Enum.GetValues<SignAlgorithm>()];

    [Theory]
    [Trait("Row", "trap 4")]
    [Trait("Row", "trap 16")]
    [MemberData(nameof(Algorithms))]
    [Trait("Row", "trap 14")]
    public async Task A_code_is_asked_for_with_a_right_signature_and_given(SignAlgorithm algorithm)
    {
        await using var stand = await GatewayStand.StartAsync(algorithm);
        stand.Gateway.Answers(AnswerText.Code(stand.Alipay, "https://qr.alipay.com/bax1"));
        Assert.Equal("https://qr.alipay.com/bax1", Assert.IsType<GatewayAnswer<CreatedCode>.Done>(await stand.CreateAsync()).Value.Text);
        var request = Assert.Single(stand.Gateway.Received);
        Assert.True(request.IsSignedFor(stand.Alipay));
        Assert.Equal(("POST", "alipay.commerce.qrcode.create", "UTF-8"), (request.Method, request.Service, request.Parameters["_input_charset"]));
        Assert.Equal("2026-03-01 12:00:00", request.Parameters["timestamp"]);                  // noon in GMT+8, whatever the shop's zone
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task A_code_is_asked_for_with_a_right_signature_and_given_control(SignAlgorithm algorithm)
    {
        await using var stand = await GatewayStand.StartAsync(algorithm);
        stand.Gateway.Answers(AnswerText.Code(stand.Alipay));
        await stand.CreateAsync();
        Assert.False(stand.Gateway.Received[0].IsSignedFor(stand.Alipay.Stranger()));
    }

    [Fact]
    [Trait("Row", "trap 2")]
    [Trait("Row", "trap 7")]
    [Trait("Row", "trap 8")]
    public async Task What_is_signed_is_what_is_sent_chinese_and_all()
    {
        await using var stand = await GatewayStand.StartAsync(SignAlgorithm.Md5);
        stand.Gateway.Answers(AnswerText.Code(stand.Alipay));
        await stand.CreateAsync(storeName: "北京小馆 尖沙咀店 3/F & G/F +%41 🍜");
        var request = stand.Gateway.Received[0];
        Assert.True(request.IsSignedFor(stand.Alipay));
        Assert.Contains("\"store_name\":\"北京小馆 尖沙咀店 3/F & G/F +%41 ", request.Parameters["biz_data"], StringComparison.Ordinal);
        Assert.Contains("\"passback_parameters\":{\"code\":\"0123456789abcdef\"}", request.Parameters["biz_data"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_store_name_is_cut_between_characters()
    {
        await using var stand = await GatewayStand.StartAsync(SignAlgorithm.Md5);
        stand.Gateway.Answers(AnswerText.Code(stand.Alipay));
        await stand.CreateAsync(storeName: new string('a', 63) + "🍜");
        using var sent = System.Text.Json.JsonDocument.Parse(stand.Gateway.Received[0].Parameters["biz_data"]);
        Assert.Equal(new string('a', 63), sent.RootElement.GetProperty("store_name").GetString());
    }

    [Theory]
    [Trait("Row", "trap 37")]
    [MemberData(nameof(Algorithms))]
    public async Task A_trade_is_asked_for_by_both_numbers_and_reported(SignAlgorithm algorithm)
    {
        await using var stand = await GatewayStand.StartAsync(algorithm);
        stand.Gateway.Answers(stand.Trade());
        var report = Assert.IsType<GatewayAnswer<TradeReport>.Done>(await stand.QueryAsync()).Value;
        Assert.Equal((TradeState.Paid, 8880L, true, Given.Noon, 8010L, false), (report.State, report.Amount?.MinorUnits, report.CurrencyAgrees, report.PaidAt, report.AmountCny?.MinorUnits, report.Refunded));
        var request = Assert.Single(stand.Gateway.Received);
        Assert.True(request.IsSignedFor(stand.Alipay));
        Assert.Equal((GatewayStand.TradeNo, GatewayStand.OutTradeNo), (request.Parameters["alipay_trans_id"], request.Parameters["partner_trans_id"]));
    }

    [Theory]
    [Trait("Row", "trap 22")]
    [InlineData("TRADE_SUCCESS", TradeState.Paid)]
    [InlineData("TRADE_FINISHED", TradeState.Paid)]
    [InlineData("TRADE_CLOSED", TradeState.Closed)]
    [InlineData("WAIT_BUYER_PAY", TradeState.Waiting)]
    [InlineData("TRADE_PENDING", TradeState.Waiting)]
    public async Task Each_word_of_the_gateway_has_its_meaning(string word, TradeState state)
    {
        await using var stand = await GatewayStand.StartAsync(SignAlgorithm.Md5);
        stand.Gateway.Answers(stand.Trade(word));
        Assert.Equal(state, Assert.IsType<GatewayAnswer<TradeReport>.Done>(await stand.QueryAsync()).Value.State);
    }

    [Fact]
    public async Task A_refund_by_whomever_and_another_currency_are_told()
    {
        await using var stand = await GatewayStand.StartAsync(SignAlgorithm.Md5);
        stand.Gateway.Answers(stand.Trade(changes: [("refund_amount_cny", "1.00"), ("currency", "USD"), ("trans_amount", "8.8e1")]));
        var report = Assert.IsType<GatewayAnswer<TradeReport>.Done>(await stand.QueryAsync()).Value;
        Assert.True(report.Refunded);
        Assert.False(report.CurrencyAgrees);
        Assert.Null(report.Amount);
    }

    [Theory]
    [InlineData("100000000.00", 10_000_000_000L)]
    [InlineData("0.00", null)]
    public async Task The_amount_is_the_trades_and_zero_is_none(string text, long? minor)
    {
        await using var stand = await GatewayStand.StartAsync(SignAlgorithm.Md5);
        stand.Gateway.Answers(stand.Trade(changes: [("trans_amount", text)]));
        Assert.Equal(minor, Assert.IsType<GatewayAnswer<TradeReport>.Done>(await stand.QueryAsync()).Value.Amount?.MinorUnits);
    }

    [Theory]
    [InlineData("trans_amount", "100000000.01")]
    [InlineData("trans_amount", "999999999999999")]
    [InlineData("trans_amount", "99999999999999999999999999")]
    [InlineData("trans_amount", "-88.80")]
    [InlineData("trans_amount", "88.805")]
    [InlineData("trans_amount", "8,880")]
    [InlineData("trans_amount", "８８.８０")]
    [InlineData("refund_amount_cny", "many")]
    [InlineData("refund_amount_cny", "-1.00")]
    public async Task An_amount_that_no_trade_can_have_makes_the_answer_one_that_is_not_known(string field, string text)
    {
        await using var stand = await GatewayStand.StartAsync(SignAlgorithm.Md5);
        stand.Gateway.Answers(stand.Trade(changes: [(field, text)]));
        var doubt = Assert.IsType<GatewayAnswer<TradeReport>.NotKnown>(await stand.QueryAsync());
        Assert.Equal(("bad_amount", true), (doubt.Why, doubt.IsUntrusted));
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("0", false)]
    [InlineData("0.00", false)]
    [InlineData("0.01", true)]
    public async Task What_was_given_back_counts(string? text, bool refunded)
    {
        await using var stand = await GatewayStand.StartAsync(SignAlgorithm.Md5);
        stand.Gateway.Answers(stand.Trade(changes: [("refund_amount_cny", text)]));
        Assert.Equal(refunded, Assert.IsType<GatewayAnswer<TradeReport>.Done>(await stand.QueryAsync()).Value.Refunded);
    }

    [Theory]
    [Trait("Row", "trap 23")]
    [InlineData("error", "TRADE_NOT_EXIST", "FAIL")]
    [InlineData("detail_error_code", "TRANS_NOT_FOUND", "FAILED")]
    [InlineData("error", "PURCHASE_TRADE_NOT_EXIST", "FAIL")]
    public async Task Not_found_is_told_in_each_of_its_spellings(string field, string code, string result)
    {
        await using var stand = await GatewayStand.StartAsync(SignAlgorithm.Md5);
        stand.Gateway.Answers(AnswerText.Of(stand.Alipay, (field, code), ("result_code", result)));
        Assert.Equal(TradeState.NotFound, Assert.IsType<GatewayAnswer<TradeReport>.Done>(await stand.QueryAsync()).Value.State);
    }

    [Theory]
    [InlineData("TRADE_NOT_EXIST", "SYSTEM_ERROR")]
    [InlineData("SYSTEM_ERROR", "TRADE_NOT_EXIST")]
    [Trait("Row", "trap 23")]
    public async Task Not_found_beside_a_doubt_is_a_doubt(string error, string detail)
    {
        await using var stand = await GatewayStand.StartAsync(SignAlgorithm.Md5);
        stand.Gateway.Answers(AnswerText.Of(stand.Alipay, ("detail_error_code", detail), ("error", error), ("result_code", "FAIL")));
        Assert.Equal(new GatewayAnswer<TradeReport>.NotKnown("SYSTEM_ERROR"), await stand.QueryAsync());
    }

    [Fact]
    public async Task A_query_that_the_contract_forbids_is_a_matter_of_configuration_and_other_failures_say_nothing()
    {
        await using var stand = await GatewayStand.StartAsync(SignAlgorithm.Md5);
        stand.Gateway.Answers(
            AnswerText.Of(stand.Alipay, ("error", "ACCESS_FORBIDDEN"), ("result_code", "FAIL")), AnswerText.Of(stand.Alipay, ("error", "INVALID_PARAMETER"), ("result_code", "FAIL")));
        Assert.Equal(new GatewayAnswer<TradeReport>.Refused("ACCESS_FORBIDDEN", GatewayAdvice.Configuration), await stand.QueryAsync());
        Assert.Equal(new GatewayAnswer<TradeReport>.NotKnown("INVALID_PARAMETER"), await stand.QueryAsync());
    }

    [Fact]
    public async Task A_not_found_that_names_another_trade_is_not_believed()
    {
        await using var stand = await GatewayStand.StartAsync(SignAlgorithm.Md5);
        stand.Gateway.Answers(AnswerText.Of(stand.Alipay, ("error", "TRADE_NOT_EXIST"), ("partner_trans_id", "2026030122001400000000000002"), ("result_code", "FAIL")));
        Assert.Equal(new GatewayAnswer<TradeReport>.NotKnown("other_id", IsUntrusted: true), await stand.QueryAsync());
    }

    [Theory]
    [InlineData("ILLEGAL_SIGN", true)]
    [InlineData("EXTERFACE_INVOKE_CONTEXT_EXPIRED", true)]
    [InlineData("ILLEGAL_ARGUMENT", false)]
    public async Task A_definite_refusal_is_refused_signed_or_not(string code, bool isConfiguration)
    {
        await using var stand = await GatewayStand.StartAsync(SignAlgorithm.Md5);
        foreach (var answer in new[] { AnswerText.Refusal(code), AnswerText.SignedRefusal(code, stand.Alipay) })
        {
            stand.Gateway.Answers(answer);
            var created = Assert.IsType<GatewayAnswer<CreatedCode>.Refused>(await stand.CreateAsync());
            Assert.Equal((code, isConfiguration), (created.Code, created.IsConfiguration));
            var queried = Assert.IsType<GatewayAnswer<TradeReport>.Refused>(await stand.QueryAsync());
            Assert.Equal((code, isConfiguration), (queried.Code, queried.IsConfiguration));
        }
    }

    [Fact]
    [Trait("Row", "trap 6")]
    public async Task An_answer_in_gbk_is_verified_over_its_own_bytes()
    {
        await using var stand = await GatewayStand.StartAsync(SignAlgorithm.Md5);
        Assert.True(Infrastructure.Alipay.Signing.WireCharset.TryGet("GBK", out var gbk));
        var fields = AnswerText.TradeFields(GatewayStand.TradeNo, GatewayStand.OutTradeNo, "TRADE_SUCCESS", ("alipay_buyer_login_id", "小***")).ToArray();
        var text = Infrastructure.Alipay.Signing.StringToSign.Of(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        var document = AnswerText.Document(fields, stand.Alipay.Signer.Sign(gbk.GetBytes(text)), "MD5").Replace("utf-8", "GBK", StringComparison.Ordinal);
        stand.Gateway.Reply = Replies.Bytes(gbk.GetBytes(document), "text/xml;charset=UTF-8");
        Assert.Equal("小***", Assert.IsType<GatewayAnswer<TradeReport>.Done>(await stand.QueryAsync()).Value.BuyerLogin);
    }
}
