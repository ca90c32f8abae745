using System.Globalization;
using Microsoft.Extensions.Options;
using Portal.Domain.Primitives;

namespace Portal.Infrastructure.Alipay.Simulator;

/// <summary><c>alipay.acquire.overseas.spot.refund</c>: gives back all or part, at once or by night; the same number again gets the first result.</summary>
/// <remarks>Source: PROTOCOL 3.0 (amounts), 3.8.</remarks>
internal sealed class RefundService(RefundDesk desk, IOptions<SimulatorOptions> options) : IGatewayService
{
    private const int MaxId = 64;
    private const int MaxReason = 128;
    private const int MaxWholeDigits = 9;
    private static readonly string[] s_required = ["partner_trans_id", "partner_refund_id", "refund_amount", "currency"];

    public string Name => GatewayServices.Refund;

    public IReadOnlyList<string> Instead { get; } = ["retry-y", "not-exist", "wait-buyer-pay"];

    public ServiceAnswer? Check(SimulatedRequest request) =>
        s_required.Any(name => request[name] is null) ? ServiceAnswer.Refuse("ILLEGAL_ARGUMENT")
        : IsWellFormed(request) ? null
        : Failed(request, "INVALID_PARAMETER");

    public async Task<ServiceAnswer> AnswerAsync(SimulatedRequest request, SimPartner partner, CancellationToken ct)
    {
        var order = new RefundOrder(
            partner.Partner, request["partner_trans_id"]!, request["alipay_trans_id"], request["partner_refund_id"]!, request["refund_amount"]!, request["currency"]!,
            Reason(request), request["is_sync"] == "Y", request["notify_url"]);
        var (trade, refund, error) = await desk.AskAsync(order, ct);
        return error is not null ? Failed(request, error) : ServiceAnswer.Of(
            "alipay", ("result_code", "SUCCESS"), ("partner_trans_id", trade!.OutTradeNo), ("alipay_trans_id", trade.TradeNo), ("partner_refund_id", refund!.RefundNo),
            ("refund_amount", Text(refund.AmountMinor, refund.Currency)), ("currency", refund.Currency), ("exchange_rate", SixDecimals(trade.Rate)),
            ("refund_amount_cny", Text(refund.CnyMinor, "CNY")));
    }

    public Task<ServiceAnswer> PretendAsync(string fault, SimulatedRequest request, SimPartner partner, CancellationToken ct) =>
        Task.FromResult(Failed(request, fault switch { "not-exist" => "TRADE_NOT_EXIST", "wait-buyer-pay" => "TRADE_STATUS_ERROR", _ => "SYSTEM_ERROR" }));

    public ServiceAnswer Unknown(SimulatedRequest request) => ServiceAnswer.Of(
        "alipay", ("result_code", "UNKNOW"), ("error", "SYSTEM_ERROR"), ("partner_refund_id", request["partner_refund_id"]), ("partner_trans_id", request["partner_trans_id"]));

    private bool IsWellFormed(SimulatedRequest request) =>
        request["partner_trans_id"] is { Length: <= MaxId } ours && request["partner_refund_id"] is { Length: <= MaxId } number && ours != number
        && (request["alipay_trans_id"] ?? "").Length <= MaxId && (Reason(request) ?? "").Length <= MaxReason
        && request["is_sync"] is null or "Y" or "N" && (request["notify_url"] is not { } url || CodeRequest.IsAddress(url))
        && request["currency"] is { Length: 3 } currency && currency.All(char.IsAsciiLetterUpper) && IsAmount(request["refund_amount"]!, currency);

    /// <summary>Positive, plain, no finer than the currency: whole for JPY and KRW.</summary>
    private bool IsAmount(string text, string code)
    {
        var currency = SimulatedAmount.Takes(code, out var known) ? known : Currency.Of("CNY");
        return SimulatedAmount.IsPlain(text, out var decimals) && (decimals <= currency.Decimals || options.Value.ToleratesZeroDecimals)
            && text.Split('.')[0].Length <= MaxWholeDigits && Money.TryParse(text, currency, out var amount) && amount.IsPositive;
    }

    private static string? Reason(SimulatedRequest request) => request["refund_reason"] ?? request["refund_reson"];

    private static ServiceAnswer Failed(SimulatedRequest request, string code) => ServiceAnswer.Of(
        "alipay", ("result_code", "FAILED"), ("error", code), ("partner_trans_id", request["partner_trans_id"]), ("alipay_trans_id", request["alipay_trans_id"]),
        ("partner_refund_id", request["partner_refund_id"]), ("refund_amount", request["refund_amount"]), ("currency", request["currency"]));

    private static string Text(long minor, string currency) => Money.OfMinor(minor, Currency.Of(currency)).ToPlainText();

    private static string SixDecimals(string rate) =>
        decimal.Round(decimal.Parse(rate, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture), 6, MidpointRounding.AwayFromZero).ToString("0.000000", CultureInfo.InvariantCulture);
}
