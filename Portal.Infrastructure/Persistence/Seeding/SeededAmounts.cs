using Portal.Domain.Primitives;

namespace Portal.Infrastructure.Persistence.Seeding;

/// <summary>Amounts as a shop takes them: mostly a meal or a souvenir, seldom something dear, never with odd coins.</summary>
internal static class SeededAmounts
{
    private const long UsualFen = 8_500;
    private static readonly int[] s_percent = [20, 35, 45, 60, 70, 80, 90, 100, 105, 110, 125, 140, 160, 190, 240, 320, 450, 900];

    /// <summary>What about 85 yuan are, in whole units; a rough order of size, not a rate.</summary>
    private static readonly Dictionary<string, long> s_usual = new()
    {
        ["JPY"] = 1_800, ["KRW"] = 16_000, ["VND"] = 300_000, ["IDR"] = 190_000, ["LAK"] = 250_000, ["KHR"] = 48_000, ["MMK"] = 25_000, ["CLP"] = 11_000, ["ISK"] = 1_600,
        ["HKD"] = 92, ["MOP"] = 95, ["TWD"] = 380, ["THB"] = 400, ["PHP"] = 680, ["MYR"] = 52, ["RUB"] = 1_000, ["INR"] = 1_000, ["LKR"] = 3_600, ["NPR"] = 1_600, ["HUF"] = 4_200,
        ["CZK"] = 270, ["TRY"] = 400, ["SEK"] = 125, ["NOK"] = 125, ["DKK"] = 80, ["ZAR"] = 215, ["MXN"] = 220, ["CNY"] = 85, ["SGD"] = 16, ["AUD"] = 18, ["NZD"] = 20, ["CAD"] = 16,
    };

    /// <returns>Minor units of the currency, and fen.</returns>
    public static (long Minor, long Fen) Next(Currency currency, Random random)
    {
        var unit = 1L;
        for (var i = 0; i < currency.Decimals; i++)
        {
            unit *= 10;
        }
        var usual = s_usual.GetValueOrDefault(currency.Code, 12) * unit;
        var coin = Math.Max(1, usual / 200);
        var minor = Math.Max(coin, usual * s_percent[random.Next(s_percent.Length)] / 100 * random.Next(85, 116) / 100 / coin * coin);
        return (minor, Math.Max(1, minor * UsualFen / usual));
    }
}
