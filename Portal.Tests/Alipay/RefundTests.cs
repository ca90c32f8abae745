using Portal.Domain.Gateway;
using Portal.Domain.Tenants;
using Portal.Tests.TestKit;

namespace Portal.Tests.Alipay;

/// <summary>The refund call and the question for a refund, over real HTTP.</summary>
public sealed class RefundTests
{
    private static (string, string)[] Answer(params (string Name, string? Value)[] changes)
    {
        var fields = new SortedDictionary<string, string?>(StringComparer.Ordinal)
        {
            ["alipay_trans_id"] = GatewayStand.TradeNo,
            ["currency"] = "HKD",
            ["partner_refund_id"] = GatewayStand.RefundNumber,
            ["partner_trans_id"] = GatewayStand.OutTradeNo,
            ["refund_amount"] = "10.50",
            ["refund_amount_cny"] = "9.47",
            ["result_code"] = "SUCCESS",
        };
        foreach (var (name, value) in changes)
        {
            fields[name] = value;
        }
        return [.. fields.Where(field => field.Value is not null).Select(field => (field.Key, field.Value!))];
    }

    public static TheoryData<SignAlgorithm> Algorithms() => [.. Enum.GetValues<SignAlgorithm>()];

    [Theory]
    [MemberData(nameof(Algorithms))]
    [Trait("Row", "trap 41")]
    public async Task A_refund_at_once_is_asked_for_and_carried_out(SignAlgorithm algorithm)
    {
        await using var stand = await GatewayStand.StartAsync(algorithm);
        stand.Gateway.Answers(AnswerText.Of(stand.Alipay, Answer()));
        var report = Assert.IsType<GatewayAnswer<RefundReport>.Done>(await stand.RefundAsync(reason: "顾客要求退款 + 10% & 更多=是", notifyUrl: "https://pay.example/alipay/notify/x")).Value;
        Assert.Equal((true, true, 947L), (report.IsCarriedOut, report.AmountAgrees, report.AmountCny?.MinorUnits));
        var request = Assert.Single(stand.Gateway.Received);
        Assert.True(request.IsSignedFor(stand.Alipay));
        Assert.Equal(("alipay.acquire.overseas.spot.refund", "R202603010001", "10.50", "HKD"), (request.Service, request.Parameters["partner_refund_id"], request.Parameters["refund_amount"], request.Parameters["currency"]));
        Assert.Equal((GatewayStand.OutTradeNo, GatewayStand.TradeNo, "Y"), (request.Parameters["partner_trans_id"], request.Parameters["alipay_trans_id"], request.Parameters["is_sync"]));
        Assert.Equal("顾客要求退款 + 10% & 更多=是", request.Parameters["refund_reason"]);
        Assert.DoesNotContain("notify_url", request.Parameters.Keys);
    }

    [Fact]
    public async Task A_refund_for_later_is_accepted_only_and_says_where_to_report()
    {
        await using var stand = await GatewayStand.StartAsync(SignAlgorithm.Md5);
        stand.Gateway.Answers(AnswerText.Of(stand.Alipay, Answer()));
        Assert.False(Assert.IsType<GatewayAnswer<RefundReport>.Done>(await stand.RefundAsync(atOnce: false, notifyUrl: "https://pay.example/alipay/notify/x")).Value.IsCarriedOut);
        Assert.Equal(("N", "https://pay.example/alipay/notify/x"), (stand.Gateway.Received[0].Parameters["is_sync"], stand.Gateway.Received[0].Parameters["notify_url"]));
    }

    [Theory]
    [InlineData("1000", "JPY", "1000")]
    [InlineData("10.5", "HKD", "10.50")]
    [InlineData("0.01", "USD", "0.01")]
    [Trait("Row", "trap 34")]
    public async Task Amounts_have_the_decimals_of_their_currency(string amount, string currency, string sent)
    {
        await using var stand = await GatewayStand.StartAsync(SignAlgorithm.Md5);
        await stand.RefundAsync(amount, currency);
        Assert.Equal(sent, stand.Gateway.Received[0].Parameters["refund_amount"]);
    }

