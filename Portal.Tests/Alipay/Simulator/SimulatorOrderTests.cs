using System.Net;
using System.Text;
using Portal.Infrastructure.Alipay.Simulator;
using Portal.Infrastructure.Alipay.Wire;
using static Portal.Tests.Alipay.Simulator.SimulatorStand;

namespace Portal.Tests.Alipay.Simulator;

/// <summary>PROTOCOL 8.1: each step has its code, and of two neighbours the earlier one answers. Spoilt is a cancel, which meets every step.</summary>
public sealed class SimulatorOrderTests
{
    private static readonly (string Step, string Code, Action<Asked> Spoil)[] s_steps =
    [
        ("0 size", "413", asked => asked.More += "&padding=" + new string('a', 65 * 1024)),
        ("1 charset", "ILLEGAL_CHARSET", asked => asked.Parameters["_input_charset"] = "BIG5"),
        ("1 bytes", "INVALID_CHARACTER_SET", asked => asked.More += "&broken=%ff"),
        ("2 twice", "ILLEGAL_ARGUMENT", asked => asked.More += "&partner=2088000000000077"),
        ("3 service", "ILLEGAL_SERVICE", asked => asked.Parameters["service"] = "alipay.acquire.nothing"),
        ("4 partner", "ILLEGAL_PARTNER", asked => asked.Parameters["partner"] = "2088999999999999"),
        ("5 address", "ILLEGAL_CLIENT_IP", asked => asked.Addresses = ["10.9.8.7"]),
        ("6 sign type", "ILLEGAL_SIGN_TYPE", asked => asked.SignType = "md5"),
        ("7 key", "ILLEGAL_SECURITY_PROFILE", asked => asked.HasSecret = false),
        ("8 sign", "ILLEGAL_SIGN", asked => asked.Secret = "another"),
        ("9 contract", "ILLEGAL_PARTNER_EXTERFACE", asked => asked.Services = ["alipay.commerce.qrcode.create"]),
        ("10 time", "EXTERFACE_INVOKE_CONTEXT_EXPIRED", asked => asked.Parameters["timestamp"] = "2020-01-01 00:00:00"),
        ("11 presence", "ILLEGAL_ARGUMENT", asked => asked.Parameters.Remove("out_trade_no")),
        ("12 format", "INVALID_PARAMETER", asked => asked.Parameters["trade_no"] = "short"),
        ("13 business", "TRADE_CANCEL_TIME_OUT", asked => asked.IsLate = true),
        ("14 fault", "500", asked => asked.Fault = "http-500"),
    ];

    public static TheoryData<string, string> Neighbours
    {
        get
        {
            var pairs = new TheoryData<string, string>();
            for (var i = 0; i < s_steps.Length; i++)
            {
                pairs.Add(s_steps[i].Step, s_steps[i].Step);
                // A business refusal is an answer like any other, so a fault of the wire may still spoil it.
                if (i + 1 < s_steps.Length && s_steps[i].Step != "13 business")
                {
                    pairs.Add(s_steps[i].Step, s_steps[i + 1].Step);
                }
            }
            return pairs;
        }
    }

    [Theory]
    [MemberData(nameof(Neighbours))]
    public async Task The_earlier_step_answers(string earlier, string later)
    {
        await using var stand = await StartAsync();
        var asked = new Asked();
        Of(earlier).Spoil(asked);
        if (later != earlier)
        {
            Of(later).Spoil(asked);
        }
        Assert.Equal(Of(earlier).Code, await asked.SendAsync(stand));
    }

    [Fact]
    public async Task The_earlier_step_answers_control()
    {
        await using var stand = await StartAsync();
        Assert.Equal("SUCCESS", await new Asked().SendAsync(stand));
    }

    [Fact]
    public async Task A_format_that_is_wrong_uses_up_no_fault()
    {
        await using var stand = await StartAsync();
        var asked = new Asked { Fault = "http-500" };
        asked.Parameters["trade_no"] = "short";
        Assert.Equal("INVALID_PARAMETER", await asked.SendAsync(stand));
        Assert.Equal(1, (await stand.GetAsync("faults")).GetArrayLength());
    }

    [Fact]
    public async Task A_service_can_be_closed_for_everybody()
    {
        await using var stand = await StartAsync(simulator => simulator.ClosedServices = ["alipay.acquire.cancel"]);
        Assert.Equal("EXTERFACE_IS_CLOSED", await new Asked().SendAsync(stand));
        Assert.Equal("ILLEGAL_SIGN", await new Asked { Secret = "another" }.SendAsync(stand));
    }

