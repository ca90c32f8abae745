using System.Globalization;
using Portal.Domain.Primitives;

namespace Portal.Domain.Approvals;

/// <summary>The noes of asking for a refund and of answering.</summary>
public static class ApprovalErrors
{
    /// <summary>Nobody approves what they asked for themselves.</summary>
    public static PortalError Own => new("forbidden", ErrorKind.Forbidden, "own_request");

    /// <summary>Only whoever asked takes it back.</summary>
    public static PortalError NotOwn => new("forbidden", ErrorKind.Forbidden, "not_own_request");

    /// <summary>It is within the limits: it can be refunded at once.</summary>
    public static PortalError WithinLimits => new("stale", ErrorKind.Conflict, "within_limits");

    /// <summary>One request of a payment at a time.</summary>
    public static PortalError AskedBefore(Approval open) => new(
        "stale", ErrorKind.Conflict, "asked_before", new Dictionary<string, string> { ["amount"] = open.Amount.ToPlainText(), ["at"] = Text(open.RequestedAt) });

    /// <summary>Somebody answered meanwhile.</summary>
    public static PortalError Answered(Approval approval) => new(
        "stale", ErrorKind.Conflict, "request_answered", new Dictionary<string, string> { ["status"] = approval.Status.ToString(), ["at"] = Text(approval.AnsweredAt!.Value) });

    private static string Text(DateTimeOffset at) => at.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
}
