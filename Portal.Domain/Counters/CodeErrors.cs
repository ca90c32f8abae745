using Portal.Domain.Primitives;

namespace Portal.Domain.Counters;

/// <summary>The noes of stopping, restarting, retiring, changing and replacing codes. No money moves by any of them.</summary>
public static class CodeErrors
{
    /// <summary>Retired codes are invalid for ever.</summary>
    public static PortalError Deleted => new("stale", ErrorKind.Conflict, "code_deleted");

    /// <summary>Another code has taken its place.</summary>
    public static PortalError Replaced => new("stale", ErrorKind.Conflict, "code_replaced");

    /// <summary>Alipay has not given the code, so there is nothing to act on.</summary>
    public static PortalError NotMade => new("stale", ErrorKind.Conflict, "code_not_made");

    /// <summary>The platform has stopped all codes of the tenant.</summary>
    public static PortalError HeldWithTenant => new("forbidden", ErrorKind.Forbidden, "codes_stopped");

    /// <summary>An earlier request has no answer yet.</summary>
    public static PortalError Pending => new("stale", ErrorKind.Conflict, "act_pending");

    /// <summary>What was typed is not the counter's name.</summary>
    public static PortalError ConfirmationDiffers => new("name_invalid", ErrorKind.Invalid, "confirmation_differs");

    public static PortalError AddressInvalid => new("name_invalid", ErrorKind.Invalid, "address_invalid");

    /// <summary>The time since when a sticker is suspected lies in the future.</summary>
    public static PortalError SinceInvalid => new("name_invalid", ErrorKind.Invalid, "since_invalid");

    /// <summary>No answer that counts; it is asked again by itself.</summary>
    public static PortalError NotKnownYet => new("unavailable", ErrorKind.Unavailable, "act_not_known");

    /// <param name="code">The gateway's own code.</param>
    /// <param name="isConfiguration">Keys, contract or clock are wrong.</param>
    public static PortalError RefusedByGateway(string code, bool isConfiguration) => new(
        "unavailable", ErrorKind.Unavailable, isConfiguration ? "gateway_configuration" : "gateway_refused", new Dictionary<string, string> { ["gateway"] = code });
}
