using Portal.Domain.Gateway;
using Portal.Infrastructure.Alipay.Wire;

namespace Portal.Infrastructure.Alipay;

/// <summary>Question and answer of <c>alipay.acquire.refund.query</c>, which has result fields of its own.</summary>
/// <remarks>Source: PROTOCOL 3.9: only <c>SUCCESS</c> is done.</remarks>
internal static class RefundQueryAnswer
{
    private const string OutReturnNo = "out_return_no";

    public static Dictionary<string, string> Form(RefundQuery query) => new()
    {
        [WireNames.OutTradeNo] = query.OutTradeNo.Value,
        [OutReturnNo] = query.RefundNo.Value,
    };

    public static GatewayAnswer<RefundStanding> Read(IReadOnlyDictionary<string, string> fields, RefundQuery asked)
    {
        if (fields.GetValueOrDefault("response_code") != FoldedAnswer.Done)
        {
            return new GatewayAnswer<RefundStanding>.NotKnown("unknow");
        }
        if (fields.GetValueOrDefault(OutReturnNo) != asked.RefundNo.Value || fields.GetValueOrDefault(WireNames.OutTradeNo) != asked.OutTradeNo.Value)
        {
            return FoldedAnswer.OtherNumber<RefundStanding>();
        }
        RefundState? state = fields.GetValueOrDefault("refund_result_code") switch
        {
            FoldedAnswer.Done => RefundState.Done,
            "PROCESSING" => RefundState.UnderWay,
            "FAIL" or "FAILED" => RefundState.Failed,
            _ => null,
        };
        return state is { } known
            ? new GatewayAnswer<RefundStanding>.Done(new RefundStanding(known, known == RefundState.Failed ? WireText.Shown(fields.GetValueOrDefault("refund_error_code")) : null))
            : new GatewayAnswer<RefundStanding>.NotKnown("unknow");
    }
}
