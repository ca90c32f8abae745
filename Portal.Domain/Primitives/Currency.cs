using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Portal.Domain.Primitives;

/// <summary>An ISO 4217 currency: its three-letter code and the number of decimals of its minor unit (0, 2, 3 or 4).</summary>
/// <remarks>Source: ISO 4217, list one. Which of them an account may use is a matter of its contract with the provider.</remarks>
public sealed record Currency
{
    private const string TwoDecimals =
        "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP CVE CZK " +
        "DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT " +
        "LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN " +
        "QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS " +
        "VED VES WST XCD YER ZAR ZMW ZWG";

    private const string NoDecimals = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF";
    private const string ThreeDecimals = "BHD IQD JOD KWD LYD OMR TND";
    private const string FourDecimals = "CLF UYW";

    private static readonly FrozenDictionary<string, Currency> s_all = Table();

    private Currency(string code, int decimals) => (Code, Decimals) = (code, decimals);

    /// <summary>Three upper-case letters, e.g. <c>HKD</c>.</summary>
    public string Code { get; }

    /// <summary>Digits after the point in this currency's notation.</summary>
    public int Decimals { get; }

    public static IEnumerable<Currency> All => s_all.Values;

    public static bool TryGet(string? code, [NotNullWhen(true)] out Currency? currency)
    {
        currency = null;
        return code is not null && s_all.TryGetValue(code, out currency);
    }

    /// <exception cref="ArgumentException">No such currency: the code comes from our own records, so this is a bug.</exception>
    public static Currency Of(string code) =>
        TryGet(code, out var currency) ? currency : throw new ArgumentException($"'{code}' is not a currency.", nameof(code));

    public override string ToString() => Code;

    private static FrozenDictionary<string, Currency> Table() =>
        new[] { (TwoDecimals, 2), (NoDecimals, 0), (ThreeDecimals, 3), (FourDecimals, 4) }
            .SelectMany(list => list.Item1.Split(' ').Select(code => new Currency(code, list.Item2)))
            .ToFrozenDictionary(currency => currency.Code, StringComparer.Ordinal);
}
