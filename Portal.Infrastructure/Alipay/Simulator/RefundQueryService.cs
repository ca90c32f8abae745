using Microsoft.EntityFrameworkCore;

namespace Portal.Infrastructure.Alipay.Simulator;

/// <summary><c>alipay.acquire.refund.query</c>: what became of a refund. A number that is not known is a failed question, not a failed refund.</summary>
/// <remarks>Source: PROTOCOL 3.9.</remarks>
internal sealed class RefundQueryService(SimulatorFile file, TradeDesk desk) : IGatewayService
{
    private const int MaxTradeNo = 64;
    private const int MaxRefundNo = 128;

    public string Name => GatewayServices.RefundQuery;

    public IReadOnlyList<string> Instead { get; } = ["retry-y", "not-exist", "wait-buyer-pay"];

    public ServiceAnswer? Check(SimulatedRequest request) =>
        request["out_trade_no"] is not { } trade || request["out_return_no"] is not { } refund ? ServiceAnswer.Refuse("ILLEGAL_ARGUMENT")
        : trade.Length > MaxTradeNo || refund.Length > MaxRefundNo ? Failed(request, "INVALID_PARAMETER")
        : null;

    public async Task<ServiceAnswer> AnswerAsync(SimulatedRequest request, SimPartner partner, CancellationToken ct)
    {
        await using var context = file.Open();
        var (ours, number, owner) = (request["out_trade_no"], request["out_return_no"], partner.Partner);
        var trade = await context.FindTradeAsync(owner, null, ours, ct);
        if (trade is null || await desk.FindAsync(trade.TradeNo, ct) is null)
        {
            return Failed(request, "TRADE_NOT_EXIST");
        }
        var refund = await context.Refunds.AsNoTracking().FirstOrDefaultAsync(row => row.Partner == owner && row.RefundNo == number && row.TradeNo == trade.TradeNo, ct);
        return refund is null ? Failed(request, "TRADE_NOT_EXIST") : ServiceAnswer.Of(
            "alipay", ("response_code", "SUCCESS"), ("refund_result_code", refund.Status), ("refund_error_code", refund.Status == SimRefund.Failed ? RefundDesk.NoFunds : null),
            ("out_return_no", refund.RefundNo), ("out_trade_no", trade.OutTradeNo), ("trade_no", trade.TradeNo), ("gmt_create", WireTimestamp.Text(refund.AskedAt)));
    }

    public async Task<ServiceAnswer> PretendAsync(string fault, SimulatedRequest request, SimPartner partner, CancellationToken ct) => fault switch
    {
        "not-exist" => Failed(request, "TRADE_NOT_EXIST"),
        "retry-y" => Failed(request, "SYSTEM_ERROR"),
        _ => AsProcessing(await AnswerAsync(request, partner, ct)),
    };

    public ServiceAnswer Unknown(SimulatedRequest request) => ServiceAnswer.Of(
        "alipay", ("response_code", "UNKNOW"), ("refund_error_code", "SYSTEM_ERROR"), ("out_return_no", request["out_return_no"]), ("out_trade_no", request["out_trade_no"]));

    private static ServiceAnswer AsProcessing(ServiceAnswer answer) => !answer.Fields.ContainsKey("refund_result_code") ? answer : answer with
    {
        Fields = answer.Fields.Where(field => field.Key != "refund_error_code")
            .ToDictionary(field => field.Key, field => field.Key == "refund_result_code" ? SimRefund.Processing : field.Value),
    };

    private static ServiceAnswer Failed(SimulatedRequest request, string code) => ServiceAnswer.Of(
        "alipay", ("response_code", "FAIL"), ("refund_error_code", code), ("out_return_no", request["out_return_no"]), ("out_trade_no", request["out_trade_no"]));
}
