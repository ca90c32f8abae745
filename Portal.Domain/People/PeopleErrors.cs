using Portal.Domain.Primitives;

namespace Portal.Domain.People;

/// <summary>The noes about people and invitations. Nothing is changed by any of them, no money moves.</summary>
public static class PeopleErrors
{
    public static PortalError EmailInvalid => new("user_invalid", ErrorKind.Invalid, "email_invalid");

    public static PortalError PasswordInvalid => new("user_invalid", ErrorKind.Invalid, "password_invalid");

    public static PortalError AlreadyMember => new("user_invalid", ErrorKind.Invalid, "already_member");

    /// <summary>A cashier of a manager who is bound to counters needs one of these.</summary>
    public static PortalError CounterRequired => new("user_invalid", ErrorKind.Invalid, "counter_required");

    /// <summary>A tenant without an owner could give nobody any right.</summary>
    public static PortalError LastOwner => new("stale", ErrorKind.Conflict, "last_owner");

    /// <summary>Nobody changes their own place.</summary>
    public static PortalError OwnPlace => new("forbidden", ErrorKind.Forbidden, "own_place", new Dictionary<string, string> { ["permission"] = "manage_people" });

    /// <summary>No such invitation: mistyped, guessed, or of another installation.</summary>
    public static PortalError InvitationUnknown => new("not_found", ErrorKind.NotFound, "invitation_unknown");

    public static PortalError InvitationUsed => new("stale", ErrorKind.Conflict, "invitation_used");

    public static PortalError InvitationExpired => new("stale", ErrorKind.Conflict, "invitation_expired");

    public static PortalError InvitationWithdrawn => new("stale", ErrorKind.Conflict, "invitation_withdrawn");

    /// <summary>Whoever invited may no longer give that role.</summary>
    public static PortalError InvitationVoid => new("stale", ErrorKind.Conflict, "invitation_void");

    /// <summary>The tenant is closed or lets nobody sign in.</summary>
    public static PortalError InvitationTenantShut => new("stale", ErrorKind.Conflict, "invitation_tenant_shut");

    /// <summary>The person who is signed in has another address.</summary>
    public static PortalError InvitationForOther => new("forbidden", ErrorKind.Forbidden, "invitation_for_other");

    /// <summary>The address has an account already: only whoever signs in to it may join.</summary>
    public static PortalError InvitationNeedsSignIn => new("forbidden", ErrorKind.Forbidden, "invitation_needs_sign_in");
}
