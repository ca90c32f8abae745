using Portal.Domain.Gateway;
using Portal.Infrastructure.Alipay.Wire;

namespace Portal.Infrastructure.Alipay;

/// <summary>What a refusal is worth, by the table of codes. Where money could move, only a listed code is a no.</summary>
/// <remarks>Source: PROTOCOL 1.4, 3.0, 3.10.</remarks>
internal static class Refusals
{
    private const int MaxCode = 64;

    /// <summary><c>is_success=F</c> without a signature to a call that moves money: no proof of anything, and somebody should hear of it, but where the
    /// gateway itself says that it does not know.</summary>
    public static GatewayAnswer<T>.NotKnown Unsigned<T>(string? error) =>
        new(IsCode(error) ? error! : "no_sign", IsUntrusted: GatewayCodes.All.GetValueOrDefault(error ?? "")?.Verdict != CodeVerdict.NotKnown);

    /// <summary><c>is_success=F</c>, signed or where nothing can move: of a call that moves money, only a code of the gateway's own checks is believed so.</summary>
    public static GatewayAnswer<T> OfGateway<T>(string? error, bool movesMoney)
    {
        if (!IsCode(error))
        {
            return new GatewayAnswer<T>.NotKnown("no_code");
        }
        var row = GatewayCodes.All.GetValueOrDefault(error!);
        return row?.Verdict == CodeVerdict.NotKnown || (movesMoney && row is not { Level: CodeLevel.Gateway })
            ? new GatewayAnswer<T>.NotKnown(error!)
            : new GatewayAnswer<T>.Refused(error!, row?.Advice ?? GatewayAdvice.AskProvider);
    }

    /// <summary>A signed <c>FAIL</c> or <c>FAILED</c>. The reason stands in one of two fields or in both; a doubt in either is a doubt.</summary>
    public static GatewayAnswer<T> OfService<T>(IReadOnlyDictionary<string, string> fields, bool movesMoney)
    {
        var given = Codes(fields);
        var rows = Rows(given);
        return rows.FirstOrDefault(row => row.Verdict == CodeVerdict.NotKnown) is { } doubt ? new GatewayAnswer<T>.NotKnown(doubt.Code)
            : rows is [var listed, ..] ? new GatewayAnswer<T>.Refused(listed.Code, listed.Advice)
            : given.Length == 0 ? new GatewayAnswer<T>.NotKnown("fail")
            : movesMoney ? new GatewayAnswer<T>.NotKnown(given[0])
            : new GatewayAnswer<T>.Refused(given[0], GatewayAdvice.AskProvider);
    }

    /// <summary>Whether a failed answer says that there is no such trade, and nothing that puts this in doubt.</summary>
    public static bool SaysNotFound(IReadOnlyDictionary<string, string> fields)
    {
        var rows = Rows(Codes(fields));
        return rows.Any(row => row.Verdict == CodeVerdict.NotFound) && rows.All(row => row.Verdict != CodeVerdict.NotKnown);
    }

    public static bool IsNotFound(string? code) => GatewayCodes.All.GetValueOrDefault(code ?? "")?.Verdict == CodeVerdict.NotFound;

    /// <summary>The narrower reason first. The envelope's own <c>error</c> is not signed and belongs to the gateway's refusals.</summary>
    private static string[] Codes(IReadOnlyDictionary<string, string> fields) =>
        [.. new[] { fields.GetValueOrDefault(WireNames.DetailErrorCode), fields.GetValueOrDefault(WireNames.Error) }.Where(IsCode).Select(code => code!)];

    private static GatewayCode[] Rows(string[] codes) => [.. codes.Select(code => GatewayCodes.All.GetValueOrDefault(code)).OfType<GatewayCode>()];

    private static bool IsCode(string? text) => text is { Length: > 0 and <= MaxCode };
}
