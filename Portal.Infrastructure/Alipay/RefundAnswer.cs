using Portal.Domain.Gateway;
using Portal.Domain.Primitives;
using Portal.Infrastructure.Alipay.Wire;

namespace Portal.Infrastructure.Alipay;

/// <summary>Question and answer of <c>alipay.acquire.overseas.spot.refund</c>.</summary>
/// <remarks>Source: PROTOCOL 3.8.</remarks>
internal static class RefundAnswer
{
    private const int MaxReason = 128;

    /// <summary>The same request gives the same form: a repeated refund must differ in nothing.</summary>
    public static Dictionary<string, string> Form(RefundRequest request)
    {
        var form = new Dictionary<string, string>
        {
            [WireNames.PartnerTransId] = request.OutTradeNo.Value,
            [WireNames.AlipayTransId] = request.TradeNo.Value,
            [WireNames.PartnerRefundId] = request.RefundNo.Value,
            [WireNames.RefundAmount] = request.Amount.ToPlainText(),
            [WireNames.Currency] = request.Amount.Currency.Code,
            ["is_sync"] = request.AtOnce ? "Y" : "N",
        };
        if (request.Reason is { Length: > 0 } reason)
        {
            form["refund_reason"] = WireText.Cut(reason, MaxReason);
        }
        if (!request.AtOnce && request.NotifyUrl is { } url)
        {
            form[WireNames.NotifyUrl] = url;
        }
        return form;
    }

    public static GatewayAnswer<RefundReport> Read(IReadOnlyDictionary<string, string> fields, RefundRequest asked) => FoldedAnswer.Fold(
        fields,
        [
            new AskedNumber(WireNames.PartnerRefundId, asked.RefundNo.Value, IsNeeded: true),
            new AskedNumber(WireNames.PartnerTransId, asked.OutTradeNo.Value, IsNeeded: true),
            new AskedNumber(WireNames.AlipayTransId, asked.TradeNo.Value),
        ],
        () => Accepted(fields, asked),
        () => Refusals.OfService<RefundReport>(fields, movesMoney: true));

    private static GatewayAnswer<RefundReport> Accepted(IReadOnlyDictionary<string, string> fields, RefundRequest asked)
    {
        Money.TryParse(fields.GetValueOrDefault(WireNames.RefundAmount), asked.Amount.Currency, out var amount);
        Money.TryParse(fields.GetValueOrDefault("refund_amount_cny"), Currency.Of("CNY"), out var cny);
        var agrees = (!fields.ContainsKey(WireNames.RefundAmount) || amount == asked.Amount)
            && (fields.GetValueOrDefault(WireNames.Currency) ?? asked.Amount.Currency.Code) == asked.Amount.Currency.Code;
        return new GatewayAnswer<RefundReport>.Done(new RefundReport(asked.AtOnce, agrees, cny));
    }
}
