using Portal.Domain.Tenants;
using static Portal.Domain.Work.Right;

namespace Portal.Domain.Work;

/// <summary>The one table that says who may do what: ROLES, row by row. Policies, menus, pages, routes and pushes follow from it.</summary>
/// <remarks>A manager's right reaches the counters that the manager is bound to wherever a row is about counters or payments: what one cannot see, one cannot act on.</remarks>
public static class Permissions
{
    private static readonly Dictionary<Permission, Right[]> s_rows = new()
    {
        //                                  admin               support    owner               manager                                   cashier                              accountant  API key
        [Permission.ManageTenants] =        [Yes.WithStepUp(),  No,        No,                 No,                                       No,                                  No,         No],
        [Permission.SeeBoard] =             [Yes,               Yes,       No,                 No,                                       No,                                  No,         No],
        [Permission.OpenTenant] =           [ByGrant,           ByGrant,   Yes,                Yes,                                      Yes,                                 Yes,        Yes],
        [Permission.InviteOwner] =          [Yes.WithStepUp(),  No,        No,                 No,                                       No,                                  No,         No],

        [Permission.SeeSettings] =          [No,                No,        Yes,                Yes,                                      No,                                  Yes,        No],
        [Permission.ChangeSettings] =       [No,                No,        Yes,                No,                                       No,                                  No,         No],
        [Permission.TestGateway] =          [No,                ByGrant,   Yes,                No,                                       No,                                  No,         No],
        [Permission.ManageGateway] =        [No,                No,        Yes.WithStepUp(),   No,                                       No,                                  No,         No],
        [Permission.ChangeAddress] =        [No,                No,        Yes.WithStepUp(),   No,                                       No,                                  No,         No],
        [Permission.SeeRegistration] =      [Yes,               Yes,       Yes,                Yes,                                      No,                                  Yes,        No],
        [Permission.RegisterMerchant] =     [No,                No,        Yes,                Yes,                                      No,                                  No,         No],
        [Permission.SeePeople] =            [No,                No,        Yes,                Stores,                                   No,                                  No,         No],
        [Permission.ManagePeople] =         [No,                No,        Yes.WithStepUp(),   No,                                       No,                                  No,         No],
        [Permission.ManageCashiers] =       [No,                No,        Yes.WithStepUp(),   Stores,                                   No,                                  No,         No],
        [Permission.SeePolicies] =          [No,                No,        Yes,                Yes,                                      No,                                  Yes,        No],
        [Permission.ChangePolicies] =       [No,                No,        Yes.WithStepUp(),   No,                                       No,                                  No,         No],

        [Permission.SeeCounters] =          [ByGrant,           ByGrant,   Yes,                Stores,                                   Bound,                               Yes,        Yes],
        [Permission.ManageCounters] =       [No,                No,        Yes,                Stores,                                   No,                                  No,         Yes],
        [Permission.PrintCode] =            [No,                No,        Yes,                Stores,                                   Bound,                               No,         Yes],
        [Permission.StopCode] =             [No,                No,        Yes,                Stores,                                   Bound,                               No,         No],
        [Permission.RestartCode] =          [No,                No,        Yes,                Stores,                                   No,                                  No,         No],
        [Permission.EmergencyStop] =        [Yes.WithStepUp(),  No,        No,                 No,                                       No,                                  No,         No],
        [Permission.RetireCode] =           [No,                No,        Yes.WithStepUp(),   Stores.WithStepUp(),                      No,                                  No,         No],
        [Permission.ReplaceCode] =          [No,                No,        Yes.WithStepUp(),   Stores.WithStepUp(),                      No,                                  No,         No],
        [Permission.CheckSticker] =         [No,                No,        Yes,                Stores,                                   Bound,                               No,         No],

        [Permission.SeeLive] =              [No,                No,        Yes,                Stores,                                   Bound,                               Yes,        Yes],
        [Permission.SeePayments] =          [ByGrant,           ByGrant,   Yes,                Stores,                                   Bound.RecentOnly(),                  Yes,        Yes],
        [Permission.SeeAttention] =         [No,                No,        Yes,                Stores,                                   Bound,                               Yes,        No],
        [Permission.RevealBuyer] =          [No,                No,        Yes.WithStepUp(),   Stores.WithStepUp(),                      No,                                  No,         No],
        [Permission.SeeRawMessages] =       [ByGrant,           ByGrant,   Yes,                No,                                       No,                                  No,         No],
        [Permission.CheckClaim] =           [No,                No,        Yes,                Yes,                                      Yes.WithinLimits(),                  No,         No],
        [Permission.CheckPayment] =         [ByGrant,           ByGrant,   Yes,                Stores,                                   Bound.WithinLimits(),                No,         Yes],
        [Permission.AddNote] =              [No,                No,        Yes,                Stores,                                   Bound,                               Yes,        Yes],
        [Permission.CancelPayment] =        [No,                No,        Yes,                Stores,                                   Bound.WithinLimits(),                No,         No],
        [Permission.Refund] =               [No,                No,        Yes.WithinLimits(), Stores.WithinLimits(mayAsk: true),        Bound.WithinLimits(mayAsk: true),    No,         No],
        [Permission.ApproveRefund] =        [No,                No,        Yes,                Stores,                                   No,                                  No,         No],
        [Permission.DecideByHand] =         [No,                No,        Yes.WithStepUp(),   No.OnlyAsks(),                            No,                                  No,         No],

        [Permission.RunShift] =             [No,                No,        Yes,                Stores,                                   Bound,                               No,         No],
        [Permission.SeeReports] =           [No,                No,        Yes,                Stores,                                   Bound,                               Yes,        Yes],
        [Permission.ResolveException] =     [No,                No,        Yes,                Yes,                                      No,                                  Yes,        Yes],
        [Permission.BookOrphan] =           [No,                No,        Yes,                Yes,                                      No,                                  No.OnlyAsks(), No],
        [Permission.SignOffDay] =           [No,                No,        Yes,                No,                                       No,                                  Yes,        No],
        [Permission.Export] =               [No,                No,        Yes,                Stores,                                   No,                                  Yes,        Yes],
        [Permission.ManageIntegrations] =   [No,                No,        Yes.WithStepUp(),   No,                                       No,                                  No,         No],
        [Permission.ManageAlerts] =         [No,                No,        Yes,                Stores,                                   Bound,                               Yes,        No],
        [Permission.SeeAudit] =             [Yes,               No,        Yes,                Stores,                                   No,                                  Yes,        No],
        [Permission.SeeJobs] =              [Yes,               Yes,       No,                 No,                                       No,                                  No,         No],
        [Permission.RunJobs] =              [Yes,               No,        No,                 No,                                       No,                                  No,         No],
        [Permission.UseSimulator] =         [Yes,               Yes,       Yes,                Yes,                                      Yes,                                 No,         Yes],

        [Permission.AskGateway] =           [No,                No,        No,                 No,                                       No,                                  No,         No],
        [Permission.RaiseAlarm] =           [No,                No,        No,                 No,                                       No,                                  No,         No],
    };

