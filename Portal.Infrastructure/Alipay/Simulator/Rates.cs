using System.Collections.Frozen;
using System.Globalization;
using Portal.Domain.Primitives;

namespace Portal.Infrastructure.Alipay.Simulator;

/// <summary>What one unit of a currency is worth in CNY, 8 decimals, fixed when a trade is made. CNY is rounded half up to fen.</summary>
/// <remarks>Source: PROTOCOL 3.0 (currencies), 3.5 and 8.3 (rates). The figures are invented, of the right size.</remarks>
internal static class Rates
{
    private static readonly FrozenDictionary<string, decimal> s_toCny = new Dictionary<string, decimal>
    {
        ["CNY"] = 1m, ["HKD"] = 0.90202703m, ["GBP"] = 9.12345678m, ["USD"] = 6.64640000m, ["EUR"] = 7.81230000m, ["JPY"] = 0.04725000m, ["KRW"] = 0.00512000m,
        ["SGD"] = 5.23450000m, ["CAD"] = 4.98760000m, ["AUD"] = 4.71230000m, ["NZD"] = 4.31200000m, ["THB"] = 0.19870000m, ["CHF"] = 8.12340000m,
        ["SEK"] = 0.68120000m, ["DKK"] = 1.04710000m, ["NOK"] = 0.66540000m, ["MYR"] = 1.52340000m, ["IDR"] = 0.00043210m, ["PHP"] = 0.12340000m,
        ["MUR"] = 0.15670000m, ["ILS"] = 1.92340000m, ["LKR"] = 0.02340000m, ["RUB"] = 0.07120000m, ["AED"] = 1.80980000m, ["CZK"] = 0.31230000m,
        ["ZAR"] = 0.39120000m, ["MOP"] = 0.87540000m, ["TWD"] = 0.22340000m, ["CLP"] = 0.00710000m, ["VND"] = 0.00026120m,
    }.ToFrozenDictionary();

    public static bool Knows(string? currency) => currency is not null && s_toCny.ContainsKey(currency);

    /// <summary>What <paramref name="typed"/> is worth in the settlement currency and in CNY, with the rates that are kept with the trade.</summary>
    public static Worth Of(Money typed, Currency settlement)
    {
        var cny = ToMinor(InUnits(typed) * s_toCny[typed.Currency.Code], Currency.Of("CNY"));
        var forex = typed.Currency == settlement ? 1m : decimal.Round(s_toCny[typed.Currency.Code] / s_toCny[settlement.Code], 8, MidpointRounding.AwayFromZero);
        return new Worth(
            ToMinor(InUnits(typed) * forex, settlement), cny,
            forex == 1m ? "1" : forex.ToString("0.00000000", CultureInfo.InvariantCulture),
            s_toCny[settlement.Code].ToString("0.00000000", CultureInfo.InvariantCulture));
    }

    /// <summary>An amount at the rate that is kept with its trade, in fen, rounded half up.</summary>
    public static long InCny(long minor, Currency currency, string rate) =>
        ToMinor(minor / Scale(currency) * decimal.Parse(rate, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture), Currency.Of("CNY"));

    private static decimal InUnits(Money money) => money.MinorUnits / Scale(money.Currency);

    private static long ToMinor(decimal units, Currency currency) => (long)decimal.Round(units * Scale(currency), 0, MidpointRounding.AwayFromZero);

    private static decimal Scale(Currency currency)
    {
        var scale = 1m;
        for (var i = 0; i < currency.Decimals; i++)
        {
            scale *= 10;
        }
        return scale;
    }
}

/// <summary>An amount in minor units of the settlement currency and of CNY; rates as the wire writes them.</summary>
internal sealed record Worth(long SettleMinor, long CnyMinor, string ForexRate, string Rate);
