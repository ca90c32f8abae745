namespace Portal.Domain.Work;

/// <summary>What somebody may do, one for each row of ROLES, or part of a row; the names stand in refusals, in lower snake case.</summary>
public enum Permission
{
    // The installation
    ManageTenants,
    SeeBoard,
    OpenTenant,
    InviteOwner,

    // A tenant's own affairs
    SeeSettings,
    ChangeSettings,
    TestGateway,

    /// <summary>Keys and account at the payment provider.</summary>
    ManageGateway,
    ChangeAddress,
    SeeRegistration,
    RegisterMerchant,
    SeePeople,
    ManagePeople,
    ManageCashiers,
    SeePolicies,
    ChangePolicies,

    // Counters and their codes
    SeeCounters,
    ManageCounters,
    PrintCode,
    StopCode,
    RestartCode,
    EmergencyStop,
    RetireCode,
    ReplaceCode,
    CheckSticker,

    // Payments
    SeeLive,
    SeePayments,
    SeeAttention,
    RevealBuyer,
    SeeRawMessages,
    CheckClaim,
    CheckPayment,
    AddNote,
    CancelPayment,
    Refund,
    ApproveRefund,
    DecideByHand,

    // The day, the books, the rest
    RunShift,
    SeeReports,
    ResolveException,
    BookOrphan,
    SignOffDay,
    Export,
    ManageIntegrations,
    ManageAlerts,
    SeeAudit,
    SeeJobs,
    RunJobs,
    UseSimulator,

    // The product's own work
    AskGateway,
    RaiseAlarm,
}

/// <summary>Names of permissions and what does not follow from the table.</summary>
public static class PermissionNames
{
    /// <summary>The name said to people and scripts, e.g. <c>manage_counters</c>.</summary>
    public static string Name(this Permission permission) =>
        string.Concat(permission.ToString().Select((c, i) => char.IsUpper(c) && i > 0 ? "_" + char.ToLowerInvariant(c) : char.ToLowerInvariant(c).ToString()));

    /// <summary>After 15 minutes without an action such a right wants the person proven again, whatever the role.</summary>
    public static bool MovesMoney(this Permission permission) =>
        permission is Permission.Refund or Permission.CancelPayment or Permission.ApproveRefund or Permission.DecideByHand;
}
