using System.Collections.Concurrent;
using System.Security;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Portal.Infrastructure.Alipay.Signing;

namespace Portal.Tests.TestKit;

/// <summary>A trade as the scripted gateway knows it; the words are Alipay's.</summary>
internal sealed record GatewayTrade(string TradeNo, string OutTradeNo, string Status, string Amount, string Currency, string PaidAt = "20260301120000");

/// <summary>A gateway that answers what it is told: create, modify, modifyStatus and query, over HTTP, signed as Alipay signs.</summary>
/// <remarks>Source: PROTOCOL 1.4, 2.4, 3.1 to 3.3, 3.5.</remarks>
internal sealed class PortalGateway : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, ISigner> _partners = new();
    private readonly ConcurrentDictionary<string, GatewayTrade> _trades = new();
    private readonly ConcurrentQueue<(string Service, string? TradeNo)> _asked = new();
    private readonly ConcurrentDictionary<string, int> _underWay = new();
    private readonly ConcurrentDictionary<string, int> _atOnce = new();
    private readonly ConcurrentDictionary<string, string> _told = new();
    private int _codes;

    private PortalGateway(WebApplication app) => _app = app;

    /// <summary>While true every question is answered by status 503 and nothing else.</summary>
    public bool IsSilent { get; set; }

    /// <summary>True: any trade that is asked about was paid, 88.80 HKD as <see cref="PortalNotice"/> says it.</summary>
    public bool KnowsEveryTrade { get; set; }

    /// <summary>What each question about a trade waits for before it is answered.</summary>
    public Func<Task> Thinks { get; set; } = () => Task.CompletedTask;

    /// <summary>Trades about which two questions were under way at once: somebody else's claim was not respected.</summary>
    /// <summary>Nobody waits for an answer.</summary>
    public bool IsIdle => _underWay.Values.All(count => count == 0);

    public IReadOnlyList<string> AskedTwiceAtOnce => [.. _atOnce.Where(trade => trade.Value > 1).Select(trade => trade.Key)];

    public string Address => $"{_app.Urls.First()}/gateway.do";

    public static async Task<PortalGateway> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var gateway = new PortalGateway(builder.Build());
        gateway._app.MapPost("/gateway.do", gateway.AnswerAsync);
        await gateway._app.StartAsync();
        return gateway;
    }

    /// <summary>From now on answers to this partner are signed with this key.</summary>
    public void Knows(string partner, ISigner signer) => _partners[partner] = signer;

    public void Holds(GatewayTrade trade) => _trades[trade.TradeNo] = trade;

    /// <summary>The services that were asked for so far, each once.</summary>
    public IReadOnlySet<string> ServicesAsked => _asked.Select(question => question.Service).ToHashSet();

    public int TimesAsked(string tradeNo) => _asked.Count(question => question.TradeNo == tradeNo);

    /// <summary>Questions about any trade.</summary>
    public int TimesAskedOfTrades => _asked.Count(question => !string.IsNullOrEmpty(question.TradeNo));

    public int CodesMade => _codes;

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task<IResult> AnswerAsync(HttpRequest request)
    {
        var form = await request.ReadFormAsync();
        var service = form["service"].ToString();
        _asked.Enqueue((service, form["alipay_trans_id"]));
        if (IsSilent)
        {
            return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        }
        if (form["alipay_trans_id"].ToString() is { Length: > 0 } tradeNo)
        {
            await ThinkAsync(tradeNo);
        }
        return !_partners.TryGetValue(form["partner"].ToString(), out var signer) ? Xml("<is_success>F</is_success><error>ILLEGAL_PARTNER</error>")
            : service == "alipay.commerce.qrcode.create" ? Signed("qrcodeinfo", NewCode(), signer)
            : service.StartsWith("alipay.commerce.qrcode.modify", StringComparison.Ordinal) ? Signed("qrcodeinfo", Changed(form), signer)
            : Signed("alipay", Report(form["alipay_trans_id"].ToString()), signer);
    }

    private async Task ThinkAsync(string tradeNo)
    {
        var now = _underWay.AddOrUpdate(tradeNo, 1, (_, before) => before + 1);
        _atOnce.AddOrUpdate(tradeNo, now, (_, before) => Math.Max(before, now));
        try
        {
            await Thinks();
        }
        finally
        {
            _underWay.AddOrUpdate(tradeNo, 0, (_, before) => before - 1);
        }
    }

    /// <summary>The addresses that codes were changed to, by the code's text.</summary>
    public IReadOnlyDictionary<string, string> ToldAddresses => _told;

    private Dictionary<string, string> Changed(IFormCollection form)
    {
        var text = form["qrcode"].ToString();
        if (form["notify_url"].ToString() is { Length: > 0 } address)
        {
            _told[text] = address;
        }
        return new() { ["qrcode"] = text };
    }

    private Dictionary<string, string> NewCode() => new() { ["qrcode"] = $"https://qr.alipay.com/bax{Interlocked.Increment(ref _codes):000000}{Guid.NewGuid():N}" };

    private GatewayTrade? Find(string tradeNo) => _trades.TryGetValue(tradeNo, out var trade) ? trade
        : KnowsEveryTrade ? new GatewayTrade(tradeNo, $"o{tradeNo}", "TRADE_SUCCESS", "88.80", "HKD")
        : null;

    private Dictionary<string, string> Report(string tradeNo) => Find(tradeNo) is { } trade
        ? new()
        {
            ["alipay_buyer_login_id"] = "138****0001",
            ["alipay_pay_time"] = trade.PaidAt,
            ["alipay_trans_id"] = trade.TradeNo,
            ["alipay_trans_status"] = trade.Status,
            ["currency"] = trade.Currency,
            ["partner_trans_id"] = trade.OutTradeNo,
            ["result_code"] = "SUCCESS",
            ["trans_amount"] = trade.Amount,
        }
        : new() { ["detail_error_code"] = "TRADE_NOT_EXIST", ["error"] = "TRADE_NOT_EXIST", ["result_code"] = "FAIL" };

    private static IResult Signed(string node, Dictionary<string, string> fields, ISigner signer)
    {
        var sign = signer.Sign(Encoding.UTF8.GetBytes(StringToSign.Of(fields)));
        var elements = string.Concat(fields.Select(field => $"<{field.Key}>{SecurityElement.Escape(field.Value)}</{field.Key}>"));
        return Xml($"<is_success>T</is_success><response><{node}>{elements}</{node}></response><sign>{sign}</sign><sign_type>{signer.SignType}</sign_type>");
    }

    private static IResult Xml(string inner) => Results.Text($"<?xml version=\"1.0\" encoding=\"utf-8\"?><alipay>{inner}</alipay>", "text/xml; charset=utf-8");
}
