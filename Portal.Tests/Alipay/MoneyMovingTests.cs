using System.Text;
using Microsoft.Extensions.Options;
using Portal.Domain.Gateway;
using Portal.Domain.Tenants;
using Portal.Infrastructure.Alipay;
using Portal.Infrastructure.Alipay.Signing;
using Portal.Tests.TestKit;

namespace Portal.Tests.Alipay;

/// <summary>Calls that move money, the check of a notification, and the ways a request travels.</summary>
public sealed class MoneyMovingTests
{
    private static readonly (string, string)[] s_cancelled =
        [("action", "refund"), ("out_trade_no", GatewayStand.OutTradeNo), ("result_code", "SUCCESS"), ("trade_no", GatewayStand.TradeNo)];

    private static readonly (string, string)[] s_refunded =
        [("partner_refund_id", GatewayStand.RefundNumber), ("partner_trans_id", GatewayStand.OutTradeNo), ("result_code", "SUCCESS")];

    public static TheoryData<SignAlgorithm> Algorithms() => [.. Enum.GetValues<SignAlgorithm>()];

    [Theory]
    [MemberData(nameof(Algorithms))]
    [Trait("Row", "G-07")]
    [Trait("Row", "trap 12")]
    public async Task G_07_an_unsigned_or_wrongly_signed_answer_is_not_known_and_wants_an_alarm(SignAlgorithm algorithm)
    {
        await using var stand = await GatewayStand.StartAsync(algorithm);
        var otherType = algorithm == SignAlgorithm.Md5 ? AlipaySide.Rsa2 : AlipaySide.Md5;
        foreach (var (made, why) in new (Func<(string, string)[], string>, string)[]
        {
            (fields => AnswerText.Document(fields, null, null), "no_sign"),
            (fields => AnswerText.Document(fields, "AAAA", stand.Alipay.SignType), "bad_sign"),
            (fields => AnswerText.Of(stand.Alipay.Stranger(), fields), "bad_sign"),
            (fields => AnswerText.Of(otherType, fields), "bad_sign"),
            (fields => AnswerText.Of(stand.Alipay, fields).Replace("</result_code>", "</result_code><new>1</new>", StringComparison.Ordinal), "bad_sign"),
        })
        {
            stand.Gateway.Answers(made(s_cancelled), made(s_refunded));
            Assert.Equal(new GatewayAnswer<CancelReport>.NotKnown(why, IsUntrusted: true), await stand.CancelAsync());
            Assert.Equal(new GatewayAnswer<RefundReport>.NotKnown(why, IsUntrusted: true), await stand.RefundAsync());
        }
    }

    [Fact]
    [Trait("Row", "G-07")]
    public async Task G_07_an_unsigned_or_wrongly_signed_answer_is_not_known_and_wants_an_alarm_control()
    {
        await using var stand = await GatewayStand.StartAsync();
        stand.Gateway.Answers(AnswerText.Of(stand.Alipay, s_cancelled), AnswerText.Of(stand.Alipay, s_refunded));
        Assert.IsType<GatewayAnswer<CancelReport>.Done>(await stand.CancelAsync());
        Assert.IsType<GatewayAnswer<RefundReport>.Done>(await stand.RefundAsync());
    }

    [Theory]
    [InlineData("alipay")]
    [InlineData("qrcodeinfo")]
    [InlineData("anything")]
    public async Task The_only_child_of_the_response_counts_whatever_its_name(string node)
    {
        await using var stand = await GatewayStand.StartAsync(SignAlgorithm.Md5);
        stand.Gateway.Answers(AnswerText.Of(stand.Alipay, s_cancelled)
            .Replace("<response><alipay>", $"<response><{node}>", StringComparison.Ordinal).Replace("</alipay></response>", $"</{node}></response>", StringComparison.Ordinal));
        Assert.IsType<GatewayAnswer<CancelReport>.Done>(await stand.CancelAsync());
    }