    [Fact]
    public async Task Refusals_can_be_signed()
    {
        await using var stand = await StartAsync(simulator => simulator.SignsRefusals = true);
        var answer = await stand.AskAsync(Signed(stand.Create(), "another"));
        Assert.Equal(("ILLEGAL_SIGN", new Portal.Infrastructure.Alipay.Signing.Md5Signature(Secret).Sign("error=ILLEGAL_SIGN"u8), "MD5"), (answer.Error, answer.Sign, answer.SignType));
    }

    [Fact]
    public async Task Settings_spell_UNKNOWN_keep_to_classic_fields_and_answer_in_GBK()
    {
        await using var stand = await StartAsync(simulator => (simulator.Unknown, simulator.ClassicFields, simulator.Charset) = ("UNKNOWN", true, "GBK"));
        var trade = await stand.PayAsync(await stand.CodeAsync());
        var answer = await stand.AskAsync(Signed(QueryOf(trade)));
        Assert.NotEqual(Encoding.UTF8.WebName, answer.Charset.WebName);
        Assert.Equal(
            ["alipay_buyer_login_id", "alipay_buyer_user_id", "alipay_pay_time", "alipay_trans_id", "alipay_trans_status", "currency", "exchange_rate", "out_trade_no", "partner_trans_id", "result_code", "trans_amount"],
            answer.Fields.Keys.Order(StringComparer.Ordinal));
        await stand.FaultAsync("alipay.acquire.overseas.query", "unknow");
        Assert.Equal("UNKNOWN", (await stand.AskAsync(Signed(QueryOf(trade)))).Fields["result_code"]);
    }

    private static (string Step, string Code, Action<Asked> Spoil) Of(string step) => s_steps.Single(found => found.Step == step);

    /// <summary>A good cancel of a trade of today, and everything that can be wrong with it.</summary>
    private sealed class Asked
    {
        public Dictionary<string, string> Parameters { get; } = new() { ["service"] = "alipay.acquire.cancel", ["partner"] = Partner, ["_input_charset"] = "UTF-8", ["out_trade_no"] = "" };

        public string More { get; set; } = "";

        public string SignType { get; set; } = "MD5";

        public string Secret { get; set; } = SimulatorStand.Secret;

        public bool HasSecret { get; set; } = true;

        public bool IsLate { get; set; }

        public string? Fault { get; set; }

        public string[]? Addresses { get; set; }

        public string[]? Services { get; set; }

        public async Task<string> SendAsync(SimulatorStand stand)
        {
            await stand.AtAsync("2026-03-02 12:00:00");
            var trade = await stand.PayAsync(await stand.CodeAsync());
            if (Parameters.ContainsKey("out_trade_no"))
            {
                Parameters["out_trade_no"] = await stand.OutTradeNoAsync(trade);
            }
            await stand.AtAsync(IsLate ? "2026-03-03 12:00:00" : "2026-03-02 12:01:00");
            Parameters.TryAdd("timestamp", WireTimestamp.Text(stand.File.Now));
            var key = NewPublicKey(out var pair);
            pair.Dispose();
            await stand.PostAsync("partners", HasSecret
                ? new { partner = Partner, signType = "MD5", md5Key = SimulatorStand.Secret, publicKey = "", services = Services, addresses = Addresses }
                : new { partner = Partner, signType = "RSA2", md5Key = "", publicKey = key, services = Services, addresses = Addresses });
            if (Fault is not null)
            {
                await stand.FaultAsync("alipay.acquire.cancel", Fault);
            }
            var signed = new Dictionary<string, string>(Signed(Parameters, Secret)) { ["sign_type"] = SignType };
            var body = string.Join('&', signed.Select(pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value)}")) + More;
            using var response = await stand.Http.PostAsync("/simulator/gateway.do", new StringContent(body, Encoding.ASCII, "application/x-www-form-urlencoded"));
            if (response.StatusCode != HttpStatusCode.OK)
            {
                return $"{(int)response.StatusCode}";
            }
            Assert.True(SafeXml.TryRead(await response.Content.ReadAsByteArrayAsync(), null, out var answer));
            return answer.Error ?? answer.Fields.GetValueOrDefault("detail_error_code") ?? answer.Fields["result_code"];
        }
    }
}
