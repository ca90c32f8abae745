using Portal.Domain.Gateway;
using Portal.Domain.Primitives;
using Portal.Infrastructure.Alipay.Wire;

namespace Portal.Infrastructure.Alipay;

/// <summary>The meaning of a signed answer to <c>alipay.acquire.overseas.query</c>.</summary>
/// <remarks>Source: PROTOCOL 3.0 (spellings), 3.5.</remarks>
internal static class QueryAnswer
{
    private static readonly Currency s_cny = Currency.Of("CNY");

    public static Dictionary<string, string> Form(TradeQuery query) => new()
    {
        [WireNames.AlipayTransId] = query.TradeNo.Value,
        [WireNames.PartnerTransId] = query.OutTradeNo.Value,
    };

    public static GatewayAnswer<TradeReport> Read(IReadOnlyDictionary<string, string> fields, TradeQuery asked) => FoldedAnswer.Fold(
        fields,
        [
            new AskedNumber(WireNames.AlipayTransId, asked.TradeNo.Value, IsNeeded: true),
            new AskedNumber(WireNames.PartnerTransId, asked.OutTradeNo.Value),
            new AskedNumber(WireNames.OutTradeNo, asked.OutTradeNo.Value),
        ],
        () => ReadTrade(fields, asked.PricingCurrency),
        () => Failed(fields));

    /// <summary>The question by one number alone.</summary>
    /// <param name="name">Which of the two numbers it is taken for.</param>
    public static Dictionary<string, string> Form(TradeSearch search, string name) => new() { [name] = search.Number };

    /// <summary>As <see cref="Read"/>, where the answer tells the numbers: both must be there, and one of them be the number that was asked with.</summary>
    public static GatewayAnswer<FoundTrade?> ReadFound(IReadOnlyDictionary<string, string> fields, TradeSearch search, string name)
    {
        var answer = FoldedAnswer.Fold(fields, [new AskedNumber(name, search.Number, IsNeeded: true)], () => ReadTrade(fields, search.PricingCurrency), () => Failed(fields));
        return answer switch
        {
            GatewayAnswer<TradeReport>.Done { Value.State: TradeState.NotFound } => new GatewayAnswer<FoundTrade?>.Done(null),
            GatewayAnswer<TradeReport>.Done { Value: var report } => Numbered(fields, report),
            GatewayAnswer<TradeReport>.Refused refused => new GatewayAnswer<FoundTrade?>.Refused(refused.Code, refused.Advice, refused.ClockOffset),
            GatewayAnswer<TradeReport>.NotKnown doubt => new GatewayAnswer<FoundTrade?>.NotKnown(doubt.Why, doubt.IsUntrusted, doubt.SurelyNotSent),
            _ => throw new InvalidOperationException("An answer has three cases."),
        };
    }

    private static GatewayAnswer<FoundTrade?> Numbered(IReadOnlyDictionary<string, string> fields, TradeReport report) =>
        AlipayTradeNo.TryRead(fields.GetValueOrDefault(WireNames.AlipayTransId), out var trade)
        && OutTradeNo.TryRead(fields.GetValueOrDefault(WireNames.PartnerTransId) ?? fields.GetValueOrDefault(WireNames.OutTradeNo), out var outNo)
            ? new GatewayAnswer<FoundTrade?>.Done(new FoundTrade(trade, outNo, report))
            : new GatewayAnswer<FoundTrade?>.NotKnown("no_number", IsUntrusted: true);

    /// <summary>A question that failed says nothing of the payment, unless it says that there is none.</summary>
    private static GatewayAnswer<TradeReport> Failed(IReadOnlyDictionary<string, string> fields) =>
        Refusals.SaysNotFound(fields) ? new GatewayAnswer<TradeReport>.Done(new TradeReport(TradeState.NotFound, null, true, null, null, false, null, null))
        : Refusals.OfService<TradeReport>(fields, movesMoney: false) switch
        {
            GatewayAnswer<TradeReport>.Refused { IsConfiguration: false } refused => new GatewayAnswer<TradeReport>.NotKnown(refused.Code),
            var said => said,
        };

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
        var agrees = (fields.GetValueOrDefault("currency") ?? pricing.Code) == pricing.Code;
        var written = fields.GetValueOrDefault("trans_amount") ?? fields.GetValueOrDefault("forex_total_fee");
        if ((agrees && CannotBe(written, pricing)) || CannotBe(fields.GetValueOrDefault("trans_amount_cny"), s_cny) || CannotBe(fields.GetValueOrDefault("refund_amount_cny"), s_cny))
        {
            return new GatewayAnswer<TradeReport>.NotKnown("bad_amount", IsUntrusted: true);
        }
        TradeAmount.TryParse(written, pricing, out var amount);
        Money.TryParse(fields.GetValueOrDefault("trans_amount_cny"), s_cny, out var cny);
        Money.TryParse(fields.GetValueOrDefault("refund_amount_cny"), s_cny, out var refunded);
        return new GatewayAnswer<TradeReport>.Done(new TradeReport(
            state.Value,
            amount,
            agrees,
            WireTime.Read(fields.GetValueOrDefault("alipay_pay_time")),
            cny,
            refunded is { IsPositive: true },
            WireText.Shown(fields.GetValueOrDefault("alipay_buyer_login_id")),
            fields.GetValueOrDefault("alipay_buyer_user_id")));
    }

    /// <summary>An amount is named, and it is none of its currency: negative, beyond what a trade can be, or no amount at all. Then nothing of the answer counts.</summary>
    private static bool CannotBe(string? amount, Currency currency) =>
        !string.IsNullOrEmpty(amount) && !TradeAmount.TryParse(amount, currency, out _) && !(Money.TryParse(amount, currency, out var zero) && zero.MinorUnits == 0);
}
