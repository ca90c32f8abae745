using System.Globalization;
using Portal.Domain.Gateway;
using Portal.Infrastructure.Alipay.Wire;

namespace Portal.Infrastructure.Alipay;

/// <summary>Question and answer of <c>alipay.acquire.cancel</c>.</summary>
/// <remarks>Source: PROTOCOL 1.3 (its timestamp is in milliseconds), 3.6.</remarks>
internal static class CancelAnswer
{
    private const string Again = "Y";
    private const string NeverAgain = "N";

    public static Dictionary<string, string> Form(CancelRequest request, DateTimeOffset now) => new()
    {
        [WireNames.Timestamp] = now.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
        [WireNames.OutTradeNo] = request.OutTradeNo.Value,
        [WireNames.TradeNo] = request.TradeNo.Value,
    };

    public static GatewayAnswer<CancelReport> Read(IReadOnlyDictionary<string, string> fields, CancelRequest asked) => FoldedAnswer.Fold(
        fields,
        [new AskedNumber(WireNames.OutTradeNo, asked.OutTradeNo.Value, IsNeeded: true), new AskedNumber(WireNames.TradeNo, asked.TradeNo.Value)],
        () => new GatewayAnswer<CancelReport>.Done(new CancelReport(EffectOf(fields.GetValueOrDefault("action")))),
        () => Failed(fields, fields.GetValueOrDefault("retry_flag")));

    private static CancelEffect EffectOf(string? action) => action switch
    {
        "close" => CancelEffect.Closed,
        "refund" => CancelEffect.MoneyReturned,
        _ => CancelEffect.NotSaid,
    };

    /// <summary>With the flag Y the same cancel is sent again, so nothing is decided yet; N is a no even where the code is not listed.</summary>
    private static GatewayAnswer<CancelReport> Failed(IReadOnlyDictionary<string, string> fields, string? retry)
    {
        var failure = Refusals.OfService<CancelReport>(fields, movesMoney: retry != NeverAgain);
        return retry == Again && failure is GatewayAnswer<CancelReport>.Refused refused ? new GatewayAnswer<CancelReport>.NotKnown(refused.Code) : failure;
    }
}
