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

    /// <summary>Keys and account at the payment provider: test and change them.</summary>
    ManageGateway,
}

/// <summary>The one table that says which role may do what.</summary>
public static class Permissions
{
    private static readonly Dictionary<Role, Permission[]> s_ofRole = new()
    {
        [Role.Owner] =
        [
            Permission.SeePayments, Permission.SeeCounters, Permission.ManageCounters, Permission.PrintCode, Permission.SeeAttention, Permission.AskGateway,
            Permission.ManageGateway,
        ],
        [Role.Manager] = [Permission.SeePayments, Permission.SeeCounters, Permission.ManageCounters, Permission.PrintCode, Permission.SeeAttention, Permission.AskGateway],
        [Role.Cashier] = [Permission.SeePayments, Permission.SeeCounters, Permission.PrintCode, Permission.SeeAttention],
        [Role.Accountant] = [Permission.SeePayments, Permission.SeeCounters, Permission.SeeAttention],
    };

    private static readonly Permission[] s_ofJobs = [Permission.AskGateway, Permission.RaiseAlarm, Permission.SeePayments, Permission.SeeCounters];

    public static bool Allows(this Role role, Permission permission) => s_ofRole[role].Contains(permission);

    public static bool JobsMay(Permission permission) => s_ofJobs.Contains(permission);

    /// <summary>The name said to people and scripts, e.g. <c>manage_counters</c>.</summary>
    public static string Name(this Permission permission) =>
        string.Concat(permission.ToString().Select((c, i) => char.IsUpper(c) && i > 0 ? "_" + char.ToLowerInvariant(c) : char.ToLowerInvariant(c).ToString()));
}
