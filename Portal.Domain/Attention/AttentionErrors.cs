using Portal.Domain.Primitives;

namespace Portal.Domain.Attention;

/// <summary>The noes of what people do about open questions.</summary>
public static class AttentionErrors
{
    /// <summary>1 to 500 characters, without hidden ones.</summary>
    public static PortalError NoteInvalid => new("reason_required", ErrorKind.Invalid, "note_invalid");

    /// <summary>A decision or a closing says why.</summary>
    public static PortalError ReasonRequired => new("reason_required", ErrorKind.Invalid, "case_reason");

    /// <summary>It has an end, or is too young for a person to decide it, or this cannot be decided of it.</summary>
    public static PortalError NothingToDecide => new("stale", ErrorKind.Conflict, "nothing_to_decide");

    /// <summary>A request of it may still be carried out, or somebody is asking Alipay at this moment.</summary>
    public static PortalError UnderWay => new("stale", ErrorKind.Conflict, "case_under_way");

    /// <summary>It was closed before.</summary>
    public static PortalError ClosedBefore => new("stale", ErrorKind.Conflict, "alarm_closed");

    /// <summary>Nobody closes an alarm about what they did themselves.</summary>
    public static PortalError AboutYou => new("forbidden", ErrorKind.Forbidden, "alarm_about_you");

    /// <summary>There is no question at Alipay behind it.</summary>
    public static PortalError NothingToAsk => new("stale", ErrorKind.Conflict, "nothing_to_ask");
}