    [Theory]
    [InlineData("UTF-8")]
    [InlineData("GBK")]
    [InlineData("gb2312")]
    public async Task Answers_are_read_in_the_charset_that_they_declare(string charset)
    {
        await using var stand = await GatewayStand.StartAsync(SignAlgorithm.Rsa2);
        Assert.True(WireCharset.TryGet(charset, out var encoding));
        (string, string)[] fields = [.. s_refunded, ("remark", "退款完成")];
        var signed = StringToSign.Of(fields.Select(field => KeyValuePair.Create(field.Item1, field.Item2)));
        var document = AnswerText.Document(fields, stand.Alipay.Signer.Sign(encoding.GetBytes(signed)), "RSA2").Replace("utf-8", charset, StringComparison.Ordinal);
        stand.Gateway.Reply = Replies.Bytes(encoding.GetBytes(document), "text/xml;charset=UTF-8");
        Assert.IsType<GatewayAnswer<RefundReport>.Done>(await stand.RefundAsync());
        Assert.Equal("UTF-8", stand.Gateway.Received[0].Parameters["_input_charset"]);                 // ours are UTF-8, whatever comes back
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    [Trait("Row", "trap 2")]
    [Trait("Row", "trap 4")]
    [Trait("Row", "trap 7")]
    public async Task The_same_request_travels_by_get_as_by_post(SignAlgorithm algorithm)
    {
        await using var stand = await GatewayStand.StartAsync(algorithm);
        const string Reason = "顾客 +%41 & a=b \"quoted\" 🍜 ";
        await stand.RefundAsync(reason: Reason);
        await stand.CreateAsync(storeName: Reason);
        stand.Portal.Get<IOptions<GatewayOptions>>().Value.Method = GatewayMethod.Get;
        await stand.RefundAsync(reason: Reason);
        await stand.CreateAsync(storeName: Reason);
        var received = stand.Gateway.Received;
        Assert.Equal(["POST", "POST", "GET", "GET"], received.Select(request => request.Method));
        Assert.All(received, request => Assert.True(request.IsSignedFor(stand.Alipay)));
        Assert.Equal(received[0].Parameters.OrderBy(pair => pair.Key), received[2].Parameters.OrderBy(pair => pair.Key));
        Assert.Equal(received[1].Parameters.OrderBy(pair => pair.Key), received[3].Parameters.OrderBy(pair => pair.Key));
        Assert.Equal(Reason, received[2].Parameters["refund_reason"]);
    }

    [Fact]
    [Trait("Row", "trap 6")]
    public async Task Half_a_character_is_refused_before_anything_is_sent()
    {
        await using var stand = await GatewayStand.StartAsync(SignAlgorithm.Md5);
        Assert.Equal(new GatewayAnswer<RefundReport>.Refused("INVALID_CHARACTER_SET", GatewayAdvice.FixInput), await stand.RefundAsync(reason: "x\ud83c"));
        Assert.Empty(stand.Gateway.Received);
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("false", false)]
    [Trait("Row", "trap 32")]
    public async Task A_notification_can_be_asked_about(string word, bool isAlipays)
    {
        await using var stand = await GatewayStand.StartAsync(SignAlgorithm.Md5);
        stand.Gateway.Reply = Replies.Bytes(Encoding.ASCII.GetBytes(word), "text/plain");
        Assert.Equal(new GatewayAnswer<bool>.Done(isAlipays), await stand.ConfirmAsync("RqPnCoPT3K9%2Fvwbh3I&x=+y"));
        var request = Assert.Single(stand.Gateway.Received);
        Assert.Equal(("GET", "notify_verify", "RqPnCoPT3K9%2Fvwbh3I&x=+y", stand.Shop.Account.Partner), (request.Method, request.Service, request.Parameters["notify_id"], request.Parameters["partner"]));
    }

    [Fact]
    public async Task Wrong_parameters_of_that_check_are_a_matter_of_settings_and_other_words_mean_nothing()
    {
        await using var stand = await GatewayStand.StartAsync(SignAlgorithm.Md5);
        stand.Gateway.Reply = Replies.Bytes("invalid"u8.ToArray(), "text/plain");
        Assert.Equal(new GatewayAnswer<bool>.Refused("invalid", GatewayAdvice.Configuration), await stand.ConfirmAsync("n-1"));
        stand.Gateway.Reply = Replies.Bytes("<html>true</html>"u8.ToArray(), "text/html");
        Assert.Equal(new GatewayAnswer<bool>.NotKnown("no_word"), await stand.ConfirmAsync("n-1"));
        stand.Gateway.Reply = Replies.Status(503);
        Assert.Equal(new GatewayAnswer<bool>.NotKnown("http_503"), await stand.ConfirmAsync("n-1"));
    }
}
