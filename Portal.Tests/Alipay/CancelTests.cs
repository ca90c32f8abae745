using System.Globalization;
using Portal.Domain.Gateway;
using Portal.Domain.Tenants;
using Portal.Tests.TestKit;

namespace Portal.Tests.Alipay;

/// <summary>The cancel call over real HTTP.</summary>
public sealed class CancelTests
{
    private static (string, string)[] Answer(params (string Name, string? Value)[] changes)
    {
        var fields = new SortedDictionary<string, string?>(StringComparer.Ordinal)
        {
            ["action"] = "refund",
            ["out_trade_no"] = GatewayStand.OutTradeNo,
            ["result_code"] = "SUCCESS",
            ["trade_no"] = GatewayStand.TradeNo,
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
    [Trait("Row", "trap 16")]
    public async Task A_cancel_names_both_numbers_and_the_milliseconds(SignAlgorithm algorithm)
    {
        await using var stand = await GatewayStand.StartAsync(algorithm);
        stand.Gateway.Answers(AnswerText.Of(stand.Alipay, Answer()));
        Assert.Equal(CancelEffect.MoneyReturned, Assert.IsType<GatewayAnswer<CancelReport>.Done>(await stand.CancelAsync()).Value.Effect);
        var request = Assert.Single(stand.Gateway.Received);
        Assert.True(request.IsSignedFor(stand.Alipay));
        Assert.Equal(
            ("alipay.acquire.cancel", GatewayStand.OutTradeNo, GatewayStand.TradeNo, Given.Noon.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)),
            (request.Service, request.Parameters["out_trade_no"], request.Parameters["trade_no"], request.Parameters["timestamp"]));
    }

    [Theory]
    [InlineData("close", CancelEffect.Closed)]
    [InlineData("refund", CancelEffect.MoneyReturned)]
    [InlineData(null, CancelEffect.NotSaid)]
    [InlineData("vanish", CancelEffect.NotSaid)]
    public async Task What_was_done_is_told(string? action, CancelEffect effect)
    {
        await using var stand = await GatewayStand.StartAsync(SignAlgorithm.Md5);
        stand.Gateway.Answers(AnswerText.Of(stand.Alipay, Answer(("action", action), ("trade_no", null))));            // a trade that never was has no number at Alipay
        Assert.Equal(effect, Assert.IsType<GatewayAnswer<CancelReport>.Done>(await stand.CancelAsync()).Value.Effect);
    }

    [Theory]
    [InlineData("FAIL", "N", "TRADE_CANCEL_TIME_OUT", true)]
    [InlineData("FAILED", null, "TRADE_HAS_FINISHED", true)]
    [InlineData("FAIL", "N", "SOMETHING_NEW", true)]
    [InlineData("FAIL", null, "SOMETHING_NEW", false)]
    [InlineData("FAIL", "Y", "SELLER_BALANCE_NOT_ENOUGH", false)]
    [InlineData("FAIL", "Y", "TRADE_HAS_FINISHED", false)]
    [InlineData("FAIL", "N", "SYSTEM_ERROR", false)]
    [InlineData("FAIL", "Y", "SYSTEM_ERROR", false)]
    [Trait("Row", "trap 20")]
    public async Task A_failure_is_a_no_only_where_nothing_is_left_to_be_tried(string result, string? retry, string code, bool refused)
    {
        await using var stand = await GatewayStand.StartAsync(SignAlgorithm.Md5);
        stand.Gateway.Answers(AnswerText.Of(stand.Alipay, Answer(("action", null), ("detail_error_code", code), ("result_code", result), ("retry_flag", retry))));
        var answer = await stand.CancelAsync();
        Assert.Equal(code, refused ? Assert.IsType<GatewayAnswer<CancelReport>.Refused>(answer).Code : Assert.IsType<GatewayAnswer<CancelReport>.NotKnown>(answer).Why);
    }

    [Theory]
    [InlineData("out_trade_no", "2026030122001400000000000002")]
    [InlineData("out_trade_no", null)]
    [InlineData("trade_no", "2026030122001400001400000002")]
    public async Task A_success_for_another_trade_is_not_known_and_wants_an_alarm(string field, string? value)
    {
        await using var stand = await GatewayStand.StartAsync(SignAlgorithm.Md5);
        stand.Gateway.Answers(AnswerText.Of(stand.Alipay, Answer((field, value))));
        Assert.Equal(new GatewayAnswer<CancelReport>.NotKnown("other_id", IsUntrusted: true), await stand.CancelAsync());
    }

    [Fact]
    public async Task A_no_for_another_trade_is_not_known_either()
    {
        await using var stand = await GatewayStand.StartAsync(SignAlgorithm.Md5);
        stand.Gateway.Answers(AnswerText.Of(stand.Alipay, Answer(("out_trade_no", "2026030122001400000000000002"), ("result_code", "FAIL"), ("detail_error_code", "TRADE_HAS_FINISHED"))));
        Assert.Equal(new GatewayAnswer<CancelReport>.NotKnown("other_id", IsUntrusted: true), await stand.CancelAsync());
    }
}
