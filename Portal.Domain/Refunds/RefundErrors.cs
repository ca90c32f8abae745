using System.Globalization;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;

namespace Portal.Domain.Refunds;

/// <summary>The noes of giving money back.</summary>
public static class RefundErrors
{
    public static PortalError AmountInvalid => new("amount_invalid", ErrorKind.Invalid);

    public static PortalError KeyInvalid => new("amount_invalid", ErrorKind.Invalid, "key_invalid");

    public static PortalError ReasonRequired => new("reason_required", ErrorKind.Invalid, "refund_reason");

    public static PortalError ReasonInvalid => new("reason_required", ErrorKind.Invalid, "reason_invalid");

    /// <summary>A cancel is under way: it undoes the whole payment.</summary>
    public static PortalError CancelUnderWay => new("stale", ErrorKind.Conflict, "cancel_under_way");

    public static PortalError AlreadyCancelled => new("already_cancelled", ErrorKind.Conflict);

    /// <summary>Alipay has not said that the money is here.</summary>
    public static PortalError NotPaid => new("stale", ErrorKind.Conflict, "payment_not_paid");

    /// <summary>Something is wrong with the payment's record; nothing is done until a person has looked.</summary>
    public static PortalError Frozen => new("stale", ErrorKind.Conflict, "payment_frozen");

    /// <summary>Only a refund that waits for balance can be ended, and only while no request of it is under way.</summary>
    public static PortalError NotWaiting => new("stale", ErrorKind.Conflict, "refund_not_waiting");

    /// <summary>On record and sent: whether it was carried out is not known yet.</summary>
    public static PortalError NotKnownYet => new("unavailable", ErrorKind.Unavailable, "refund_not_known") { MoneyMoved = MoneyMoved.Unknown };

    public static PortalError AmountTooFine(Currency currency) =>
        new("amount_too_fine", ErrorKind.Invalid, Figures: new Dictionary<string, string> { ["decimals"] = currency.Decimals.ToString(CultureInfo.InvariantCulture) });

    public static PortalError Exceeds(Money remaining) =>
        new("refund_exceeds_remaining", ErrorKind.Exceeds, Figures: new Dictionary<string, string> { ["remaining"] = remaining.ToPlainText() });

    /// <summary>The form showed another remaining amount: somebody gave something back meanwhile.</summary>
    /// <param name="newest">The newest refund that holds an amount; null: none does. The name of whoever wanted it is for the flow to find.</param>
    public static PortalError StaleForm(Payment payment, Refund? newest)
    {
        var figures = new Dictionary<string, string> { ["remaining"] = payment.Refundable.ToPlainText() };
        if (newest is not null)
        {
            figures["refunded"] = newest.Amount.ToPlainText();
            figures["at"] = newest.RequestedAt.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
            figures["by"] = "";
        }
        return new PortalError("stale", ErrorKind.Conflict, newest is null ? null : "refunded_meanwhile", figures);
    }

    /// <summary>More at once than the person may give back.</summary>
    public static PortalError OverAmount(Money limit) => Over("limit_amount", limit.ToPlainText());

    /// <summary>As often within an hour as the person may.</summary>
    /// <param name="until">When the next one is possible.</param>
    public static PortalError OverCount(int limit, DateTimeOffset until) =>
        Over("limit_per_hour", limit.ToString(CultureInfo.InvariantCulture), until.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));

    /// <summary>The payment is older than those that the person may give back; 1 day: another shop day.</summary>
    public static PortalError OverAge(int days) => Over("limit_age", days.ToString(CultureInfo.InvariantCulture));

    /// <summary>A definite no of Alipay's; the amount is free again.</summary>
    public static PortalError RefusedByGateway(string code) =>
        new("stale", ErrorKind.Conflict, "refund_refused", new Dictionary<string, string> { ["gateway"] = code });

    private static PortalError Over(string rule, string limit, string? until = null)
    {
        var figures = new Dictionary<string, string> { ["rule"] = rule, ["limit"] = limit };
        if (until is not null)
        {
            figures["until"] = until;
        }
        return new PortalError("limit_exceeded", ErrorKind.Forbidden, rule, figures);
    }
}