    [Fact]
    [Trait("Row", "trap 21")]
    public async Task A_repeated_refund_differs_in_nothing()
    {
        await using var stand = await GatewayStand.StartAsync(SignAlgorithm.Rsa2);
        stand.Gateway.Reply = Replies.Cut;
        Assert.Equal(new GatewayAnswer<RefundReport>.NotKnown("cut_off"), await stand.RefundAsync());
        stand.Portal.Clock.Advance(TimeSpan.FromHours(1));
        stand.Gateway.Answers(AnswerText.Of(stand.Alipay, Answer()));
        Assert.IsType<GatewayAnswer<RefundReport>.Done>(await stand.RefundAsync());
        Assert.Equal(stand.Gateway.Received[0].Parameters.OrderBy(pair => pair.Key), stand.Gateway.Received[1].Parameters.OrderBy(pair => pair.Key));
    }

    [Theory]
    [InlineData("partner_refund_id", "R202603010002")]
    [InlineData("partner_refund_id", null)]
    [InlineData("partner_trans_id", "2026030122001400000000000002")]
    [InlineData("alipay_trans_id", "2026030122001400001400000002")]
    public async Task A_success_for_another_refund_is_not_known_and_wants_an_alarm(string field, string? value)
    {
        await using var stand = await GatewayStand.StartAsync(SignAlgorithm.Md5);
        stand.Gateway.Answers(AnswerText.Of(stand.Alipay, Answer((field, value))));
        Assert.Equal(new GatewayAnswer<RefundReport>.NotKnown("other_id", IsUntrusted: true), await stand.RefundAsync());
    }

    [Theory]
    [InlineData("refund_amount", "10.60")]
    [InlineData("refund_amount", "much")]
    [InlineData("currency", "USD")]
    [Trait("Row", "G-17")]
    public async Task G_17_another_amount_than_asked_for_is_told(string field, string value)
    {
        await using var stand = await GatewayStand.StartAsync(SignAlgorithm.Md5);
        stand.Gateway.Answers(AnswerText.Of(stand.Alipay, Answer((field, value))));
        Assert.False(Assert.IsType<GatewayAnswer<RefundReport>.Done>(await stand.RefundAsync()).Value.AmountAgrees);
    }

    [Theory]
    [InlineData("UNKNOW")]
    [InlineData("UNKNOWN")]
    [InlineData("success")]
    [InlineData(null)]
    [Trait("Row", "trap 19")]
    [Trait("Row", "trap 20")]
    public async Task Any_result_but_the_listed_ones_is_not_known(string? result)
    {
        await using var stand = await GatewayStand.StartAsync(SignAlgorithm.Md5);
        stand.Gateway.Answers(AnswerText.Of(stand.Alipay, Answer(("result_code", result), ("error", "SYSTEM_ERROR"))));
        Assert.Equal(new GatewayAnswer<RefundReport>.NotKnown("unknow"), await stand.RefundAsync());
    }

    [Theory]
    [InlineData("TRADE_HAS_CLOSE", null, "TRADE_HAS_CLOSE", true)]
    [InlineData(null, "TRADE_HAS_CLOSE", "TRADE_HAS_CLOSE", true)]
    [InlineData("INVALID_PARAMETER", "RETURN_AMOUNT_EXCEED", "RETURN_AMOUNT_EXCEED", true)]
    [InlineData("TRADE_HAS_CLOSE", "SYSTEM_ERROR", "SYSTEM_ERROR", false)]
    [InlineData("SYSTEM_ERROR", "TRADE_HAS_CLOSE", "SYSTEM_ERROR", false)]
    [InlineData("TRADE_HAS_CLOSE", "SOMETHING_NEW", "TRADE_HAS_CLOSE", true)]
    [InlineData(null, null, "fail", false)]
    [Trait("Row", "trap 23")]
    public async Task The_reason_is_read_from_both_its_fields_and_a_doubt_in_either_is_a_doubt(string? error, string? detail, string code, bool refused)
    {
        await using var stand = await GatewayStand.StartAsync(SignAlgorithm.Md5);
        var document = AnswerText.Of(stand.Alipay, Answer(("result_code", "FAILED"), ("error", error), ("detail_error_code", detail)));
        stand.Gateway.Answers(document.Replace("<is_success>T</is_success>", "<is_success>T</is_success><error>TRADE_NOT_ALLOW_REFUND</error>", StringComparison.Ordinal));
        var answer = await stand.RefundAsync();                                               // the envelope's own error is not signed and decides nothing
        Assert.Equal(code, refused ? Assert.IsType<GatewayAnswer<RefundReport>.Refused>(answer).Code : Assert.IsType<GatewayAnswer<RefundReport>.NotKnown>(answer).Why);
    }

