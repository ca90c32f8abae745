using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using System.Text;
using Portal.Domain.Gateway;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Infrastructure.Alipay;
using Portal.Infrastructure.Alipay.Wire;
using Portal.Tests.TestKit;

namespace Portal.Tests.Alipay;

/// <summary>Whatever is in doubt is "not known", never a no: a customer's money may have moved.</summary>
public sealed class GatewayDoubtsTests
{
    /// <summary>Of real time: a deadline that the moved clock does not end would end by another one much later.</summary>
    private static readonly TimeSpan s_atOnce = TimeSpan.FromSeconds(10);

    private static GatewayAnswer<T>.NotKnown Doubt<T>(GatewayAnswer<T> answer) => Assert.IsType<GatewayAnswer<T>.NotKnown>(answer);

    [Theory]
    [Trait("Row", "7.5 gateway answers HTML, 502, cut XML")]
    [Trait("Row", "G-06")]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(429)]
    [InlineData(404)]
    [InlineData(204)]
    public async Task Any_status_but_200_is_not_known(int status)
    {
        await using var stand = await GatewayStand.StartAsync(SignAlgorithm.Md5);
        stand.Gateway.Reply = Replies.Status(status);
        Assert.Equal($"http_{status}", Doubt(await stand.QueryAsync()).Why);
        Assert.Equal($"http_{status}", Doubt(await stand.CreateAsync()).Why);
        Assert.Equal(2, stand.Gateway.Received.Count);                         // and nothing was repeated behind our back
    }

    [Fact]
    [Trait("Row", "G-11")]
    public async Task A_redirect_is_not_followed()
    {
        await using var stand = await GatewayStand.StartAsync(SignAlgorithm.Md5);
        await using var elsewhere = await ScriptedGateway.StartAsync();
        elsewhere.Answers(stand.Trade());
        stand.Gateway.Reply = Replies.Redirect(elsewhere.Address);
        Assert.Equal("http_302", Doubt(await stand.QueryAsync()).Why);
        Assert.Empty(elsewhere.Received);
    }

    [Theory]
    [Trait("Row", "7.5 gateway answers HTML, 502, cut XML")]
    [Trait("Row", "G-06")]
    [InlineData("")]
    [InlineData("<html><body>Welcome</body></html>")]
    [InlineData("success")]
    [InlineData("""<?xml version="1.0" encoding="utf-8"?><alipay><is_success>T</is_success><response><alipay><result_code>SUCC""")]
    public async Task What_is_no_whole_document_is_not_known(string body)
    {
        await using var stand = await GatewayStand.StartAsync(SignAlgorithm.Md5);
        stand.Gateway.Reply = Replies.Xml(body);
        Assert.Equal("not_xml", Doubt(await stand.QueryAsync()).Why);
    }

    [Fact]
    [Trait("Row", "G-09")]
    public async Task An_answer_of_more_than_64_KiB_is_not_known()
    {
        await using var stand = await GatewayStand.StartAsync(SignAlgorithm.Md5);
        stand.Gateway.Answers(stand.Trade(changes: [("padding", new string('x', SafeXml.MaxBytes))]));
        Assert.Equal("not_xml", Doubt(await stand.QueryAsync()).Why);
    }

    public static TheoryData<SignAlgorithm> Algorithms() => [.. Enum.GetValues<SignAlgorithm>()];

    [Theory]
    [Trait("Row", "7.5 response signature wrong")]
    [Trait("Row", "G-07")]
    [Trait("Row", "trap 12")]
    [MemberData(nameof(Algorithms))]
    public async Task A_missing_wrong_or_strange_signature_is_not_known_and_wants_an_alarm(SignAlgorithm algorithm)
    {
        await using var stand = await GatewayStand.StartAsync(algorithm);
        var fields = AnswerText.TradeFields(GatewayStand.TradeNo, GatewayStand.OutTradeNo, "TRADE_SUCCESS").ToArray();
        var otherType = algorithm == SignAlgorithm.Md5 ? AlipaySide.Rsa2 : AlipaySide.Md5;
        foreach (var (answer, why) in new[]
        {
            (AnswerText.Document(fields, null, null), "no_sign"),
            (AnswerText.Document(fields, null, stand.Alipay.SignType), "no_sign"),
            (AnswerText.Document(fields, "", stand.Alipay.SignType), "bad_sign"),
            (AnswerText.Document(fields, "AAAA", stand.Alipay.SignType), "bad_sign"),
            (stand.Trade().Replace("88.80", "88.90", StringComparison.Ordinal), "bad_sign"),
            (AnswerText.Of(stand.Alipay.Stranger(), fields), "bad_sign"),
            (AnswerText.Of(otherType, fields), "bad_sign"),
            (stand.Trade().Replace($"<sign_type>{stand.Alipay.SignType}</sign_type>", "", StringComparison.Ordinal), "bad_sign"),
            (AnswerText.SignedRefusal("ILLEGAL_ARGUMENT", stand.Alipay.Stranger()), "bad_sign"),
        })
        {
            stand.Gateway.Answers(answer);
            var doubt = Doubt(await stand.QueryAsync());
            Assert.Equal((why, true), (doubt.Why, doubt.IsUntrusted));
        }
    }

    [Theory]
    [Trait("Row", "7.5 response for another id")]
    [Trait("Row", "G-07")]
    [InlineData("alipay_trans_id", "2026030122001400001400000002")]
    [InlineData("alipay_trans_id", null)]
    [InlineData("partner_trans_id", "2026030122001400000000000002")]
    public async Task A_right_answer_to_another_question_is_not_known_and_wants_an_alarm(string field, string? value)
    {
        await using var stand = await GatewayStand.StartAsync(SignAlgorithm.Rsa2);
        stand.Gateway.Answers(stand.Trade(changes: [(field, value)]));
        var doubt = Doubt(await stand.QueryAsync());
        Assert.Equal(("other_id", true), (doubt.Why, doubt.IsUntrusted));
    }

    [Theory]
    [Trait("Row", "7.5 query: UNKNOW or time-out")]
    [Trait("Row", "G-08")]
    [Trait("Row", "trap 19")]
    [Trait("Row", "trap 20")]
    [InlineData("UNKNOW")]
    [InlineData("UNKNOWN")]
    [InlineData("success")]
    [InlineData("SOMETHING_NEW")]
    [InlineData(null)]
    public async Task Any_result_but_the_listed_ones_is_not_known(string? result)
    {
        await using var stand = await GatewayStand.StartAsync(SignAlgorithm.Md5);
        stand.Gateway.Answers(stand.Trade(changes: [("result_code", result)]));
        Assert.Equal("unknow", Doubt(await stand.QueryAsync()).Why);
    }

    [Theory]
    [Trait("Row", "G-08")]
    [Trait("Row", "trap 23")]
    [InlineData("FAIL")]
    [InlineData("FAILED")]
    public async Task A_failed_query_says_nothing_of_the_payment(string result)
    {
        await using var stand = await GatewayStand.StartAsync(SignAlgorithm.Md5);
        stand.Gateway.Answers(AnswerText.Of(stand.Alipay, ("error", "SYSTEM_ERROR"), ("result_code", result)));
        Assert.Equal("SYSTEM_ERROR", Doubt(await stand.QueryAsync()).Why);
    }

    [Theory]
    [InlineData("SYSTEM_ERROR")]
    [InlineData("SESSION_TIMEOUT")]
    public async Task A_refusal_that_may_hide_an_execution_is_not_known(string code)
    {
        await using var stand = await GatewayStand.StartAsync(SignAlgorithm.Md5);
        stand.Gateway.Answers(AnswerText.Refusal(code));
        Assert.Equal(code, Doubt(await stand.CreateAsync()).Why);
        stand.Gateway.Answers("<alipay><is_success>F</is_success></alipay>");
        Assert.Equal("no_code", Doubt(await stand.CreateAsync()).Why);
    }

    [Fact]
    public async Task A_state_that_nobody_knows_or_no_code_text_is_not_known()
    {
        await using var stand = await GatewayStand.StartAsync(SignAlgorithm.Md5);
        stand.Gateway.Answers(stand.Trade("TRADE_TELEPORTED"));
        Assert.Equal("no_state", Doubt(await stand.QueryAsync()).Why);
        stand.Gateway.Answers(AnswerText.Of(stand.Alipay, ("qrcode_img_url", "https://x.example")));
        Assert.Equal("no_code_text", Doubt(await stand.CreateAsync()).Why);
    }

    [Theory]
    [Trait("Row", "7.5 query: UNKNOW or time-out")]
    [Trait("Row", "G-03")]
    [InlineData(Caller.Person, 10)]
    [InlineData(Caller.Job, 15)]
    public async Task Silence_ends_at_the_deadline_of_who_waits(Caller caller, int seconds)
    {
        await using var stand = await GatewayStand.StartAsync(SignAlgorithm.Md5);
        var asked = new TaskCompletionSource();
        stand.Gateway.Reply = async (request, http) =>
        {
            asked.SetResult();
            await Replies.Silence(request, http);
        };
        var answer = stand.QueryAsync(caller);
        await asked.Task;
        stand.Portal.Clock.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromMilliseconds(1));
        Assert.False(answer.IsCompleted);
        stand.Portal.Clock.Advance(TimeSpan.FromMilliseconds(1));
        var doubt = Doubt(await answer.WaitAsync(s_atOnce));
        Assert.Equal(("time_out", false), (doubt.Why, doubt.SurelyNotSent));
    }

    [Fact]
    [Trait("Row", "G-09")]
    public async Task A_dripping_answer_ends_at_the_deadline_too()
    {
        await using var stand = await GatewayStand.StartAsync(SignAlgorithm.Md5);
        var begun = new TaskCompletionSource();
        stand.Gateway.Reply = async (request, http) =>
        {
            await http.Response.WriteAsync("<alipay>");
            await http.Response.Body.FlushAsync();
            begun.SetResult();
            await Replies.Silence(request, http);
        };
        var answer = stand.QueryAsync();
        await begun.Task;
        stand.Portal.Clock.Advance(TimeSpan.FromSeconds(15));
        Assert.Contains(Doubt(await answer.WaitAsync(s_atOnce)).Why, (string[])["never_ends", "time_out"]);      // whether the first bytes were read yet
    }

    [Fact]
    [Trait("Row", "G-04")]
    public async Task A_cut_connection_may_have_carried_the_request()
    {
        await using var stand = await GatewayStand.StartAsync(SignAlgorithm.Md5);
        stand.Gateway.Reply = Replies.Cut;
        var doubt = Doubt(await stand.CreateAsync());
        Assert.Equal(("cut_off", false), (doubt.Why, doubt.SurelyNotSent));
    }

    [Fact]
    [Trait("Row", "G-01")]
    public async Task A_refused_connection_surely_carried_nothing()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        await using var stand = await GatewayStand.StartAsync(SignAlgorithm.Md5, $"http://127.0.0.1:{port}/gateway.do");
        var doubt = Doubt(await stand.CreateAsync());
        Assert.Equal(("connect", true), (doubt.Why, doubt.SurelyNotSent));
    }

    [Fact]
    public void Only_allowed_hosts_are_called()
    {
        var production = new GatewayOptions();
        Assert.True(production.Allows(new Uri("https://globalmapi.alipay.com/gateway.do")));
        foreach (var address in new[]
        {
            "http://globalmapi.alipay.com/gateway.do", "https://globalmapi.alipay.com.evil.example/gateway.do", "https://globalmapi.alipay.com:8443/gateway.do",
            "https://x@globalmapi.alipay.com/gateway.do", "https://globalmapi.alipay.com/gateway.do?x=1", "https://127.0.0.1/gateway.do", "http://169.254.169.254/",
            "file:///etc/passwd", "http://[::1]/gateway.do",
        })
        {
            Assert.False(production.Allows(new Uri(address)), address);
        }
        Assert.True(new GatewayOptions { AllowLoopback = true }.Allows(new Uri("http://127.0.0.1:5090/gateway.do")));
    }
}
