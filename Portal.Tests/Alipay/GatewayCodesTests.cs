using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using Portal.Domain.Gateway;
using Portal.Domain.Tenants;
using Portal.Infrastructure.Alipay;
using Portal.Tests.TestKit;
using Portal.Web.Composition;

namespace Portal.Tests.Alipay;

/// <summary>The table of codes, class by class, over real HTTP: a refund that fails with the code, and a call that the gateway itself refuses.</summary>
public sealed partial class GatewayCodesTests
{
    /// <summary>Written down from PROTOCOL 3.10 a second time, so that a slip in the product's table shows.</summary>
    public static TheoryData<string, string, string> Classes() => new()
    {
        { "fix input", "G", "ILLEGAL_ARGUMENT ILLEGAL_SERVICE ILLEGAL_CHARSET INVALID_CHARACTER_SET ILLEGAL_NUMBER_FORMAT ILLEGAL_MONEY_FORMAT ILLEGAL_DATA_FORMAT ILLEGAL_LENGTH REGEXP_MATCH_FAIL PARAMTER_IS_NULL" },
        { "configuration", "G", "ILLEGAL_SIGN ILLEGAL_SIGN_TYPE ILLEGAL_DYN_MD5_KEY ILLEGAL_ENCRYPT ILLEGAL_PARTNER ILLEGAL_USER ILLEGAL_EXTERFACE ILLEGAL_PARTNER_EXTERFACE ILLEGAL_SECURITY_PROFILE ILLEGAL_AGENT ILLEGAL_CLIENT_IP HAS_NO_PRIVILEGE HAS_NO_PUBLICKEY ILLEGAL_ACCESS_SWITCH_SYSTEM ILLEGAL_TARGET_SERVICE EXTERFACE_IS_CLOSED ILLEGAL_REQUEST_REFERER EXTERFACE_INVOKE_CONTEXT_EXPIRED" },
        { "not known", "G", "SYSTEM_ERROR ERROR SESSION_TIMEOUT" },
        { "not known", "B", "DISCORDANT_REPEAT_REQUEST REPEATED_REFUNDMENT_REQUEST REFUND_CHARGE_ERROR" },
        { "query", "B", "TRADE_NOT_EXIST TRANS_NOT_FOUND PURCHASE_TRADE_NOT_EXIST TRADE_HAS_SUCCESS TRADE_STATUS_ERROR REASON_TRADE_STATUS_INVALID REASON_ILLEGAL_STATUS REASON_TRADE_REFUND_FEE_ERR" },
        { "refund", "B", "TRADE_CANCEL_TIME_OUT CANCEL_NOT_ALLOWED" },
        { "top up", "B", "SELLER_BALANCE_NOT_ENOUGH MERCHANT_BALANCE_NOT_ENOUGH" },
        { "ask Alipay", "B", "REASON_TRADE_BEEN_FREEZEN" },
        { "configuration", "B", "ACCESS_FORBIDDEN" },
        { "fix input", "B", "INVALID_PARAMETER RETURN_AMOUNT_EXCEED REFUND_AMT_RESTRICTION REQUEST_AMOUNT_EXCEED REFUND_AMT_NOT_EQUAL_TOTAL CURRENCY_NOT_SAME EXIST_FORBIDDEN_WORD" },
        { "give up", "B", "TRADE_HAS_CLOSE TRADE_HAS_CLOSED TRADE_HAS_FINISHED REFUNDMENT_VALID_DATE_EXCEED TRADE_NOT_ALLOW_REFUND SELLER_NOT_EXIST BUYER_NOT_EXIST BUYER_ENABLE_STATUS_FORBID BUYER_ERROR BUYER_SELLER_EQUAL TRADE_BUYER_NOT_MATCH BEYOND_PAY_RESTRICTION BUYER_BALANCE_NOT_ENOUGH" },
    };

    private static readonly Dictionary<string, GatewayAdvice> s_advice = new()
    {
        ["fix input"] = GatewayAdvice.FixInput,
        ["configuration"] = GatewayAdvice.Configuration,
        ["query"] = GatewayAdvice.Query,
        ["refund"] = GatewayAdvice.Refund,
        ["top up"] = GatewayAdvice.TopUp,
        ["ask Alipay"] = GatewayAdvice.AskProvider,
        ["give up"] = GatewayAdvice.GiveUp,
    };

    [Theory]
    [MemberData(nameof(Classes))]
    [Trait("Row", "G-08")]
    public async Task G_08_a_failed_refund_means_what_its_class_says(string meaning, string level, string codes)
    {
        Assert.NotEmpty(level);
        await using var stand = await GatewayStand.StartAsync(SignAlgorithm.Md5);
        foreach (var code in codes.Split(' '))
        {
            stand.Gateway.Answers(AnswerText.Of(stand.Alipay, ("error", code), ("result_code", "FAILED")));
            Is(meaning, code, await stand.RefundAsync());
        }
    }

