using System.Net;
using Portal.Infrastructure.Alipay.Signing;
using Portal.Infrastructure.Alipay.Wire;
using static Portal.Tests.Alipay.Simulator.SimulatorStand;

namespace Portal.Tests.Alipay.Simulator;

/// <summary>Each fault of the gateway is seen to act, once, and then no more.</summary>
public sealed class SimulatorFaultsTests(SharedSimulator shared) : IClassFixture<SharedSimulator>
{
    private const string Query = "alipay.acquire.overseas.query";
    private const string Create = "alipay.commerce.qrcode.create";

    [Theory]
    [InlineData("http-500", 500, "text/html")]
    [InlineData("http-502", 502, "text/html")]
    [InlineData("http-503", 503, "text/html")]
    [InlineData("html", 200, "text/html")]
    [InlineData("empty", 200, "text/xml")]
    [InlineData("cut-xml", 200, "text/xml")]
    public async Task Spoilt_answers_are_no_answers(string fault, int status, string type)
    {
        var stand = shared.Stand;
        var trade = await stand.PayAsync(await stand.CodeAsync());
        await stand.FaultAsync(Query, fault);
        using var spoilt = await stand.SendAsync(Signed(QueryOf(trade)));
        Assert.Equal((status, type), ((int)spoilt.StatusCode, spoilt.Content.Headers.ContentType!.MediaType));
        Assert.False(SafeXml.TryRead(await spoilt.Content.ReadAsByteArrayAsync(), null, out _));
        Assert.True((await stand.AskAsync(Signed(QueryOf(trade)))).IsSuccess);
    }

    [Theory]
    [InlineData("bad-sign", "MD5")]
    [InlineData("other-key", "MD5")]
    [InlineData("no-sign", null)]
    [InlineData("wrong-sign-type", "RSA")]
    public async Task Spoilt_signatures_do_not_verify(string fault, string? signType)
    {
        var stand = shared.Stand;
        var trade = await stand.PayAsync(await stand.CodeAsync());
        await stand.FaultAsync(Query, fault);
        var answer = await stand.AskAsync(Signed(QueryOf(trade)));
        Assert.Equal(signType, answer.SignType);
        var verifies = answer.Sign is { } sign && new Md5Signature(SimulatorStand.Secret).Verify(WireCharset.Utf8.GetBytes(StringToSign.Of(answer.Fields)), sign);
        Assert.Equal(fault == "wrong-sign-type", verifies);
    }

    [Fact]
    public async Task GBK_is_declared_and_signed_in_its_own_bytes()
    {
        var stand = shared.Stand;
        await stand.FaultAsync(Query, "gbk");
        var answer = await stand.AskAsync(Signed(QueryOf("20260101")));
        Assert.Equal("交易不存在", answer.Fields["detail_error_des"]);
        Assert.NotEqual(WireCharset.Utf8, answer.Charset);
        Assert.True(new Md5Signature(SimulatorStand.Secret).Verify(answer.Charset.GetBytes(StringToSign.Of(answer.Fields)), answer.Sign!));
    }

    [Theory]
    [InlineData("unknow", "result_code", "UNKNOW")]
    [InlineData("not-exist", "error", "TRADE_NOT_EXIST")]
    [InlineData("wait-buyer-pay", "alipay_trans_status", "WAIT_BUYER_PAY")]
    public async Task Query_can_lag_behind(string fault, string field, string value)
    {
        var stand = shared.Stand;
        var trade = await stand.PayAsync(await stand.CodeAsync());
        await stand.FaultAsync(Query, fault, times: 2);
        for (var i = 0; i < 2; i++)
        {
            var fields = (await stand.AskAsync(Signed(QueryOf(trade)))).Fields;
            Assert.Equal(value, fields[field]);
            Assert.False(fields.ContainsKey("alipay_pay_time"));
        }
        Assert.Equal("TRADE_SUCCESS", (await stand.AskAsync(Signed(QueryOf(trade)))).Fields["alipay_trans_status"]);
    }

    [Fact]
    public async Task Create_says_system_error_where_it_does_not_know()
    {
        var stand = shared.Stand;
        await stand.FaultAsync(Create, "unknow");
        Assert.Equal("SYSTEM_ERROR", (await stand.AskAsync(Signed(stand.Create()))).Error);
    }

    [Theory]
    [InlineData("close-before", 0)]
    [InlineData("close-after", 1)]
    [InlineData("delay-before", 0)]
    [InlineData("delay-after", 1)]
    public async Task A_cut_or_late_answer_comes_before_or_after_the_effect(string fault, int codes)
    {
        await using var stand = await SimulatorStand.StartAsync(simulator => simulator.Delay = TimeSpan.FromSeconds(30));
        await stand.FaultAsync(Create, fault);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(fault.StartsWith("close", StringComparison.Ordinal) ? 10 : 1));
        await Assert.ThrowsAnyAsync<Exception>(() => stand.SendAsync(Signed(stand.Create()), patience.Token));
        Assert.Equal(fault.StartsWith("delay", StringComparison.Ordinal), patience.IsCancellationRequested);
        await using var context = stand.File.Open();
        Assert.Equal(codes, context.Codes.Count());
    }

    [Fact]
    public async Task A_delay_is_as_long_as_it_says()
    {
        var stand = shared.Stand;
        await stand.FaultAsync(Create, "delay-before", seconds: 1);
        var started = TimeProvider.System.GetTimestamp();
        Assert.True((await stand.AskAsync(Signed(stand.Create()))).IsSuccess);
        Assert.InRange(TimeProvider.System.GetElapsedTime(started).TotalSeconds, 0.95, 8);
    }

    [Fact]
    public async Task Zero_times_means_until_cleared_and_another_partner_is_left_alone()
    {
        await using var stand = await SimulatorStand.StartAsync();
        await stand.PostAsync("faults", new { service = Create, fault = "html", times = 0, partner = "2088000000000009" });
        Assert.True((await stand.AskAsync(Signed(stand.Create()))).IsSuccess);
        await stand.FaultAsync(Create, "http-500", times: 0);
        for (var i = 0; i < 3; i++)
        {
            using var spoilt = await stand.SendAsync(Signed(stand.Create()));
            Assert.Equal(HttpStatusCode.InternalServerError, spoilt.StatusCode);
        }
        Assert.Equal(2, (await stand.GetAsync("faults")).GetArrayLength());
        using var cleared = await stand.Http.DeleteAsync("/simulator/api/faults");
        Assert.Equal(HttpStatusCode.NoContent, cleared.StatusCode);
        Assert.True((await stand.AskAsync(Signed(stand.Create()))).IsSuccess);
    }

    [Fact]
    public async Task A_refused_call_uses_up_no_fault()
    {
        await using var stand = await SimulatorStand.StartAsync();
        await stand.FaultAsync(Create, "html");
        Assert.Equal("ILLEGAL_SIGN", (await stand.AskAsync(Signed(stand.Create(), "wrong"))).Error);
        Assert.Equal(1, (await stand.GetAsync("faults")).GetArrayLength());
    }
}
