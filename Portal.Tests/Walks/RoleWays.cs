using Portal.Domain.Approvals;
using Portal.Domain.Attention;
using Portal.Domain.Cancels;
using Portal.Domain.Claims;
using Portal.Domain.Counters;
using Portal.Domain.Audit;
using Portal.Domain.Gateway;
using Portal.Domain.Payments;
using Portal.Domain.People;
using Portal.Domain.Primitives;
using Portal.Domain.Privacy;
using Portal.Domain.Refunds;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Infrastructure.Alipay.Signing;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Tenants;
using static Portal.Tests.Walks.Way;

namespace Portal.Tests.Walks;

/// <summary>How each permission is tried. A feature that is added adds its lines here.</summary>
internal static class RoleWays
{
    private const string Counter = "/counters/{Id}";
    private static readonly TenantDetails s_nowhere = new("", "", "", "", "", "", false);
    private static readonly object s_noName = new { name = "", key = "walk" };

    /// <summary>Nothing is sent for it: a form without amount, reason and key.</summary>
    private static readonly object s_noMoney = new { key = "" };

    private static readonly object s_noClaim = new { number = "" };

    public static IReadOnlyList<Way> All { get; } =
    [
        Page(Permission.SeeBoard, "/admin/tenants", place: Place.Platform),
        Page(Permission.SeeBoard, "/admin/tenants/{Id}", spot => spot.Counter.Tenant.Partner, Place.Platform),
        Staff(Permission.ManageTenants, nameof(CreateTenant), async (portal, staff, _) => (await portal.Get<CreateTenant>().RunAsync(staff, s_nowhere, null, default)).ErrorCode()),
        Staff(Permission.ManageTenants, nameof(SuspendTenant), async (portal, staff, spot) => (await portal.Get<SuspendTenant>().RunAsync(staff, spot.Counter.Tenant.Id, true, "", default)).ErrorCode()),
        Staff(Permission.ManageTenants, nameof(ResumeTenant), async (portal, staff, spot) => (await portal.Get<ResumeTenant>().RunAsync(staff, spot.Counter.Tenant.Id, default)).ErrorCode()),
        Staff(Permission.ManageTenants, nameof(CloseTenant), async (portal, staff, spot) => (await portal.Get<CloseTenant>().RunAsync(staff, spot.Counter.Tenant.Id, "not its name", default)).ErrorCode()),
        Staff(Permission.InviteOwner, nameof(InviteOwner), async (portal, staff, spot) => (await portal.Get<InviteOwner>().RunAsync(staff, spot.Counter.Tenant.Id, "no address", default)).ErrorCode()),
        Staff(Permission.OpenTenant, nameof(VisitTenant), async (portal, staff, spot) => (await portal.Get<VisitTenant>().RunAsync(staff, spot.Counter.Tenant.Id, default)).ErrorCode()),
        Page(Permission.SeeJobs, "/admin/jobs", place: Place.Platform),
        Staff(Permission.RunJobs, nameof(IJobBoard), async (portal, staff, _) => (await portal.Get<IJobBoard>().RunNowAsync(staff, "no-such-job", default)) is var ran && ran.ErrorCode() == "not_found" ? "no_such_job" : ran.ErrorCode()),

        Page(Permission.SeeSettings, "/settings"),
        Act(Permission.ChangeSettings, nameof(ChangeCompany), async (portal, actor, _) => (await portal.Get<ChangeCompany>().RunAsync(actor, s_nowhere, -1, default)).ErrorCode(), isAtCounter: false),
        Act(Permission.ChangePolicies, nameof(ChangePolicies), async (portal, actor, _) => (await portal.Get<ChangePolicies>().RunAsync(actor, false, default)).ErrorCode(), isAtCounter: false),
        Act(Permission.ChangePolicies, nameof(ChooseRefundTime), async (portal, actor, _) => (await portal.Get<ChooseRefundTime>().RunAsync(actor, false, default)).ErrorCode(), isAtCounter: false),
        Button(Permission.SeePolicies, "/settings", "policies", isAtCounter: false),
        Page(Permission.SeePeople, "/users"),
        Act(Permission.ManagePeople, nameof(LetSupportIn), async (portal, actor, _) => (await portal.Get<LetSupportIn>().RunAsync(actor, "", 0, default)).ErrorCode(), isAtCounter: false),
        Act(Permission.ManagePeople, nameof(PasswordLinks), async (portal, actor, _) => OfNobody((await portal.Get<PasswordLinks>().MakeAsync(actor, default, default)).ErrorCode()), isAtCounter: false),
        Act(Permission.ManageCashiers, nameof(InvitePerson), async (portal, actor, spot) => (await portal.Get<InvitePerson>().RunAsync(actor, "no address", Role.Cashier, [spot.Counter.Id], default)).ErrorCode(), isAtCounter: false),
        Act(Permission.ManageCashiers, nameof(RemoveMember), async (portal, actor, _) => OfNobody((await portal.Get<RemoveMember>().RunAsync(actor, default, default)).ErrorCode()), isAtCounter: false),
        Page(Permission.SeeAudit, "/audit", place: Place.Both),
        Act(Permission.SeeAudit, nameof(IAuditQueries), async (portal, actor, _) => (await portal.Get<IAuditQueries>().PageAsync(actor, AuditFilter.All, null, 1, default)).Rows.Count < 0 ? "odd" : null, isAtCounter: false),

        Act(Permission.TestGateway, nameof(TestKeys), async (portal, actor, _) => (await portal.Get<TestKeys>().RunAsync(actor, default)).ErrorCode(), isAtCounter: false),
        Act(Permission.ManageGateway, nameof(KeyChange), async (portal, actor, _) => (await portal.Get<KeyChange>().RunAsync(actor, new KeyTexts(null, null, null), TimeSpan.FromDays(-1), default)).ErrorCode(), isAtCounter: false),
        Button(Permission.ChangeAddress, Counter, "change-notify"),
        Act(Permission.ChangeAddress, nameof(MoveAddress), async (portal, actor, spot) => (await portal.Get<MoveAddress>().RunAsync(actor, spot.Counter.Id, spot.Counter.Code, default)).ErrorCode()),
        Act(Permission.ChangeAddress, nameof(MoveAddresses), async (portal, actor, _) => (await portal.Get<MoveAddresses>().RunAsync(actor, default)).ErrorCode(), isAtCounter: false),

        Page(Permission.SeeCounters, "/counters", spot => spot.CounterName),
        Page(Permission.SeeCounters, Counter, spot => spot.CounterName),
        Page(Permission.SeeCounters, "/till/{CounterText}", spot => spot.CounterName),
        Page(Permission.SeeCounters, "/till", spot => spot.CounterName),
        Http(Permission.SeeCounters, "/counters/{id}/qr.svg", isAtCounter: true),
        Http(Permission.ManageCounters, "/counters", s_noName),
        Act(Permission.ManageCounters, nameof(ChangeCode), async (portal, actor, spot) => (await portal.Get<ChangeCode>().RunAsync(actor, spot.Counter.Id, spot.Counter.Code, "", null, default)).ErrorCode()),
        Act(Permission.ManageCounters, nameof(CreateQrCode), async (portal, actor, spot) => (await portal.Get<CreateQrCode>().RetryAsync(actor, spot.Counter.Id, default)).ErrorCode()),

        Page(Permission.PrintCode, "/counters/{Id}/poster", spot => spot.CounterName),
        Http(Permission.PrintCode, "/counters/{id}/qr.png", isAtCounter: true),
        Http(Permission.PrintCode, "/counters/{id}/qr.pdf", isAtCounter: true),
        Http(Permission.PrintCode, "/counters/{id}/qr.svg?download", isAtCounter: true),

        Button(Permission.StopCode, Counter, "stop-code"),
        Act(Permission.StopCode, nameof(StopCode), StopAndGoOnAsync),
        Act(Permission.RestartCode, nameof(RestartCode), async (portal, actor, spot) => (await portal.Get<RestartCode>().RunAsync(actor, spot.Counter.Id, spot.Counter.Code, default)).ErrorCode()),
        Act(Permission.RetireCode, nameof(RetireCode), async (portal, actor, spot) => (await portal.Get<RetireCode>().RunAsync(actor, spot.Counter.Id, spot.Counter.Code, "not its name", default)).ErrorCode()),
        Act(Permission.ReplaceCode, nameof(ReplaceCode), async (portal, actor, spot) =>
            (await portal.Get<ReplaceCode>().RunAsync(actor, spot.Counter.Id, spot.Counter.Code, StickerProblem.Tampered, DateTimeOffset.MaxValue, default)).ErrorCode()),

        Page(Permission.SeePayments, "/", spot => spot.TradeNo),
        Page(Permission.SeePayments, "/payments", spot => spot.TradeNo),
        Page(Permission.SeePayments, "/payments/{Id}", spot => spot.TradeNo),
        Http(Permission.SeePayments, "/payments", shows: spot => spot.TradeNo),
        Http(Permission.SeePayments, "/payments/{id}", shows: spot => spot.TradeNo),
        Button(Permission.RevealBuyer, "/payments/{Id}", "reveal-buyer"),
        Act(Permission.RevealBuyer, nameof(RevealBuyer), async (portal, actor, spot) => (await portal.Get<RevealBuyer>().RunAsync(actor, spot.Payment, default)).ErrorCode()),
        Button(Permission.SeeRawMessages, "/payments/{Id}", "see-messages"),
        Act(Permission.SeeRawMessages, nameof(ReadMessages), async (portal, actor, spot) => (await portal.Get<ReadMessages>().RunAsync(actor, spot.Payment, default)).ErrorCode()),
        Http(Permission.Refund, "/payments/{id}/refunds", s_noMoney, isAtCounter: true),
        Act(Permission.Refund, nameof(RefundPayment), async (portal, actor, spot) => (await portal.Get<RefundPayment>().RunAsync(actor, spot.Payment, new RefundOrder("", "", "", "walk"), default)).ErrorCode()),
        Act(Permission.Refund, nameof(AskForApproval), async (portal, actor, spot) => Asked((await portal.Get<AskForApproval>().RunAsync(actor, spot.Payment, new RefundOrder("", "", "", "walk"), default)).ErrorCode())),
        Act(Permission.ApproveRefund, nameof(ApproveRefund), async (portal, actor, _) => OfNobody((await portal.Get<ApproveRefund>().RunAsync(actor, ApprovalId.New(), "", default)).ErrorCode()), isAtCounter: false),
        Act(Permission.ChangePolicies, nameof(ChangeLimits), async (portal, actor, _) => (await portal.Get<ChangeLimits>().RunAsync(actor, Role.Cashier, new LimitOrder("x", null, null), default)).ErrorCode(), isAtCounter: false),
        Http(Permission.CancelPayment, "/payments/{id}/cancel", s_noMoney, isAtCounter: true),
        Act(Permission.CancelPayment, nameof(CancelPayment), async (portal, actor, spot) => (await portal.Get<CancelPayment>().RunAsync(actor, spot.Payment, key: null, default)).ErrorCode()),
        Button(Permission.CheckPayment, "/payments/{Id}", "check-now"),
        Http(Permission.CheckPayment, "/payments/{id}/check", s_noMoney, isAtCounter: true),
        Act(Permission.CheckPayment, nameof(CheckPayment), async (portal, actor, spot) => (await portal.Get<CheckPayment>().RunAsync(actor, spot.Payment, default)).ErrorCode()),
        Page(Permission.CheckClaim, "/check"),
        Http(Permission.CheckClaim, "/check", s_noClaim),
        Act(Permission.CheckClaim, nameof(CheckClaim), async (portal, actor, _) => (await portal.Get<CheckClaim>().RunAsync(actor, new ClaimOrder(""), default)).ErrorCode(), isAtCounter: false),
        Act(Permission.BookOrphan, nameof(AddRecovered), async (portal, actor, spot) => OfNobody((await portal.Get<AddRecovered>().RunAsync(actor, ClaimId.New(), spot.Counter.Id, default)).ErrorCode()), isAtCounter: false),
        Hub(Permission.SeePayments, "Since", 0, spot => spot.TradeNo),
        Hub(Permission.SeeLive, "Only", Guid.Empty.ToString("N")),
        Page(Permission.SeeAttention, "/attention"),
        Button(Permission.AddNote, "/payments/{Id}", "add-note"),
        Act(Permission.AddNote, nameof(AddNote), async (portal, actor, spot) => (await portal.Get<AddNote>().RunAsync(actor, CaseOf(spot), "", default)).ErrorCode()),
        Act(Permission.AddNote, nameof(TakeOver), async (portal, actor, spot) => (await portal.Get<TakeOver>().GiveBackAsync(actor, CaseOf(spot), default)).ErrorCode()),
        Act(Permission.CheckPayment, nameof(CheckCase), async (portal, actor, spot) => (await portal.Get<CheckCase>().RunAsync(actor, CaseOf(spot), default)).ErrorCode()),
        Act(Permission.DecideByHand, nameof(DecideByHand), async (portal, actor, spot) => (await portal.Get<DecideByHand>().RunAsync(actor, CaseOf(spot), Decision.Paid, "Reported", "", default)).ErrorCode(), isAtCounter: false),
        Act(Permission.ResolveException, nameof(CloseAlarm), async (portal, actor, _) => OfNobody((await portal.Get<CloseAlarm>().RunAsync(actor, new CaseId(CaseKind.Alarm, Guid.NewGuid()), "", default)).ErrorCode()), isAtCounter: false),
    ];

    /// <summary>Whoever needs nobody else is told that only this way is closed.</summary>
    private static string? Asked(string? code) => code == "forbidden" ? "needs nobody else" : code;

    private static CaseId CaseOf(Spot spot) => new(CaseKind.Payment, spot.Payment.Value);

    /// <summary>That nobody of this name is there says that one might have looked.</summary>
    private static string? OfNobody(string? code) => code == "not_found" ? "nobody" : code;

    /// <summary>Stops the code, and starts it again as the operator, for whoever comes next.</summary>
    private static async Task<string?> StopAndGoOnAsync(TestKit.PortalFixture portal, Actor actor, Spot spot)
    {
        var stopped = (await portal.Get<StopCode>().RunAsync(actor, spot.Counter.Id, spot.Counter.Code, default)).ErrorCode();
        Assert.Null((await portal.Get<RestartCode>().RunAsync(Actor.Operator(actor.Tenant), spot.Counter.Id, spot.Counter.Code, default)).ErrorCode());
        return stopped;
    }
}
