using Portal.Domain.Primitives;

namespace Portal.Domain.Tenants;

/// <summary>The noes about tenants themselves. No money moves by any of them.</summary>
public static class TenantErrors
{
    /// <summary>The tenant has no account at Alipay yet, so there is nobody to ask.</summary>
    public static PortalError NoAccount => new("unavailable", ErrorKind.Unavailable, "no_account");

    /// <summary>A closed tenant stays closed.</summary>
    public static PortalError Closed => new("stale", ErrorKind.Conflict, "tenant_closed");

    /// <summary>It is in that state already.</summary>
    public static PortalError SameState => new("stale", ErrorKind.Conflict, "tenant_same_state");

    public static PortalError NameTaken => new("tenant_invalid", ErrorKind.Invalid, "tenant_name_taken");

    public static PortalError ReasonRequired => new("reason_required", ErrorKind.Invalid);

    /// <summary>What was typed is not the tenant's name.</summary>
    public static PortalError ConfirmationDiffers => new("tenant_invalid", ErrorKind.Invalid, "tenant_confirmation_differs");

    /// <summary>Codes and payments have the currency in them.</summary>
    public static PortalError CurrencyFixed => new("tenant_invalid", ErrorKind.Invalid, "currency_fixed");

    /// <summary>Support is let in for 1 to 72 hours.</summary>
    public static PortalError HoursInvalid => new("tenant_invalid", ErrorKind.Invalid, "hours_invalid");

    /// <summary>The tenant lets nobody in just now.</summary>
    public static PortalError NotLetIn => new("forbidden", ErrorKind.Forbidden, "not_let_in", new Dictionary<string, string> { ["permission"] = "open_tenant" });

    /// <param name="sentence">What is wrong, for whoever typed it.</param>
    public static PortalError Invalid(string sentence) => new("tenant_invalid", ErrorKind.Invalid, sentence);
}
