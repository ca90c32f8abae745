using Microsoft.EntityFrameworkCore;
using Portal.Domain.Primitives;

namespace Portal.Infrastructure.Alipay.Simulator;

/// <summary><c>alipay.acquire.overseas.query</c>: the state of one trade of this partner.</summary>
/// <remarks>Source: PROTOCOL 3.5.</remarks>
internal sealed class QueryService(SimulatorFile file, TradeDesk desk) : IGatewayService
{
    private const string BuyerLogin = "138****0001";
    public const string BuyerId = "2088000000000999";

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
        return trade is null ? NotFound() : Describe(await desk.CloseWhenOverAsync(trade.TradeNo, ct) ?? trade);
    }

    public static ServiceAnswer NotFound() => ServiceAnswer.Of(
        "alipay", ("result_code", "FAIL"), ("error", "TRADE_NOT_EXIST"), ("detail_error_code", "TRADE_NOT_EXIST"), ("detail_error_des", "交易不存在"));

    private static ServiceAnswer Describe(SimTrade trade)
    {
        var amount = Money.OfMinor(trade.AmountMinor, Currency.Of(trade.Currency)).ToPlainText();
        return ServiceAnswer.Of(
            "alipay",
            ("result_code", "SUCCESS"),
            ("alipay_trans_status", trade.Status),
            ("alipay_buyer_login_id", trade.PaidAt is null ? null : BuyerLogin),
            ("alipay_buyer_user_id", BuyerId),
            ("out_trade_no", trade.OutTradeNo),
            ("partner_trans_id", trade.OutTradeNo),
            ("alipay_trans_id", trade.TradeNo),
            ("alipay_pay_time", trade.PaidAt is { } paid ? WireTimestamp.Text(paid, "yyyyMMddHHmmss") : null),
            ("currency", trade.Currency),
            ("trans_amount", amount),
            ("forex_total_fee", amount),
            ("trans_forex_rate", "1"),
            ("exchange_rate", trade.Rate),
            ("trans_amount_cny", Money.OfMinor(trade.CnyMinor, Currency.Of("CNY")).ToPlainText()));
    }
}
