using Portal.Domain.Primitives;

namespace Portal.Domain.Tenants;

/// <summary>What an operator says of a new tenant.</summary>
/// <param name="Currency">ISO code of the pricing and settlement currency.</param>
/// <param name="TimeZone">IANA name of the shop's zone.</param>
/// <param name="Country">ISO 3166-1 alpha-2.</param>
/// <param name="Mcc">Merchant category code, four digits.</param>
public sealed record TenantDetails(string Name, string Currency, string TimeZone, string Country, string Address, string Mcc, bool RequireSecondFactor)
{
    /// <summary>Hour of the tenant's zone at which its shop day starts, 0 to 23.</summary>
    public int ShopDayStartHour { get; init; } = ShopDay.DefaultStartHour;

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
        if (ShopDayStartHour is < 0 or > 23)
        {
            return "the shop day starts at a full hour, 0 to 23";
        }
        return MerchantCategories.Knows(Mcc) ? null : "the merchant category code needs four digits of the list";
    }
}
