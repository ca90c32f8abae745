using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Alarms;
using Portal.Domain.Approvals;
using Portal.Domain.Attention;
using Portal.Domain.Cancels;
using Portal.Domain.Claims;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Refunds;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Persistence;
using Portal.Tests.TestKit;

namespace Portal.Tests.Walks;

/// <summary>Somebody who walks through the portal.</summary>
/// <param name="Holder">The column of the file; null: a stranger.</param>
/// <param name="Actor">As the pages' own ticket makes it; null for strangers and platform staff.</param>
/// <param name="Staff">The same on the platform; null for strangers.</param>
internal sealed record Walker(string Name, Holder? Holder, bool IsBound, PortalSession Session, Actor? Actor, PlatformActor? Staff)
{
    public bool IsPlatform => Holder is Portal.Domain.Work.Holder.PlatformAdmin or Portal.Domain.Work.Holder.PlatformSupport;
}

/// <summary>A counter with its code and a payment at it: what ways through the portal lead to.</summary>
internal sealed record Spot(PortalCounter Counter, string CounterName, PaymentId Payment, string TradeNo);

/// <summary>A portal with two tenants that are alike, and somebody in every role of one of them.</summary>
internal sealed class WalkStage : IAsyncDisposable
{
    private WalkStage(PortalFixture portal, Spot front, Spot back, Spot theirs, IReadOnlyList<Walker> walkers) =>
        (Portal, Front, Back, Theirs, Walkers) = (portal, front, back, theirs, walkers);

    public PortalFixture Portal { get; }

    /// <summary>Whoever is bound to counters is bound to this one.</summary>
    public Spot Front { get; }

    /// <summary>Nobody is bound to this one.</summary>
    public Spot Back { get; }

    /// <summary>Of the other tenant.</summary>
    public Spot Theirs { get; }

    public IReadOnlyList<Walker> Walkers { get; }

    /// <summary>Of the other tenant.</summary>
    public RefundId TheirRefund { get; private init; }

    /// <inheritdoc cref="TheirRefund"/>
    public CancelId TheirCancel { get; private init; }

    /// <inheritdoc cref="TheirRefund"/>
    public ApprovalId TheirApproval { get; private init; }

    /// <inheritdoc cref="TheirRefund"/>
    public ClaimId TheirClaim { get; private init; }

    /// <inheritdoc cref="TheirRefund"/>
    public Guid TheirAlarm { get; private init; }

    /// <inheritdoc cref="TheirRefund"/>
    public Guid TheirNote { get; private init; }

    /// <param name="replace">Plants a fault.</param>
    public static async Task<WalkStage> StartAsync(Action<IServiceCollection>? replace = null)
    {
        var portal = await PortalFixture.StartAsync(now: "2026-03-01T04:05:00Z", replace: replace, settings: "--Portal:Jobs:Enabled=false");
        var (ours, theirs) = (await portal.AddTenantAsync("Canary Tea"), await portal.AddTenantAsync("Foreign Noodles"));
        var (front, back, foreign) = (await SpotAsync(portal, ours, "Canary Front"), await SpotAsync(portal, ours, "Canary Back"), await SpotAsync(portal, theirs, "Foreign Till"));
        List<Walker> walkers =
        [
            await MemberAsync(portal, ours, "owner", Role.Owner),
            await MemberAsync(portal, ours, "manager", Role.Manager),
            await MemberAsync(portal, ours, "manager, bound", Role.Manager, front.Counter.Id),
            await MemberAsync(portal, ours, "cashier", Role.Cashier),
            await MemberAsync(portal, ours, "cashier, bound", Role.Cashier, front.Counter.Id),
            await MemberAsync(portal, ours, "accountant", Role.Accountant),
            await StaffAsync(portal, ours, "admin", PlatformRole.Admin),
            await StaffAsync(portal, ours, "support", PlatformRole.Support),
            new("stranger", null, false, PortalSession.Stranger(portal), null, null),
        ];
        var by = Actor.Operator(theirs.Id);
        var refund = TestPortal.Done(await portal.Get<RefundPayment>().RunAsync(by, await PaidAsync(portal, foreign.Counter), new RefundOrder("1.00", "wrong dish", "88.80", "refund"), default));
        var cancel = TestPortal.Done(await portal.Get<CancelPayment>().RunAsync(by, await PaidAsync(portal, foreign.Counter), "cancel", default));
        return new WalkStage(portal, front, back, foreign, walkers) 
        {
            TheirRefund = refund.Refund.Id,
            TheirCancel = cancel.Cancel.Id,
            TheirApproval = await ApprovalAsync(portal, theirs, foreign.Counter),
            TheirClaim = TestPortal.Done(await portal.Get<CheckClaim>().RunAsync(by, new ClaimOrder(foreign.TradeNo), default)).Id,
            TheirAlarm = await AlarmAsync(portal, theirs),
            TheirNote = TestPortal.Done(await portal.Get<AddNote>().RunAsync(by, new CaseId(CaseKind.Payment, foreign.Payment.Value), "foreign note", default)).Id,
        };
    }

