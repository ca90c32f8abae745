namespace Portal.Domain.Primitives;

/// <summary>What the amount of one trade can be, whoever names it: a message or an answer.</summary>
/// <remarks>Source: PROTOCOL 3.0, "Amounts": 0.01 to 100000000.00.</remarks>
public static class TradeAmount
{
    private const long MostUnits = 100_000_000;

    /// <summary>False: there is no amount, or none that can be read in the currency's notation or can be.</summary>
    public static bool TryParse(string? text, Currency currency, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Money? amount)
    {
        amount = Money.TryParse(text, currency, out var money) && money.IsPositive && money <= Money.OfUnits(MostUnits, currency) ? money : null;
        return amount is not null;
    }
}
