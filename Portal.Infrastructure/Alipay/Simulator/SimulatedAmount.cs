using System.Diagnostics.CodeAnalysis;
using Portal.Domain.Primitives;

namespace Portal.Infrastructure.Alipay.Simulator;

/// <summary>Why an amount cannot be paid.</summary>
public enum AmountProblem
{
    None,
    NotAnAmount,
    TooFine,
    TooSmall,
    TooLarge,
}

/// <summary>What a customer may type: plain digits, the currency's decimals, CNY 0.1 to 50,000.</summary>
/// <remarks>Source: PROTOCOL 3.0 (fractions, limits).</remarks>
public static class SimulatedAmount
{
    private const long MinFen = 10;
    private const long MaxFen = 5_000_000;

    /// <summary>Whether Alipay takes this currency at all.</summary>
    public static bool Takes(string? code, [NotNullWhen(true)] out Currency? currency)
    {
        currency = null;
        return Rates.Knows(code) && Currency.TryGet(code, out currency);
    }

    public static AmountProblem Read(string? text, Currency currency, Currency settlement, out Money? amount)
    {
        var typed = text?.Trim(' ') ?? "";
        amount = null;
        if (!IsPlain(typed, out var decimals))
        {
            return AmountProblem.NotAnAmount;
        }
        if (decimals > currency.Decimals)
        {
            return AmountProblem.TooFine;
        }
        if (!Money.TryParse(typed, currency, out amount) || amount.MinorUnits > 100_000_000_000_000)
        {
            return AmountProblem.TooLarge;
        }
        var fen = Rates.Of(amount, settlement).CnyMinor;
        return fen < MinFen ? AmountProblem.TooSmall : fen > MaxFen ? AmountProblem.TooLarge : AmountProblem.None;
    }

    internal static bool IsPlain(string text, out int decimals)
    {
        var point = text.IndexOf('.', StringComparison.Ordinal);
        decimals = point < 0 ? 0 : text.Length - point - 1;
        var whole = point < 0 ? text : text[..point];
        return whole.Length > 0 && whole.All(char.IsAsciiDigit) && (point < 0 || (decimals > 0 && text[(point + 1)..].All(char.IsAsciiDigit)));
    }
}
