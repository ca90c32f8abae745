using Microsoft.Extensions.Options;
using Portal.Domain.Primitives;

namespace Portal.Infrastructure.Alipay.Simulator;

/// <summary>What Alipay keeps of a payment, and the part of a payment that a refund is. Parts add up: the last takes what rounding left.</summary>
/// <remarks>Source: PROTOCOL 3.8 (the payment's rate), 4.2 (channel fee), 5.2 (charge).</remarks>
public sealed class Charges(IOptions<SimulatorOptions> options)
{
    /// <returns>Minor units of the settlement currency: the contract's share and the code's channel fee.</returns>
    internal long Of(SimCode? code, long settleMinor, Currency settlement) =>
        Part(settleMinor, options.Value.FeeRate) + ChannelFee.Of(code, settleMinor, settlement);

    /// <param name="heldMinor">What earlier refunds that did not fail took, in the settlement currency.</param>
    /// <param name="amountMinor">This refund, in the settlement currency.</param>
    internal (long TypedMinor, long CnyMinor, long FeeMinor) Share(SimTrade trade, long heldMinor, long amountMinor)
    {
        return (Of(trade.AmountMinor), Of(trade.CnyMinor), options.Value.ReturnsFee ? Of(trade.FeeMinor) : 0);

        long Of(long total) => Part(total, (decimal)(heldMinor + amountMinor) / trade.SettleMinor) - Part(total, (decimal)heldMinor / trade.SettleMinor);
    }

    private static long Part(long total, decimal share) => (long)decimal.Round(total * share, 0, MidpointRounding.AwayFromZero);
}
