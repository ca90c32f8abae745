using System.Text;
using Portal.Infrastructure.Alipay.Signing;
using Portal.Infrastructure.Alipay.Simulator;
using Portal.Infrastructure.Alipay.Wire;
using static Portal.Tests.Alipay.Simulator.SimulatorStand;

namespace Portal.Tests.Alipay.Simulator;

/// <summary>Every fault of CONTRACT on every service of the gateway: what the caller sees. A fault that makes no sense for a service waits and changes nothing.</summary>
public sealed class SimulatorFaultMatrixTests
{
    private static readonly Dictionary<string, string> s_wire = new()
    {
        ["delay-before"] = "late: done", ["delay-after"] = "late: done", ["close-before"] = "closed", ["close-after"] = "closed", ["http-500"] = "http 500", ["http-502"] = "http 502",
        ["http-503"] = "http 503", ["html"] = "html", ["empty"] = "empty", ["cut-xml"] = "cut", ["bad-sign"] = "wrongly signed: done", ["no-sign"] = "unsigned: done",
        ["other-key"] = "wrongly signed: done", ["wrong-sign-type"] = "signed as RSA: done", ["gbk"] = "in GBK: done",
    };

    [Theory]
    [InlineData("alipay.commerce.qrcode.create", "F SYSTEM_ERROR", "F SYSTEM_ERROR", "waits", "waits", "waits")]
    [InlineData("alipay.commerce.qrcode.modify", "F SYSTEM_ERROR", "F SYSTEM_ERROR", "F ILLEGAL_ARGUMENT", "waits", "waits")]
    [InlineData("alipay.commerce.qrcode.modifyStatus", "F SYSTEM_ERROR", "F SYSTEM_ERROR", "F ILLEGAL_ARGUMENT", "waits", "waits")]
    [InlineData("alipay.acquire.overseas.query", "UNKNOW SYSTEM_ERROR", "FAIL SYSTEM_ERROR", "FAIL TRADE_NOT_EXIST", "WAIT_BUYER_PAY", "waits")]
    [InlineData("alipay.acquire.cancel", "UNKNOW SYSTEM_ERROR", "FAIL SYSTEM_ERROR", "FAIL TRADE_NOT_EXIST", "waits", "FAIL SELLER_BALANCE_NOT_ENOUGH")]
    [InlineData("alipay.acquire.overseas.spot.refund", "UNKNOW SYSTEM_ERROR", "FAILED SYSTEM_ERROR", "FAILED TRADE_NOT_EXIST", "FAILED TRADE_STATUS_ERROR", "FAILED MERCHANT_BALANCE_NOT_ENOUGH")]
    [InlineData("alipay.acquire.refund.query", "UNKNOW SYSTEM_ERROR", "FAIL SYSTEM_ERROR", "FAIL TRADE_NOT_EXIST", "PROCESSING", "waits")]
    public async Task Each_fault_on_each_service(string service, string unknow, string retry, string notExist, string waiting, string noFunds)
    {
        await using var stand = await StartAsync(simulator => simulator.Delay = TimeSpan.FromMilliseconds(1500));
        await stand.AtAsync("2026-03-02 12:00:00");
        var expected = new Dictionary<string, string>(s_wire) { ["unknow"] = unknow, ["retry-y"] = retry, ["not-exist"] = notExist, ["wait-buyer-pay"] = waiting, ["no-funds"] = noFunds };
        Assert.Equal("done", await SeenAsync(stand, service));
        foreach (var fault in FaultNames.Gateway)
        {
            await stand.FaultAsync(service, fault);
            var seen = await SeenAsync(stand, service);
            var isLeft = (await stand.GetAsync("faults")).GetArrayLength() == 1;
            using var cleared = await stand.Http.DeleteAsync("/simulator/api/faults");
            Assert.Equal($"{fault}: {expected[fault]}", $"{fault}: {(isLeft && seen == "done" ? "waits" : seen)}");
            Assert.Equal("done", await SeenAsync(stand, service));
        }
    }

