using System.Net;
using System.Text;
using static Portal.Tests.Alipay.Simulator.SimulatorStand;

namespace Portal.Tests.Alipay.Simulator;

/// <summary>The gateway's checks, in the order of PROTOCOL 8.1.</summary>
public sealed class SimulatorStepsTests(SharedSimulator shared) : IClassFixture<SharedSimulator>
{
    [Fact]
    public async Task Each_step_has_its_code_and_an_earlier_one_wins()
    {
        var stand = shared.Stand;
        var good = stand.Create();
        var asked = new Dictionary<string, string>
        {
            ["_input_charset"] = "BIG5", ["service"] = "alipay.nothing", ["partner"] = "2088999999999999", ["sign_type"] = "md5", ["sign"] = "0",
            ["timestamp"] = "yesterday", ["biz_type"] = "", ["biz_data"] = "{}",
        };
        await RefusedAsync("ILLEGAL_CHARSET");
        asked["_input_charset"] = "UTF-8";
        await RefusedAsync("ILLEGAL_SERVICE");
        asked["service"] = "alipay.acquire.overseas.spot.reverse";
        await RefusedAsync("ILLEGAL_PARTNER");
        asked["partner"] = SimulatorStand.Partner;
        await RefusedAsync("ILLEGAL_SIGN_TYPE");
        asked["sign_type"] = "RSA2";
        await RefusedAsync("HAS_NO_PUBLICKEY");
        asked["sign_type"] = "MD5";
        await RefusedAsync("ILLEGAL_SIGN");
        Sign();
        await RefusedAsync("ILLEGAL_PARTNER_EXTERFACE");
        asked["service"] = good["service"];
        Sign();
        await RefusedAsync("ILLEGAL_ARGUMENT");
        asked["timestamp"] = "2020-01-01 00:00:00";
        Sign();
        await RefusedAsync("EXTERFACE_INVOKE_CONTEXT_EXPIRED");
        asked["timestamp"] = good["timestamp"];
        Sign();
        await RefusedAsync("ILLEGAL_ARGUMENT");
        asked["biz_type"] = good["biz_type"];
        Sign();
        await RefusedAsync("ILLEGAL_ARGUMENT");
        asked["biz_data"] = good["biz_data"];
        Sign();
        Assert.True((await stand.AskAsync(asked)).IsSuccess);

        void Sign() => asked = Signed(asked);
        async Task RefusedAsync(string code)
        {
            var answer = await stand.AskAsync(asked);
            Assert.Equal((false, code), (answer.IsSuccess, answer.Error));
        }
    }

    [Fact]
    public async Task Method_size_and_type_come_first()
    {
        var stand = shared.Stand;
        using var put = await stand.Http.PutAsync("/simulator/gateway.do", null);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, put.StatusCode);
        using var large = await stand.Http.PostAsync("/simulator/gateway.do", new StringContent(new string('a', 65 * 1024), Encoding.ASCII, "application/x-www-form-urlencoded"));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.StatusCode);
        using var json = await stand.Http.PostAsync("/simulator/gateway.do", new StringContent("{}", Encoding.ASCII, "application/json"));
        Assert.Contains("<error>ILLEGAL_ARGUMENT</error>", await json.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("service=alipay.commerce.qrcode.create", "ILLEGAL_ARGUMENT")]
    [InlineData("_input_charset=UTF-8&service=x&a=%ff", "INVALID_CHARACTER_SET")]
    [InlineData("_input_charset=UTF-8&service=x&a=1&a=2", "ILLEGAL_ARGUMENT")]
    [InlineData("_input_charset=UTF-8&service=x&a=1&a=1", "ILLEGAL_SERVICE")]
    [InlineData("service=alipay.acquire.overseas.query&partner=1", "ILLEGAL_PARTNER")]
    public async Task The_query_string_is_read_byte_by_byte(string query, string code)
    {
        var stand = shared.Stand;
        var answer = await stand.Http.GetStringAsync($"/simulator/gateway.do?{query}");
        Assert.Contains($"<is_success>F</is_success><error>{code}</error>", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_MD5_signature_needs_a_secret_on_file()
    {
        await using var stand = await SimulatorStand.StartAsync();
        var key = SimulatorStand.NewPublicKey(out var pair);
        pair.Dispose();
        await stand.PostAsync("partners", new { partner = SimulatorStand.Partner, signType = "RSA2", publicKey = key });
        Assert.Equal("ILLEGAL_SECURITY_PROFILE", (await stand.AskAsync(Signed(stand.Create()))).Error);
    }

    [Theory]
    [InlineData(-31, "EXTERFACE_INVOKE_CONTEXT_EXPIRED")]
    [InlineData(31, "EXTERFACE_INVOKE_CONTEXT_EXPIRED")]
    [InlineData(-29, null)]
    public async Task A_timestamp_is_good_for_thirty_minutes(int minutes, string? code)
    {
        await using var stand = await SimulatorStand.StartAsync();
        var create = stand.Create();
        await stand.PostAsync("clock", new { offsetSeconds = -60 * minutes });
        Assert.Equal(code, (await stand.AskAsync(Signed(create))).Error);
    }

    [Theory]
    [InlineData("\"country_code\":\"HK\"", "\"country_code\":\"Hong\"")]
    [InlineData("\"store_id\":\"S-1\"", "\"store_id\":\"S 1\"")]
    [InlineData("\"currency\":\"HKD\"", "\"currency\":\"GBP\"")]
    [InlineData("{\"code\":\"abc\"}", "{\"code\":{\"deep\":\"abc\"}}")]
    [InlineData("\"5812\"", "\"581\"")]
    public async Task Create_refuses_what_breaks_its_format(string good, string bad)
    {
        var stand = shared.Stand;
        var create = stand.Create();
        create["biz_data"] = create["biz_data"].Replace(good, bad, StringComparison.Ordinal);
        Assert.Equal("ILLEGAL_ARGUMENT", (await stand.AskAsync(Signed(create))).Error);
    }
}
