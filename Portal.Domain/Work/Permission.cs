using Portal.Domain.Tenants;

namespace Portal.Domain.Work;

/// <summary>What somebody may do; the names stand in ROLES and in refusals, in lower snake case.</summary>
public enum Permission
{
    SeePayments,
    SeeCounters,
    ManageCounters,
    PrintCode,
    SeeAttention,
    AskGateway,
    RaiseAlarm,
    StopCode,
    RestartCode,
    RetireCode,
    ReplaceCode,
    ChangeAddress,

    /// <summary>Keys and account at the payment provider: test and change them.</summary>
    ManageGateway,

    /// <summary>Give money back, in part or whole.</summary>
    Refund,

    /// <summary>Undo a whole payment within its day.</summary>
    CancelPayment,
}

/// <summary>The one table that says which role may do what.</summary>
public static class Permissions
{
    private static readonly Permission[] s_ofCashiers = [Permission.SeePayments, Permission.SeeCounters, Permission.PrintCode, Permission.SeeAttention, Permission.StopCode];

    private static readonly Permission[] s_ofManagers =
        [.. s_ofCashiers, Permission.ManageCounters, Permission.AskGateway, Permission.RestartCode, Permission.RetireCode, Permission.ReplaceCode, Permission.Refund, Permission.CancelPayment];

    private static readonly Dictionary<Role, Permission[]> s_ofRole = new()
    {
        [Role.Owner] = [.. s_ofManagers, Permission.ChangeAddress, Permission.ManageGateway],
        [Role.Manager] = s_ofManagers,
        [Role.Cashier] = s_ofCashiers,
        [Role.Accountant] = [Permission.SeePayments, Permission.SeeCounters, Permission.SeeAttention],
    };

    /// <summary>Addresses: in Development the portal itself tells Alipay where it is reached now.</summary>
    private static readonly Permission[] s_ofJobs = [Permission.AskGateway, Permission.RaiseAlarm, Permission.SeePayments, Permission.SeeCounters, Permission.ChangeAddress];

    public static bool Allows(this Role role, Permission permission) => s_ofRole[role].Contains(permission);

    public static bool JobsMay(Permission permission) => s_ofJobs.Contains(permission);

    /// <summary>The name said to people and scripts, e.g. <c>manage_counters</c>.</summary>
    public static string Name(this Permission permission) =>
        string.Concat(permission.ToString().Select((c, i) => char.IsUpper(c) && i > 0 ? "_" + char.ToLowerInvariant(c) : char.ToLowerInvariant(c).ToString()));
}
