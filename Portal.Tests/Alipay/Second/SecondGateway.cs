using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Portal.Tests.Alipay.Second;

/// <summary>A trade of the second gateway. <see cref="Undone"/>: what a cancel did, once there was one.</summary>
internal sealed record SecondTrade(string Partner, string No, string OutNo, string Currency, decimal Amount, DateTimeOffset MadeAt)
{
    public string Status { get; set; } = "TRADE_SUCCESS";
    public string? Undone { get; set; }
    public Dictionary<string, decimal> Refunds { get; } = [];
    public decimal Left => Amount - Refunds.Values.Sum();
    public string Plain(decimal amount) => amount.ToString(Currency is "JPY" or "KRW" ? "0" : "0.00", CultureInfo.InvariantCulture);
}

/// <summary>A static code: who asked for it, its shop and where its notifications go as last modified, its last status.</summary>
internal sealed record SecondCode(string Partner, string Text)
{
    public JsonNode Shop { get; set; } = new JsonObject();
    public string? NotifyUrl { get; set; }
    public string Status { get; set; } = "RESTART";
    public static string KeyOf(JsonNode shop) => $"{shop["secondary_merchant_id"]} {shop["store_id"]} {shop["channel_fee"] is null}";

    public SecondAnswer With(JsonNode shop, string? notifyUrl, string status)
    {
        (Shop, NotifyUrl, Status) = (shop, notifyUrl ?? NotifyUrl, status);
        return SecondAnswer.Code(("qrcode", Text));
    }
}

/// <summary>Alipay once more, read out of PROTOCOL by other eyes: shares no code with the product or its simulator, so that one misreading cannot hide.</summary>
internal sealed class SecondGateway : IAsyncDisposable
{
    private const string Full = "yyyy-MM-dd HH:mm:ss";
    private static readonly HttpClient s_http = new();
    private readonly WebApplication _server;
    private readonly Dictionary<string, SecondKeys> _partners = [];
    private readonly Dictionary<string, (string Partner, DateTimeOffset SentAt)> _notices = [];
    private SecondGateway(WebApplication server) => _server = server;

    public TimeProvider Clock { get; set; } = TimeProvider.System;
    public string Address => _server.Urls.First() + "/gateway.do";
    public List<SecondCode> Codes { get; } = [];
    public List<SecondTrade> Trades { get; } = [];

