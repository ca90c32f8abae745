using Portal.Domain.Primitives;

namespace Portal.Domain.Tenants;

/// <summary>What an operator says of a new tenant.</summary>
/// <param name="Currency">ISO code of the pricing and settlement currency.</param>
/// <param name="TimeZone">IANA name of the shop's zone.</param>
/// <param name="Country">ISO 3166-1 alpha-2.</param>
/// <param name="Mcc">Merchant category code, four digits.</param>
public sealed record TenantDetails(string Name, string Currency, string TimeZone, string Country, string Address, string Mcc, bool RequireSecondFactor)
{
    private const int MaxName = 32;
    private const int MaxAddress = 256;

    /// <summary>The first thing that is wrong, as a sentence for the operator; null when all is well.</summary>
    public string? Check()
    {
        if (!PlainText.IsFit(Name.Trim(), MaxName))
        {
            return $"the name needs 1 to {MaxName} characters, without quotes, bars or control characters";
        }
        if (!Primitives.Currency.TryGet(Currency, out _))
        {
            return $"'{Currency}' is not an ISO currency code";
        }
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out var zone) || !zone.HasIanaId)
        {
            return $"'{TimeZone}' is not an IANA time zone, for instance Asia/Hong_Kong";
        }
        if (Country.Length != 2 || !Country.All(char.IsAsciiLetterUpper))
        {
            return "the country needs two capital letters (ISO 3166-1)";
        }
        if (!PlainText.IsFit(Address, MaxAddress))
        {
            return $"the address needs 1 to {MaxAddress} characters, without quotes, bars or control characters";
        }
        return Mcc.Length == 4 && Mcc.All(char.IsAsciiDigit) ? null : "the merchant category code needs four digits";
    }
}