    /// <summary>Addresses: in Development the portal itself tells Alipay where it is reached now.</summary>
    private static readonly Permission[] s_ofJobs = [Permission.AskGateway, Permission.RaiseAlarm, Permission.SeePayments, Permission.SeeCounters, Permission.ChangeAddress];

    public static Right Of(this Holder holder, Permission permission) => s_rows[permission][(int)holder];

    public static Right Of(this Role role, Permission permission) => role.Holder().Of(permission);

    public static bool Allows(this Role role, Permission permission) => role.Of(permission).IsGiven;

    public static bool JobsMay(Permission permission) => s_ofJobs.Contains(permission);

    /// <summary>Who in a tenant can hand a missing right out: the roles that hold it.</summary>
    public static IReadOnlyList<Role> HeldBy(Permission permission) => [.. Enum.GetValues<Role>().Where(role => role.Allows(permission))];

    public static Holder Holder(this Role role) => role switch
    {
        Role.Owner => Work.Holder.Owner,
        Role.Manager => Work.Holder.Manager,
        Role.Cashier => Work.Holder.Cashier,
        _ => Work.Holder.Accountant,
    };

    public static Holder Holder(this PlatformRole role) => role == PlatformRole.Admin ? Work.Holder.PlatformAdmin : Work.Holder.PlatformSupport;
}