    public ValueTask DisposeAsync() => Portal.DisposeAsync();

    private static async Task<ApprovalId> ApprovalAsync(PortalFixture portal, PortalTenant tenant, PortalCounter counter)
    {
        var cashier = (await MemberAsync(portal, tenant, "their cashier", Role.Cashier, counter.Id)).Actor!;
        var order = new RefundOrder("60.00", "wrong dish", "88.80", "approval");
        return TestPortal.Done(await portal.Get<AskForApproval>().RunAsync(cashier, await PaidAsync(portal, counter), order, default)).Id;
    }

    private static async Task<Guid> AlarmAsync(PortalFixture portal, PortalTenant tenant)
    {
        await using (var work = await portal.Get<IPortalWorkFactory>().BeginAsync(Actor.Job(tenant.Id), Permission.RaiseAlarm, default))
        {
            await work.Alarms.RaiseAsync(AlarmKind.UntrustedAnswer, "foreign", "foreign", null, default);
            Assert.Null(await work.CommitAsync(default));
        }
        return await portal.ReadAsync(tenant, db => db.Alarms.Where(alarm => alarm.Detail == "foreign").Select(alarm => alarm.Id).SingleAsync());
    }

    private static async Task<Spot> SpotAsync(PortalFixture portal, PortalTenant tenant, string name)
    {
        var counter = await portal.AddCounterAsync(tenant, name);
        var tradeNo = AlipayTradeNo.Of(await portal.ReportAsync(counter));
        var payment = await portal.ReadAsync(tenant, db => db.Payments.Where(row => row.TradeNo == tradeNo).Select(row => row.Id).SingleAsync());
        return new Spot(counter, name, payment, tradeNo.Value);
    }

    /// <summary>A payment of which Alipay has said that it is paid.</summary>
    private static async Task<PaymentId> PaidAsync(PortalFixture portal, PortalCounter counter)
    {
        var notice = PortalNotice.Of(counter);
        portal.Gateway.Holds(notice.Trade());
        (await portal.NotifyAsync(counter, notice)).EnsureSuccessStatusCode().Dispose();
        var number = AlipayTradeNo.Of(notice.TradeNo);
        var payment = await portal.ReadAsync(counter.Tenant, db => db.Payments.AsNoTracking().SingleAsync(row => row.TradeNo == number));
        Assert.Null((await portal.Get<QueryPayment>().RunAsync(Actor.Job(counter.Tenant.Id), payment.Id, new Lease(payment.LeaseToken), default)).ErrorCode());
        return payment.Id;
    }

    private static async Task<Walker> MemberAsync(PortalFixture portal, PortalTenant tenant, string name, Role role, params CounterId[] counters)
    {
        var person = await portal.AddPersonAsync(tenant, role, counters);
        var session = await portal.SignInAsync(person);
        var user = new UserId(person.Id);
        await using var context = portal.Get<PortalDatabase>().OpenWithoutTenant();
        var signIn = await context.Sessions.Where(row => row.UserId == user).Select(row => row.Id).SingleAsync();
        return new Walker(name, role.Holder(), counters.Length > 0, session, Actor.Person(tenant.Id, user, signIn), new PlatformActor(user, signIn));
    }

    private static async Task<Walker> StaffAsync(PortalFixture portal, PortalTenant unused, string name, PlatformRole role)
    {
        var email = $"{name}@platform.test";
        await using var scope = portal.Services.CreateAsyncScope();
        var people = scope.ServiceProvider.GetRequiredService<People>();
        var person = Assert.IsType<Outcome<NewPerson>.Done>(await people.AddAsync(email, name, "correct horse")).Value;
        await people.JoinPlatformAsync(person.Id, role, default);
        var session = await portal.SignInAsync(new PortalPerson(unused, person.Id, email, "correct horse"));
        var user = new UserId(person.Id);
        await using var context = portal.Get<PortalDatabase>().OpenWithoutTenant();
        return new Walker(name, role.Holder(), false, session, null, new PlatformActor(user, await context.Sessions.Where(row => row.UserId == user).Select(row => row.Id).SingleAsync()));
    }
}
