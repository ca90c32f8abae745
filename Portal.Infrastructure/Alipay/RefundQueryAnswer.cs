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
        var result = fields.GetValueOrDefault("response_code");
        var isAnswered = result == FoldedAnswer.Done;
        return FoldedAnswer.IsAnother(fields, new AskedNumber(OutReturnNo, asked.RefundNo.Value, IsNeeded: true), isAnswered)
            || FoldedAnswer.IsAnother(fields, new AskedNumber(WireNames.OutTradeNo, asked.OutTradeNo.Value, IsNeeded: true), isAnswered)
            ? FoldedAnswer.OtherNumber<RefundStanding>()
            : State(result, fields) is { } state ? new GatewayAnswer<RefundStanding>.Done(new RefundStanding(state, state == RefundState.Failed ? WireText.Shown(Code(fields)) : null))
            : new GatewayAnswer<RefundStanding>.NotKnown("unknow");
    }

    /// <summary>A question that failed says nothing of the refund, unless it says that there is none.</summary>
    private static RefundState? State(string? result, IReadOnlyDictionary<string, string> fields) => (result, fields.GetValueOrDefault("refund_result_code")) switch
    {
        (FoldedAnswer.Done, FoldedAnswer.Done) => RefundState.Done,
        (FoldedAnswer.Done, "PROCESSING") => RefundState.UnderWay,
        (FoldedAnswer.Done, "FAIL" or "FAILED") => RefundState.Failed,
        ("FAIL" or "FAILED", _) when Refusals.IsNotFound(Code(fields)) => RefundState.NotFound,
        _ => null,
    };

    private static string? Code(IReadOnlyDictionary<string, string> fields) => fields.GetValueOrDefault("refund_error_code");
}