    [Theory]
    [InlineData("SUCCESS", RefundState.Done)]
    [InlineData("PROCESSING", RefundState.UnderWay)]
    [InlineData("FAIL", RefundState.Failed)]
    public async Task A_refund_is_asked_for_by_its_number(string result, RefundState state)
    {
        await using var stand = await GatewayStand.StartAsync(SignAlgorithm.Rsa2);
        stand.Gateway.Answers(Standing(stand, result));
        Assert.Equal(state, Assert.IsType<GatewayAnswer<RefundStanding>.Done>(await stand.QueryRefundAsync()).Value.State);
        var request = Assert.Single(stand.Gateway.Received);
        Assert.True(request.IsSignedFor(stand.Alipay));
        Assert.Equal(("alipay.acquire.refund.query", GatewayStand.OutTradeNo, GatewayStand.RefundNumber), (request.Service, request.Parameters["out_trade_no"], request.Parameters["out_return_no"]));
    }

    [Theory]
    [InlineData("SUCCESS", "SOMETHING_NEW", GatewayStand.RefundNumber, "unknow", false)]
    [InlineData("FAIL", "SUCCESS", GatewayStand.RefundNumber, "unknow", false)]
    [InlineData("SUCCESS", "SUCCESS", "R202603010002", "other_id", true)]
    public async Task Anything_else_about_a_refund_is_not_known(string response, string result, string number, string why, bool untrusted)
    {
        await using var stand = await GatewayStand.StartAsync(SignAlgorithm.Md5);
        stand.Gateway.Answers(Standing(stand, result, response, number));
        Assert.Equal(new GatewayAnswer<RefundStanding>.NotKnown(why, untrusted), await stand.QueryRefundAsync());
    }

    [Theory]
    [InlineData("FAIL", "TRADE_NOT_EXIST", true)]
    [InlineData("FAILED", "TRANS_NOT_FOUND", true)]
    [InlineData("FAIL", "SYSTEM_ERROR", false)]
    [InlineData("FAIL", "INVALID_PARAMETER", false)]
    [InlineData("FAIL", "SOMETHING_NEW", false)]
    [InlineData("FAIL", null, false)]
    [InlineData("UNKNOW", "TRADE_NOT_EXIST", false)]
    [InlineData("UNKNOW", "SYSTEM_ERROR", false)]
    public async Task A_question_that_failed_says_that_there_is_no_such_refund_only_where_it_says_so(string response, string? code, bool isNotFound)
    {
        await using var stand = await GatewayStand.StartAsync(SignAlgorithm.Md5);
        stand.Gateway.Answers(Standing(stand, null, response, code: code));
        Assert.Equal(
            isNotFound ? new GatewayAnswer<RefundStanding>.Done(new RefundStanding(RefundState.NotFound, null)) : new GatewayAnswer<RefundStanding>.NotKnown("unknow"),
            await stand.QueryRefundAsync());
    }

    [Fact]
    public async Task That_there_is_no_such_refund_is_not_believed_of_another_number()
    {
        await using var stand = await GatewayStand.StartAsync(SignAlgorithm.Md5);
        stand.Gateway.Answers(Standing(stand, null, "FAIL", "R202603010002", "TRADE_NOT_EXIST"));
        Assert.Equal(new GatewayAnswer<RefundStanding>.NotKnown("other_id", IsUntrusted: true), await stand.QueryRefundAsync());
    }

    private static string Standing(GatewayStand stand, string? result, string response = "SUCCESS", string number = GatewayStand.RefundNumber, string? code = null) => AnswerText.Of(
        stand.Alipay, ("out_return_no", number), ("out_trade_no", GatewayStand.OutTradeNo), ("refund_error_code", code ?? ""), ("refund_result_code", result ?? ""), ("response_code", response));
}
