using Portal.Domain.Primitives;

namespace Portal.Web.Features.Simulator.Wallet;

/// <summary>The digits under the amount, for fingers. Each press is a form of its own: the page has no script.</summary>
internal static class WalletKeys
{
    public const string Erase = "erase";
    private const int Longest = 24;

    /// <summary>From left to right and down; currencies without decimals have two zeros where the others have the point.</summary>
    public static IReadOnlyList<string> Of(Currency currency) => ["1", "2", "3", "4", "5", "6", "7", "8", "9", currency.Decimals == 0 ? "00" : ".", "0", Erase];

    /// <summary>The amount after a press; what is no key changes nothing.</summary>
    public static string Press(string? typed, string? key, Currency currency)
    {
        var before = typed ?? "";
        return key == Erase ? before[..Math.Max(0, before.Length - 1)]
            : key is not null && Of(currency).Contains(key) && before.Length + key.Length <= Longest ? before + key
            : before;
    }
}
