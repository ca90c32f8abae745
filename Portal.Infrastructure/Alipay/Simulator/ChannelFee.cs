using System.Globalization;
using Portal.Domain.Primitives;

namespace Portal.Infrastructure.Alipay.Simulator;

/// <summary>The fee of whoever brought the code: a fixed sum or a share, at most 5 % of each payment. Zero is allowed.</summary>
/// <remarks>Source: PROTOCOL 4.2. The order's amount is not known when a code is made, so the ceiling of a fixed sum holds at payment.</remarks>
internal static class ChannelFee
{
    private const string Fixed = "FIXED";
    private const string Rate = "RATE";
    private const decimal Most = 0.05m;
    private const int RateDecimals = 4;

    public static bool IsGood(string? type, string? value, Currency settlement) => type switch
    {
        Fixed => SimulatedAmount.IsPlain(value ?? "", out var decimals) && decimals <= settlement.Decimals && Money.TryParse(value, settlement, out _),
        Rate => SimulatedAmount.IsPlain(value ?? "", out var decimals) && decimals <= RateDecimals && Share(value!) <= Most,
        _ => false,
    };

    /// <returns>Minor units of the settlement currency.</returns>
    public static long Of(SimCode? code, long settleMinor, Currency settlement) => code switch
    {
        { FeeType: Fixed, FeeValue: { } value } when Money.TryParse(value, settlement, out var sum) => Math.Min(sum.MinorUnits, (long)decimal.Floor(settleMinor * Most)),
        { FeeType: Rate, FeeValue: { } value } => (long)decimal.Round(settleMinor * Share(value), 0, MidpointRounding.AwayFromZero),
        _ => 0,
    };

    private static decimal Share(string value) =>
        decimal.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var share) ? share : decimal.MaxValue;
}
