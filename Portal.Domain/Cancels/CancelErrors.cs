using System.Globalization;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;

namespace Portal.Domain.Cancels;

/// <summary>The noes of cancelling.</summary>
public static class CancelErrors
{
    public static PortalError KeyInvalid => new("amount_invalid", ErrorKind.Invalid, "key_invalid");

    public static PortalError AlreadyCancelled => new("already_cancelled", ErrorKind.Conflict);

    /// <summary>It never was paid, or has been given back.</summary>
    public static PortalError NothingToCancel => new("stale", ErrorKind.Conflict, "nothing_to_cancel");

    /// <summary>Alipay's first word on the payment is still out.</summary>
    public static PortalError TooEarly => new("stale", ErrorKind.Conflict, "payment_reported");

    /// <summary>Never sent: Alipay said meanwhile that the money is here, and the sale stands.</summary>
    public static PortalError SaleStands => new("stale", ErrorKind.Conflict, "cancel_dropped");

    /// <summary>A definite no of Alipay's: the sale stands.</summary>
    public static PortalError RefusedByGateway(string code) =>
        new("stale", ErrorKind.Conflict, "cancel_refused", new Dictionary<string, string> { ["gateway"] = code });

    public static PortalError Frozen => new("stale", ErrorKind.Conflict, "payment_frozen");

    /// <summary>The day is over: refund instead.</summary>
    public static PortalError WindowClosed(DateTimeOffset until) =>
        new("cancel_window_closed", ErrorKind.Conflict, Figures: new Dictionary<string, string> { ["until"] = until.UtcDateTime.ToString("O", CultureInfo.InvariantCulture) });

    /// <summary>Part of it was given back, or is about to be: refund the rest.</summary>
    public static PortalError Refunded(Payment payment) =>
        new("stale", ErrorKind.Conflict, "cancel_after_refund", new Dictionary<string, string> { ["remaining"] = payment.Refundable.ToPlainText() });
}