    [Fact]
    public async Task Each_fault_of_the_wire_on_notify_verify()
    {
        await using var stand = await StartAsync(simulator => simulator.Delay = TimeSpan.FromMilliseconds(1500));
        foreach (var fault in FaultNames.Gateway)
        {
            await stand.FaultAsync("notify_verify", fault);
            var started = TimeProvider.System.GetTimestamp();
            string seen;
            try
            {
                using var response = await stand.Http.GetAsync($"/simulator/gateway.do?service=notify_verify&partner={Partner}&notify_id=none");
                var body = await response.Content.ReadAsStringAsync();
                var late = TimeProvider.System.GetElapsedTime(started) > TimeSpan.FromMilliseconds(1400) ? "late: " : "";
                seen = late + ((int)response.StatusCode != 200 ? $"http {(int)response.StatusCode}" : body == "false" ? "done" : body.Length == 0 ? "empty" : "html");
            }
            catch (HttpRequestException)
            {
                seen = "closed";
            }
            var isLeft = (await stand.GetAsync("faults")).GetArrayLength() == 1;
            using var cleared = await stand.Http.DeleteAsync("/simulator/api/faults");
            var isOfTheWire = FaultNames.AfterFor("notify_verify").Concat(FaultNames.Before).Contains(fault);
            Assert.Equal($"{fault}: {(isOfTheWire ? s_wire[fault] : "waits")}", $"{fault}: {(isLeft && seen == "done" ? "waits" : seen)}");
        }
    }

    [Theory]
    [InlineData("alipay.acquire.cancel")]
    [InlineData("notification")]
    [InlineData("files")]
    public async Task An_unknown_name_is_answered_with_the_known_ones(string service)
    {
        await using var stand = await StartAsync();
        using var response = await stand.Http.PostAsync("/simulator/api/faults", new StringContent($$"""{"service":"{{service}}","fault":"nothing","times":1}""", Encoding.UTF8, "application/json"));
        Assert.Equal(400, (int)response.StatusCode);
        using var answer = System.Text.Json.JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal(FaultNames.Of(service)!, answer.RootElement.GetProperty("known").EnumerateArray().Select(name => name.GetString()!));
    }

    private static async Task<string> SeenAsync(SimulatorStand stand, string service)
    {
        var request = await RequestAsync(stand, service);
        var started = TimeProvider.System.GetTimestamp();
        byte[] body;
        int status;
        string? type;
        try
        {
            using var response = await stand.SendAsync(Signed(request));
            (body, status, type) = (await response.Content.ReadAsByteArrayAsync(), (int)response.StatusCode, response.Content.Headers.ContentType?.MediaType);
        }
        catch (HttpRequestException)
        {
            return "closed";
        }
        var late = TimeProvider.System.GetElapsedTime(started) > TimeSpan.FromMilliseconds(1400) ? "late: " : "";
        return status != 200 ? $"http {status}" : type == "text/html" ? "html" : body.Length == 0 ? "empty" : !SafeXml.TryRead(body, null, out var answer) ? "cut" : late + Said(answer);
    }

    private static string Said(WireAnswer answer)
    {
        if (answer.Error is { } error)
        {
            return $"F {error}";
        }
        var fields = answer.Fields;
        var result = fields.GetValueOrDefault("result_code") ?? fields.GetValueOrDefault("response_code") ?? "SUCCESS";
        var state = fields.GetValueOrDefault("alipay_trans_status") ?? fields.GetValueOrDefault("refund_result_code");
        var said = result != "SUCCESS" ? $"{result} {fields.GetValueOrDefault("error") ?? fields.GetValueOrDefault("detail_error_code") ?? fields.GetValueOrDefault("refund_error_code")}"
            : state is "WAIT_BUYER_PAY" or "PROCESSING" ? state : "done";
        var charset = answer.Charset.WebName == WireCharset.Utf8.WebName ? "" : "in GBK: ";
        var verifies = answer.Sign is { } sign && new Md5Signature(Secret).Verify(answer.Charset.GetBytes(StringToSign.Of(fields)), sign);
        return charset + (answer.Sign is null ? "unsigned: " : !verifies ? "wrongly signed: " : answer.SignType != "MD5" ? $"signed as {answer.SignType}: " : "") + said;
    }

    /// <summary>A request that would be done: each call with a trade and a number of its own.</summary>
    private static async Task<Dictionary<string, string>> RequestAsync(SimulatorStand stand, string service)
    {
        var request = stand.Create();
        request["service"] = service;
        if (service == "alipay.commerce.qrcode.create")
        {
            return request;
        }
        var code = await stand.CodeAsync();
        var trade = await stand.PayAsync(code);
        var ours = await stand.OutTradeNoAsync(trade);
        if (service.StartsWith("alipay.commerce", StringComparison.Ordinal))
        {
            (request["qrcode"], request["status"]) = (code, "RESTART");
            return request;
        }
        var number = $"R{Guid.NewGuid():N}";
        (request["alipay_trans_id"], request["partner_trans_id"], request["out_trade_no"], request["out_return_no"], request["partner_refund_id"]) = (trade, ours, ours, number, number);
        (request["refund_amount"], request["currency"], request["is_sync"]) = ("1.00", "HKD", "Y");
        if (service == "alipay.acquire.refund.query")
        {
            await stand.RefundAsync(ours, number, "1.00");
        }
        return request;
    }
}
