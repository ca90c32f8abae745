using Portal.Domain.Primitives;
using Portal.Domain.Tenants;

namespace Portal.Web.Components.Shared;

/// <summary>Company data while they are typed.</summary>
public sealed class CompanyEntry
{
    public string Name { get; set; } = "";

    public string Mcc { get; set; } = "5812";

    public string Country { get; set; } = "HK";

    public string Address { get; set; } = "";

    public string Currency { get; set; } = "HKD";

    public string TimeZone { get; set; } = "Asia/Hong_Kong";

    public int DayStart { get; set; } = ShopDay.DefaultStartHour;

    public static CompanyEntry Of(Tenant tenant) => new()
    {
        Name = tenant.Name,
        Mcc = tenant.Mcc,
        Country = tenant.Country,
        Address = tenant.Address,
        Currency = tenant.Currency.Code,
        TimeZone = tenant.TimeZone,
        DayStart = tenant.ShopDayStartHour,
    };

    public TenantDetails ToDetails(bool requireSecondFactor = false) =>
        new(Name.Trim(), Currency.Trim(), TimeZone.Trim(), Country.Trim(), Address.Trim(), Mcc.Trim(), requireSecondFactor) { ShopDayStartHour = DayStart };
}
