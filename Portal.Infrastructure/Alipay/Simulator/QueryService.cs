using Microsoft.EntityFrameworkCore;
using Portal.Domain.Primitives;

namespace Portal.Infrastructure.Alipay.Simulator;

/// <summary><c>alipay.acquire.overseas.query</c>: the state of one trade of this partner.</summary>
/// <remarks>Source: PROTOCOL 3.5.</remarks>
internal sealed class QueryService(SimulatorFile file, TradeDesk desk) : IGatewayService
{
    public string Name => GatewayServices.Query;

    public async Task<ServiceAnswer> AnswerAsync(SimulatedRequest request, string partner, CancellationToken ct)
    {
        var (theirs, ours) = (request["alipay_trans_id"], request["partner_trans_id"]);
        if (theirs is null && ours is null)
        {
            return ServiceAnswer.Refuse("ILLEGAL_ARGUMENT");
        }
        await using var context = file.Open();
        var trade = await context.Trades.FirstOrDefaultAsync(row => row.Partner == partner && (theirs != null ? row.TradeNo == theirs : row.OutTradeNo == ours), ct);
        return trade is null ? NotFound() : Describe(await desk.FindAsync(trade.TradeNo, ct) ?? trade);
    }

    public static ServiceAnswer NotFound() => ServiceAnswer.Of(
        "alipay", ("result_code", "FAIL"), ("error", "TRADE_NOT_EXIST"), ("detail_error_code", "TRADE_NOT_EXIST"), ("detail_error_des", "交易不存在"));

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
