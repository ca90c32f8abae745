using Microsoft.EntityFrameworkCore;
using Portal.Domain.Primitives;

namespace Portal.Infrastructure.Alipay.Simulator;

/// <summary><c>alipay.acquire.overseas.query</c>: the state of one trade of this partner.</summary>
/// <remarks>Source: PROTOCOL 3.5.</remarks>
internal sealed class QueryService(SimulatorFile file, TradeDesk desk) : IGatewayService
{
    private const int MaxId = 64;

    public string Name => GatewayServices.Query;

    public IReadOnlyList<string> Instead { get; } = ["retry-y", "not-exist", "wait-buyer-pay"];

    public ServiceAnswer? Check(SimulatedRequest request) =>
        request["alipay_trans_id"] is null && request["partner_trans_id"] is null ? ServiceAnswer.Refuse("ILLEGAL_ARGUMENT")
        : request["alipay_trans_id"]?.Length > MaxId || request["partner_trans_id"]?.Length > MaxId ? Failed("INVALID_PARAMETER", "参数无效")
        : null;

    public async Task<ServiceAnswer> AnswerAsync(SimulatedRequest request, SimPartner partner, CancellationToken ct)
    {
        var (theirs, ours, owner) = (request["alipay_trans_id"], request["partner_trans_id"], partner.Partner);
        await using var context = file.Open();
        var trade = await context.Trades.FirstOrDefaultAsync(row => row.Partner == owner && (theirs != null ? row.TradeNo == theirs : row.OutTradeNo == ours), ct);
        return trade is null ? Failed("TRADE_NOT_EXIST", "交易不存在") : Describe(await desk.FindAsync(trade.TradeNo, ct) ?? trade);
    }

    public async Task<ServiceAnswer> PretendAsync(string fault, SimulatedRequest request, SimPartner partner, CancellationToken ct) => fault switch
    {
        "retry-y" => Failed("SYSTEM_ERROR", "系统错误"),
        "not-exist" => Failed("TRADE_NOT_EXIST", "交易不存在"),
        _ => AsUnpaid(await AnswerAsync(request, partner, ct)),
    };

    public ServiceAnswer Unknown(SimulatedRequest request) => ServiceAnswer.Of("alipay", ("result_code", "UNKNOW"), ("error", "SYSTEM_ERROR"));

    private static ServiceAnswer Failed(string code, string words) =>
        ServiceAnswer.Of("alipay", ("result_code", "FAIL"), ("error", code), ("detail_error_code", code), ("detail_error_des", words));

    private static ServiceAnswer AsUnpaid(ServiceAnswer answer) => !answer.Fields.ContainsKey("alipay_trans_status") ? answer : answer with
    {
        Fields = answer.Fields.Where(field => field.Key is not ("alipay_pay_time" or "alipay_buyer_login_id" or "refund_amount_cny"))
            .ToDictionary(field => field.Key, field => field.Key == "alipay_trans_status" ? SimTrade.Waiting : field.Value),
    };

    private static ServiceAnswer Describe(SimTrade trade) => ServiceAnswer.Of(
        "alipay",
        ("result_code", "SUCCESS"),
        ("alipay_trans_status", trade.Status),
        ("alipay_buyer_login_id", trade.PaidAt is null ? null : Buyer.Login),
        ("alipay_buyer_user_id", Buyer.Id),
        ("out_trade_no", trade.OutTradeNo),
        ("partner_trans_id", trade.OutTradeNo),
        ("alipay_trans_id", trade.TradeNo),
        ("alipay_pay_time", trade.PaidAt is { } paid ? WireTimestamp.Text(paid, "yyyyMMddHHmmss") : null),
        ("currency", trade.Currency),
        ("trans_amount", PlainText(trade.AmountMinor, trade.PricingCurrency)),
        ("forex_total_fee", PlainText(trade.SettleMinor, trade.Currency)),
        ("trans_forex_rate", trade.ForexRate),
        ("exchange_rate", trade.Rate),
        ("trans_amount_cny", PlainText(trade.CnyMinor, "CNY")));

    private static string PlainText(long minor, string currency) => Money.OfMinor(minor, Currency.Of(currency)).ToPlainText();
}

/// <summary>The one customer of the simulator.</summary>
internal static class Buyer
{
    public const string Id = "2088000000000999";
    public const string Login = "138****0001";
}