    [Theory]
    [MemberData(nameof(Classes))]
    public async Task A_refusal_by_the_gateway_counts_where_its_own_checks_say_it_and_never_moves_money_into_doubt_otherwise(string meaning, string level, string codes)
    {
        await using var stand = await GatewayStand.StartAsync(SignAlgorithm.Md5);
        foreach (var code in codes.Split(' '))
        {
            stand.Gateway.Answers(AnswerText.SignedRefusal(code, stand.Alipay));
            Is(level == "G" ? meaning : "not known", code, await stand.RefundAsync());               // what the service alone can know, the gateway does not
            Is(level == "G" ? meaning : "not known", code, await stand.CancelAsync());
            Is(meaning, code, await stand.CreateAsync());
            stand.Gateway.Answers(AnswerText.Refusal(code));
            Is("not known", code, await stand.RefundAsync());                                        // unsigned: no proof of anything
            Assert.Equal(meaning != "not known", Assert.IsType<GatewayAnswer<CancelReport>.NotKnown>(await stand.CancelAsync()).IsUntrusted);
            Is(meaning, code, await stand.CreateAsync());
        }
    }

    [Fact]
    public async Task A_code_that_nobody_listed_is_not_known_where_money_moves_and_a_no_elsewhere()
    {
        await using var stand = await GatewayStand.StartAsync(SignAlgorithm.Md5);
        stand.Gateway.Answers(AnswerText.Of(stand.Alipay, ("error", "SOMETHING_NEW"), ("result_code", "FAILED")));
        Is("not known", "SOMETHING_NEW", await stand.RefundAsync());
        Is("not known", "SOMETHING_NEW", await stand.CancelAsync());
        Is("ask Alipay", "SOMETHING_NEW", await stand.CreateAsync());
        stand.Gateway.Answers(AnswerText.Refusal("SOMETHING_NEW"));
        Is("not known", "SOMETHING_NEW", await stand.RefundAsync());
        Is("ask Alipay", "SOMETHING_NEW", await stand.ModifyAsync());
    }

    [Fact]
    public void The_table_holds_the_listed_codes_and_no_other() =>
        Assert.Equal(Classes().SelectMany(row => row.Data.Item3.Split(' ')).Order(), GatewayCodes.All.Keys.Order());

    [Fact]
    public async Task Every_code_and_every_doubt_has_the_merchants_words()
    {
        Assert.Empty(await MissingWordsAsync(GatewayCodes.All.Keys));
        var doubts = SourceTree.Files("Portal.Infrastructure/Alipay/", ".cs").Where(file => !file.Path.Contains("/Simulator/", StringComparison.Ordinal))
            .SelectMany(file => Doubt().Matches(file.Code)).Select(match => match.Groups[1].Value).Distinct().ToList();
        Assert.Contains("time_out", doubts);
        Assert.Contains("no_state", doubts);
        Assert.Contains("busy", doubts);
        Assert.Empty(await MissingWordsAsync([.. doubts.Select(why => $"doubt.{why}"), "doubt.http", "unlisted", AlipayCall.KeysUnreadable]));
    }

    [Fact]
    public async Task Every_code_and_every_doubt_has_the_merchants_words_control() => Assert.Single(await MissingWordsAsync(["ILLEGAL_SIGN", "ILLEGAL_SIGNS"]));

    [Fact]
    public async Task An_unlisted_code_is_shown_as_it_is_and_any_status_has_one_sentence()
    {
        await using var portal = await PortalFixture.StartAsync();
        var words = portal.Get<IStringLocalizer<GatewayText>>();
        Assert.Contains("SOMETHING_NEW", words.OfCode("SOMETHING_NEW"), StringComparison.Ordinal);
        Assert.Equal(words["doubt.http"].Value, words.OfDoubt("http_502"));
        Assert.Equal(words["SYSTEM_ERROR"].Value, words.OfDoubt("SYSTEM_ERROR"));
    }

    private static async Task<IReadOnlyList<string>> MissingWordsAsync(IEnumerable<string> keys)
    {
        await using var services = new ServiceCollection().AddLogging().AddLocalization().BuildServiceProvider();
        var words = services.GetRequiredService<IStringLocalizer<GatewayText>>();
        return [.. keys.Where(key => words[key].ResourceNotFound)];
    }

    private static void Is<T>(string meaning, string code, GatewayAnswer<T> answer)
    {
        if (meaning == "not known")
        {
            Assert.Equal(code, Assert.IsType<GatewayAnswer<T>.NotKnown>(answer).Why);
            return;
        }
        var refused = Assert.IsType<GatewayAnswer<T>.Refused>(answer);
        Assert.Equal((code, s_advice[meaning]), (refused.Code, refused.Advice));
    }

    [GeneratedRegex("""(?:NotKnown|Doubt|Failed|NotSent)\("([a-z_]+)""")]
    private static partial Regex Doubt();
}
