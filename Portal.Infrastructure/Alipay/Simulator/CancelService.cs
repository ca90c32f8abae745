using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Portal.Infrastructure.Alipay.Simulator;

/// <summary><c>alipay.acquire.cancel</c>: undoes a trade within its day (GMT+8); the same call again gets the same answer.</summary>
/// <remarks>Source: PROTOCOL 3.6.</remarks>
internal sealed class CancelService(SimulatorFile file, DueSteps steps, FaultBook faults, NotificationQueue queue, IOptions<SimulatorOptions> options) : IGatewayService
{
    private const int MaxId = 64;
    private const int MinTradeNo = 16;
    private const string Undone = "refund";
    private const string Closed = "close";
    private static readonly string[] s_noFunds = ["no-funds"];

    public string Name => GatewayServices.Cancel;

    public IReadOnlyList<string> Instead { get; } = ["retry-y", "not-exist"];

    public ServiceAnswer? Check(SimulatedRequest request) =>
        WireTimestamp.CheckEither(request["timestamp"], file.Now, options.Value.CancelExpires) is { } refused ? ServiceAnswer.Refuse(refused)
        : request["out_trade_no"] is not { } ours ? ServiceAnswer.Refuse("ILLEGAL_ARGUMENT")
        : ours.Length > MaxId || request["trade_no"] is { Length: < MinTradeNo or > MaxId } || request["terminal_timestamp"]?.All(char.IsAsciiDigit) == false
            ? Failed(request, null, "INVALID_PARAMETER", "参数无效", retry: false)
        : null;

    public async Task<ServiceAnswer> AnswerAsync(SimulatedRequest request, SimPartner partner, CancellationToken ct)
    {
        await using var context = file.Open();
        await using var transaction = await context.Database.BeginTransactionAsync(ct);
        var trade = await context.FindTradeAsync(partner.Partner, request["trade_no"], request["out_trade_no"], ct);
        var answer = trade is null
            ? await VoidAsync(context, request, partner, ct)
            : await CancelAsync(context, request, await steps.BringUpToDateAsync(context, trade.TradeNo, ct), ct);
        await transaction.CommitAsync(ct);
        queue.Ring();
        return answer;
    }

    public Task<ServiceAnswer> PretendAsync(string fault, SimulatedRequest request, SimPartner partner, CancellationToken ct) => Task.FromResult(
        fault == "retry-y" ? Failed(request, null, "SYSTEM_ERROR", "系统错误", retry: true) : Failed(request, null, "TRADE_NOT_EXIST", "交易不存在", retry: false));

    public ServiceAnswer Unknown(SimulatedRequest request) => ServiceAnswer.Of(
        "alipay", ("result_code", "UNKNOW"), ("out_trade_no", request["out_trade_no"]), ("trade_no", request["trade_no"]), ("retry_flag", "Y"), ("detail_error_code", "SYSTEM_ERROR"),
        ("detail_error_des", "系统错误"));

    /// <summary>A trade that never was counts as undone, and stays impossible.</summary>
    private async Task<ServiceAnswer> VoidAsync(SimulatorContext context, SimulatedRequest request, SimPartner partner, CancellationToken ct)
    {
        var number = request["out_trade_no"]!;
        if (!await context.Voids.AnyAsync(row => row.OutTradeNo == number, ct))
        {
            context.Voids.Add(new SimVoid { OutTradeNo = number, Partner = partner.Partner, At = file.Now });
            await context.SaveChangesAsync(ct);
        }
        return ServiceAnswer.Of("alipay", ("result_code", "SUCCESS"), ("out_trade_no", number), ("retry_flag", "N"), ("action", Closed));
    }

    private async Task<ServiceAnswer> CancelAsync(SimulatorContext context, SimulatedRequest request, SimTrade trade, CancellationToken ct)
    {
        var now = file.Now;
        switch (trade.Status)
        {
            case SimTrade.Closed:
                return trade.ClosedBy == SimTrade.ByRefunds ? Refunded(request, trade) : Done(trade, trade.ClosedBy == SimTrade.ByCancel && trade.PaidAt is not null ? Undone : Closed);
            case SimTrade.Finished:
                return Failed(request, trade, "TRADE_HAS_FINISHED", "交易已完结", retry: false);
            case SimTrade.Waiting when IsSameDay(trade.CreatedAt, now) || now - trade.CreatedAt <= options.Value.CancelBuffer:
                await steps.CloseAsync(context, trade, SimTrade.ByCancel, now, NotifyAction.Closed, ct);
                return Done(trade, Closed);
            case SimTrade.Paid when !IsSameDay(trade.PaidAt!.Value, now):
            case SimTrade.Waiting:
                return Failed(request, trade, "TRADE_CANCEL_TIME_OUT", "超过撤销时间范围", retry: false);
            case var _ when await context.Refunds.AnyAsync(refund => refund.TradeNo == trade.TradeNo && refund.Status != SimRefund.Failed, ct):
                return Refunded(request, trade);
            case var _ when await faults.TakeAsync(context, Name, trade.Partner, s_noFunds, ct) is not null:
                return Failed(request, trade, "SELLER_BALANCE_NOT_ENOUGH", "商户账户余额不足", retry: true);
            default:
                await steps.CloseAsync(context, trade, SimTrade.ByCancel, now, NotifyAction.Cancelled, ct);
                return Done(trade, Undone);
        }
    }

    private static bool IsSameDay(DateTimeOffset one, DateTimeOffset other) => WireTimestamp.DayOf(one) == WireTimestamp.DayOf(other);

    private static ServiceAnswer Done(SimTrade trade, string action) => ServiceAnswer.Of(
        "alipay", ("result_code", "SUCCESS"), ("out_trade_no", trade.OutTradeNo), ("trade_no", trade.TradeNo), ("retry_flag", "N"), ("action", action));

    private static ServiceAnswer Refunded(SimulatedRequest request, SimTrade trade) => Failed(request, trade, "REASON_TRADE_REFUND_FEE_ERR", "交易已发生退款", retry: false);

    private static ServiceAnswer Failed(SimulatedRequest request, SimTrade? trade, string code, string words, bool retry) => ServiceAnswer.Of(
        "alipay", ("result_code", "FAIL"), ("out_trade_no", trade?.OutTradeNo ?? request["out_trade_no"]), ("trade_no", trade?.TradeNo ?? request["trade_no"]),
        ("retry_flag", retry ? "Y" : "N"), ("detail_error_code", code), ("detail_error_des", words));
}