    public static async Task<SecondGateway> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var gateway = new SecondGateway(builder.Build());
        gateway._server.Run(gateway.HandleAsync);
        await gateway._server.StartAsync();
        return gateway;
    }

    public void Knows(string partner, SecondKeys keys) => _partners[partner] = keys;
    public void Told(string notifyId, string partner) => _notices[notifyId] = (partner, Clock.GetUtcNow());

    /// <summary>A customer scans the code, types the amount and pays.</summary>
    public SecondTrade Pay(string code, decimal amount)
    {
        var shop = Codes.Single(one => one.Text == code && one.Status == "RESTART");
        var no = $"{Beijing(Clock.GetUtcNow(), "yyyyMMdd")}2200140000{Random.Shared.NextInt64(1_000_000_000, 9_999_999_999)}";
        Trades.Add(new SecondTrade(shop.Partner, no, "9" + no, shop.Shop["trans_currency"]!.ToString(), amount, Clock.GetUtcNow()));
        return Trades[^1];
    }

    /// <summary>Tells the shop of the trade, signed (PROTOCOL 3.4), and gives back what it answered, word for word.</summary>
    public async Task<string> NotifyAsync(SecondTrade trade, string code)
    {
        var (shop, keys, id) = (Codes.Single(one => one.Text == code), _partners[trade.Partner], Guid.NewGuid().ToString("N") + "02");
        Told(id, trade.Partner);
        var form = new Dictionary<string, string>
        {
            ["notify_id"] = id, ["notify_type"] = "trade_status_sync", ["notify_time"] = Beijing(Clock.GetUtcNow(), Full), ["notify_action_type"] = "payByAccountAction",
            ["out_trade_no"] = trade.OutNo, ["trade_no"] = trade.No, ["trade_status"] = trade.Status, ["subject"] = shop.Shop["store_name"]!.ToString(),
            ["gmt_create"] = Beijing(trade.MadeAt, Full), ["gmt_payment"] = Beijing(trade.MadeAt, Full), ["seller_id"] = trade.Partner, ["buyer_email"] = "138****0001",
            ["trans_currency"] = trade.Currency, ["trans_amount"] = trade.Plain(trade.Amount), ["currency"] = trade.Currency,
            ["extra_common_param"] = shop.Shop["passback_parameters"]?.ToJsonString() ?? "", ["paytools_pay_amount"] = """[{"ALIPAYACCOUNT":"80.10"}]""",
        };
        (form["sign"], form["sign_type"]) = (keys.Sign(SecondWire.ToSign(form), SecondWire.Utf8), keys.SignType);
        using var answer = await s_http.PostAsync(shop.NotifyUrl, new FormUrlEncodedContent(form));
        return await answer.Content.ReadAsStringAsync();
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static string Beijing(DateTimeOffset at, string format) => at.ToOffset(TimeSpan.FromHours(8)).ToString(format, CultureInfo.InvariantCulture);
    private static string Cny(decimal amount) => Math.Round(amount * 0.90202703m, 2, MidpointRounding.AwayFromZero).ToString("0.00", CultureInfo.InvariantCulture);

    private async Task HandleAsync(HttpContext http)
    {
        using var body = new StreamReader(http.Request.Body, Encoding.Latin1);
        var raw = http.Request.QueryString.Value!.TrimStart('?') + "&" + await body.ReadToEndAsync();
        var refusal = SecondWire.TryRead(raw, out var sent, out var charset);
        var isPlain = refusal is null && sent.GetValueOrDefault("service") == "notify_verify";
        byte[] answer;
        lock (Codes)
        {
            answer = isPlain ? Encoding.ASCII.GetBytes(NotifyVerify(sent))
                : SecondWire.Answer(refusal is null ? Checked(sent, charset) : SecondAnswer.Refused(refusal), sent, _partners.GetValueOrDefault(sent.GetValueOrDefault("partner", "")), charset);
        }
        http.Response.ContentType = isPlain ? "text/plain" : "text/xml;charset=" + charset.WebName.ToUpperInvariant();
        await http.Response.Body.WriteAsync(answer);
    }

    /// <remarks>PROTOCOL 2.6: an id is good for 60 seconds.</remarks>
    private string NotifyVerify(Dictionary<string, string> sent) =>
        !_partners.ContainsKey(sent.GetValueOrDefault("partner", "")) || !sent.TryGetValue("notify_id", out var id) ? "invalid"
        : _notices.TryGetValue(id, out var notice) && notice.Partner == sent["partner"] && Clock.GetUtcNow() - notice.SentAt <= TimeSpan.FromSeconds(60) ? "true" : "false";

    private SecondAnswer Checked(Dictionary<string, string> sent, Encoding charset)
    {
        (Func<string, Dictionary<string, string>, SecondAnswer> Serve, bool IsTimed)? service = sent.GetValueOrDefault("service") switch
        {
            "alipay.commerce.qrcode.create" => (Create, true),
            "alipay.commerce.qrcode.modify" => (Modify, true),
            "alipay.commerce.qrcode.modifyStatus" => (ModifyStatus, true),
            "alipay.acquire.overseas.query" => (Query, false),
            "alipay.acquire.cancel" => (Cancel, !long.TryParse(sent.GetValueOrDefault("timestamp"), out _)),
            "alipay.acquire.overseas.spot.refund" => (Refund, false),
            "alipay.acquire.refund.query" => (RefundQuery, false),
            _ => null,
        };
        var refusal = service is null ? "ILLEGAL_SERVICE"                      // the steps of PROTOCOL 8.1, 3 to 10
            : !_partners.TryGetValue(sent.GetValueOrDefault("partner", ""), out var keys) ? "ILLEGAL_PARTNER"
            : sent.GetValueOrDefault("sign_type") != keys.SignType ? "ILLEGAL_SIGN_TYPE"
            : !keys.Believes(SecondWire.ToSign(sent), charset, sent.GetValueOrDefault("sign", "")) ? "ILLEGAL_SIGN"
            : service.Value.IsTimed ? Late(sent.GetValueOrDefault("timestamp")) : null;
        return refusal is null ? service!.Value.Serve(sent["partner"], sent) : SecondAnswer.Refused(refusal);
    }

    private string? Late(string? text) =>
        !DateTimeOffset.TryParseExact(text + "+08:00", Full + "zzz", CultureInfo.InvariantCulture, DateTimeStyles.None, out var at) ? "ILLEGAL_ARGUMENT"
        : (Clock.GetUtcNow() - at).Duration() > TimeSpan.FromMinutes(30) ? "EXTERFACE_INVOKE_CONTEXT_EXPIRED" : null;

    /// <summary>The shop that biz_data describes; null where something compulsory is missing or wrong (PROTOCOL 4.1).</summary>
    private static JsonNode? ShopOf(Dictionary<string, string> sent)
    {
        var shop = sent.GetValueOrDefault("biz_type") == "OVERSEASHOPQRCODE" && sent.GetValueOrDefault("biz_data") is { Length: <= 2000 } text ? JsonNode.Parse(text) : null;
        return shop?["secondary_merchant_industry"]?.ToString().Length == 4 && shop["secondary_merchant_id"] is not null && shop["secondary_merchant_name"] is not null
            && shop["store_id"] is not null && shop["store_name"] is not null && shop["trans_currency"]?.ToString().Length == 3
            && (shop["currency"]?.ToString() == "CNY" || shop["currency"]?.ToString() == shop["trans_currency"]!.ToString()) ? shop : null;
    }

    private SecondCode? CodeOf(string partner, Dictionary<string, string> sent) =>
        Codes.Find(code => code.Partner == partner && code.Text == sent.GetValueOrDefault("qrcode") && code.Status != "DELETE");
    private SecondTrade? TradeOf(string partner, string? no, string? outNo) =>
        Trades.Find(trade => trade.Partner == partner && (no is not null ? trade.No == no : trade.OutNo == outNo));

    private SecondAnswer Create(string partner, Dictionary<string, string> sent)
    {
        if (ShopOf(sent) is not { } shop)
        {
            return SecondAnswer.Refused("ILLEGAL_ARGUMENT");
        }
        if (Codes.Find(one => one.Partner == partner && one.Status != "DELETE" && SecondCode.KeyOf(one.Shop) == SecondCode.KeyOf(shop)) is not { } code)
        {
            Codes.Add(code = new SecondCode(partner, $"https://qr.alipay.com/bax{Random.Shared.NextInt64():D20}") { Shop = shop, NotifyUrl = sent.GetValueOrDefault("notify_url") });
        }
        return SecondAnswer.Code(("qrcode", code.Text), ("qrcode_img_url", $"https://mobilecodec.alipay.com/show.htm?code={code.Text[^20..]}&d&picSize=L"));
    }

    private SecondAnswer Modify(string partner, Dictionary<string, string> sent) =>
        CodeOf(partner, sent) is { } code && ShopOf(sent) is { } shop && $"{shop["secondary_merchant_id"]}" == $"{code.Shop["secondary_merchant_id"]}"
            ? code.With(shop, sent.GetValueOrDefault("notify_url"), code.Status) : SecondAnswer.Refused("ILLEGAL_ARGUMENT");

    private SecondAnswer ModifyStatus(string partner, Dictionary<string, string> sent) =>
        CodeOf(partner, sent) is { } code && sent.GetValueOrDefault("status") is "STOP" or "RESTART" or "DELETE"
            ? code.With(code.Shop, null, sent["status"]) : SecondAnswer.Refused("ILLEGAL_ARGUMENT");

    private SecondAnswer Query(string partner, Dictionary<string, string> sent) =>
        TradeOf(partner, sent.GetValueOrDefault("alipay_trans_id"), sent.GetValueOrDefault("partner_trans_id")) is not { } trade ? SecondAnswer.Failed("FAIL", "TRADE_NOT_EXIST")
        : SecondAnswer.Done(
            ("alipay_trans_status", trade.Status), ("alipay_trans_id", trade.No), ("partner_trans_id", trade.OutNo), ("out_trade_no", trade.OutNo), ("currency", trade.Currency),
            ("alipay_buyer_login_id", "138****0001"), ("alipay_pay_time", trade.Status == "WAIT_BUYER_PAY" ? null : Beijing(trade.MadeAt, "yyyyMMddHHmmss")),
            ("trans_amount", trade.Plain(trade.Amount)), ("forex_total_fee", trade.Plain(trade.Amount)), ("trans_amount_cny", Cny(trade.Amount)),
            ("exchange_rate", "0.90202703"), ("trans_forex_rate", "1"), ("refund_amount_cny", trade.Refunds.Count > 0 ? Cny(trade.Refunds.Values.Sum()) : null));

    private SecondAnswer Cancel(string partner, Dictionary<string, string> sent)
    {
        var trade = TradeOf(partner, sent.GetValueOrDefault("trade_no"), sent.GetValueOrDefault("out_trade_no"));
        var isLater = trade?.Status == "TRADE_SUCCESS" && Beijing(trade.MadeAt, "yyyyMMdd") != Beijing(Clock.GetUtcNow(), "yyyyMMdd");
        if (trade is { Undone: null } && (isLater || trade.Refunds.Count > 0))
        {
            return SecondAnswer.Failed("FAIL", trade.Refunds.Count > 0 ? "REASON_TRADE_REFUND_FEE_ERR" : "TRADE_CANCEL_TIME_OUT", "N");
        }
        if (trade is { Undone: null })
        {
            (trade.Undone, trade.Status) = (trade.Status == "TRADE_SUCCESS" ? "refund" : "close", "TRADE_CLOSED");
        }
        return SecondAnswer.Done(("out_trade_no", sent["out_trade_no"]), ("trade_no", trade?.No), ("action", trade?.Undone ?? "close"));
    }

    private SecondAnswer Refund(string partner, Dictionary<string, string> sent)
    {
        var (trade, number) = (TradeOf(partner, sent.GetValueOrDefault("alipay_trans_id"), sent.GetValueOrDefault("partner_trans_id")), sent.GetValueOrDefault("partner_refund_id", ""));
        var isAmount = decimal.TryParse(sent.GetValueOrDefault("refund_amount"), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) && amount > 0;
        var error = trade is null ? "TRADE_NOT_EXIST"
            : trade.Refunds.TryGetValue(number, out var before) ? (before == amount ? null : "DISCORDANT_REPEAT_REQUEST")
            : trade.Status == "WAIT_BUYER_PAY" ? "TRADE_STATUS_ERROR" : trade.Undone is not null ? "TRADE_HAS_CLOSE"
            : amount > trade.Left ? "RETURN_AMOUNT_EXCEED" : sent.GetValueOrDefault("currency") != trade.Currency ? "CURRENCY_NOT_SAME"
            : isAmount && number != "" && number != trade.OutNo ? null : "INVALID_PARAMETER";
        if (error is null)
        {
            trade!.Refunds[number] = amount;
            trade.Status = trade.Left == 0 ? "TRADE_CLOSED" : "TRADE_SUCCESS";
        }
        return error is not null ? SecondAnswer.Failed("FAILED", error) : SecondAnswer.Done(
            ("partner_trans_id", trade!.OutNo), ("alipay_trans_id", trade.No), ("partner_refund_id", number), ("refund_amount", trade.Plain(amount)),
            ("currency", trade.Currency), ("exchange_rate", "0.902027"), ("refund_amount_cny", Cny(amount)));
    }

    private SecondAnswer RefundQuery(string partner, Dictionary<string, string> sent) => new(null, "alipay", [
        ("refund_result_code", TradeOf(partner, null, sent["out_trade_no"])?.Refunds.ContainsKey(sent["out_return_no"]) == true ? "SUCCESS" : "FAIL"),
        ("response_code", "SUCCESS"), ("out_return_no", sent["out_return_no"]), ("out_trade_no", sent["out_trade_no"])]);
}
