using Portal.Domain.Gateway;
using Portal.Domain.Primitives;
using Portal.Infrastructure.Alipay.Wire;

namespace Portal.Infrastructure.Alipay;

/// <summary>The meaning of a signed answer to <c>alipay.acquire.overseas.query</c>.</summary>
/// <remarks>Source: PROTOCOL 3.0 (spellings), 3.5.</remarks>
internal static class QueryAnswer
{
    private static readonly Currency s_cny = Currency.Of("CNY");

    public static GatewayAnswer<TradeReport> Read(IReadOnlyDictionary<string, string> fields, TradeQuery asked)
    {
        var error = fields.GetValueOrDefault("error");
        var detail = fields.GetValueOrDefault("detail_error_code");
        switch (fields.GetValueOrDefault("result_code"))
        {
            case "SUCCESS":
                return IsForAsked(fields, asked) ? ReadTrade(fields, asked.PricingCurrency) : new GatewayAnswer<TradeReport>.NotKnown("other_id", IsUntrusted: true);
            case "FAIL" or "FAILED" when GatewayCodes.NotFound.Contains(error ?? "") || GatewayCodes.NotFound.Contains(detail ?? ""):
                return new GatewayAnswer<TradeReport>.Done(new TradeReport(TradeState.NotFound, null, true, null, null, false, null, null));
            case "FAIL" or "FAILED":
                return new GatewayAnswer<TradeReport>.NotKnown(Short(detail ?? error) ?? "fail");
            default:
                return new GatewayAnswer<TradeReport>.NotKnown("unknow");
        }
    }

    /// <summary>The signature does not bind the answer to the question, so the numbers must.</summary>
    private static bool IsForAsked(IReadOnlyDictionary<string, string> fields, TradeQuery asked) =>
        fields.GetValueOrDefault("alipay_trans_id") == asked.TradeNo.Value
        && (fields.GetValueOrDefault("partner_trans_id") ?? fields.GetValueOrDefault("out_trade_no") ?? asked.OutTradeNo.Value) == asked.OutTradeNo.Value;

    private static GatewayAnswer<TradeReport> ReadTrade(IReadOnlyDictionary<string, string> fields, Currency pricing)
    {
        TradeState? state = fields.GetValueOrDefault("alipay_trans_status") switch
        {
            "TRADE_SUCCESS" or "TRADE_FINISHED" => TradeState.Paid,
            "TRADE_CLOSED" => TradeState.Closed,
            "WAIT_BUYER_PAY" or "TRADE_PENDING" => TradeState.Waiting,
            _ => null,
        };
        if (state is null)
        {
            return new GatewayAnswer<TradeReport>.NotKnown("no_state");
        }
        TradeAmount.TryParse(fields.GetValueOrDefault("trans_amount") ?? fields.GetValueOrDefault("forex_total_fee"), pricing, out var amount);
        Money.TryParse(fields.GetValueOrDefault("trans_amount_cny"), s_cny, out var cny);
        return new GatewayAnswer<TradeReport>.Done(new TradeReport(
            state.Value,
            amount,
            (fields.GetValueOrDefault("currency") ?? pricing.Code) == pricing.Code,
            WireTime.Read(fields.GetValueOrDefault("alipay_pay_time")),
            cny,
            IsSomething(fields.GetValueOrDefault("refund_amount_cny")),
            Short(fields.GetValueOrDefault("alipay_buyer_login_id")),
            fields.GetValueOrDefault("alipay_buyer_user_id")));
    }

    /// <summary>What stands there and is not zero was given back, even where nobody can read how much.</summary>
    private static bool IsSomething(string? amount) => !string.IsNullOrEmpty(amount) && (!Money.TryParse(amount, s_cny, out var read) || read.IsPositive);

    private static string? Short(string? text) => text is { Length: > 64 } ? text[..64] : text;
}
