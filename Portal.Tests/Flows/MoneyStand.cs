using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Portal.Domain.Alarms;
using Portal.Domain.Cancels;
using Portal.Domain.Gateway;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Refunds;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Infrastructure.Alipay.Simulator;
using Portal.Infrastructure.Jobs;
using Portal.Infrastructure.Persistence;
using Portal.Infrastructure.Persistence.Work;
using Portal.Tests.Faults;
using Portal.Tests.TestKit;

using RefundOrder = Portal.Domain.Refunds.RefundOrder;

namespace Portal.Tests.Flows;

/// <summary>A shop with one paid payment before the simulator of the same program; jobs run when a test runs them, and time stands but for what a test adds.</summary>
internal sealed class MoneyStand : IAsyncDisposable
{
    public const string Noon = "2026-03-02T04:00:00Z";
    public const string RefundService = "alipay.acquire.overseas.spot.refund";
    public const string RefundQueryService = "alipay.acquire.refund.query";
    public const string CancelService = "alipay.acquire.cancel";
    public const string QueryService = "alipay.acquire.overseas.query";
    private static readonly TimeSpan s_lease = TimeSpan.FromSeconds(45);

    private MoneyStand(PortalFixture portal) => Portal = portal;

    public PortalFixture Portal { get; }

    public FaultStand Shop { get; private set; } = null!;

    public TradeQuery Trade { get; private set; } = null!;

    /// <summary>What a named place in the flows does; nothing where it is null.</summary>
    public Action<string>? Reached { get; set; }

    /// <summary>The shop, for people who sign in to it; its messages are the simulator's own.</summary>
    public PortalTenant Tenant => new(Shop.Account.TenantId, "Shop", Shop.Account.Partner, "HKD", PortalKeys.StrangerSigner);

    private Actor Owner => Actor.Operator(Shop.Account.TenantId);

    /// <param name="now">When the portal believes to start; the payment is made then.</param>
    /// <param name="settings">Beside the stand's own, as on the command line.</param>
    public static async Task<MoneyStand> StartAsync(string now = Noon, string? folder = null, params string[] settings)
    {
        MoneyStand? stand = null;
        var portal = await PortalFixture.StartAsync(
            now, folder, services => services.Replace(ServiceDescriptor.Singleton(new CrashPoints(name => stand?.Reached?.Invoke(name)))),
            ["--Portal:Jobs:Enabled=false", "--Portal:Gateway:FailuresToRest=0", .. settings]);
        stand = new MoneyStand(portal);
        await stand.AnotherShopAsync();
        return stand;
    }

    /// <summary>The same on a portal that runs already and is somebody else's to end; <see cref="Reached"/> is never called.</summary>
    public static async Task<MoneyStand> AtAsync(PortalFixture portal, PaymentStatus status = PaymentStatus.Paid)
    {
        var stand = new MoneyStand(portal);
        await stand.AnotherShopAsync(status: status);
        return stand;
    }

    /// <summary>A shop of its own, with a payment that is paid at Alipay.</summary>
    /// <param name="status">Here: Paid; Unknown, Alipay did not say when it was asked; or Reported, nobody has asked.</param>
    public async Task AnotherShopAsync(string amount = "88.80", PaymentStatus status = PaymentStatus.Paid)
    {
        Shop = await FaultStand.ShopAsync(Portal);
        await Shop.AskForCodeAsync();
        Trade = await Shop.PayAsync(amount: amount);
        Assert.True(await Shop.AppearsAsync());
        if (status == PaymentStatus.Unknown)
        {
            await ArmAsync(QueryService, "unknow");
        }
        if (status != PaymentStatus.Reported)
        {
            await Shop.RunDueAsync();
        }
        Assert.Equal(status, (await PaymentAsync()).Status);
    }

    public async Task<Payment> PaymentAsync()
    {
        await using var context = Shop.Open();
        return await context.Payments.AsNoTracking().SingleAsync();
    }

    public async Task<List<Refund>> RefundsAsync()
    {
        await using var context = Shop.Open();
        return await context.Refunds.AsNoTracking().OrderBy(refund => refund.RequestedAt).ThenBy(refund => refund.Id).ToListAsync();
    }

    public async Task<Refund> RefundAsync() => Assert.Single(await RefundsAsync());

    public async Task<Cancel> CancelAsync()
    {
        await using var context = Shop.Open();
        return await context.Cancels.AsNoTracking().SingleAsync();
    }

    public async Task<List<Cancel>> CancelsAsync()
    {
        await using var context = Shop.Open();
        return await context.Cancels.AsNoTracking().ToListAsync();
    }

    public async Task<List<AlarmKind>> AlarmsAsync()
    {
        await using var context = Shop.Open();
        return await context.Alarms.Select(alarm => alarm.Kind).ToListAsync();
    }

    public async Task<Outcome<RefundReceipt>> RefundAsync(string? amount, string? remaining = null, string? key = null, string? reason = "returned")
    {
        var payment = await PaymentAsync();
        var order = new RefundOrder(amount, reason, remaining ?? payment.Refundable.ToPlainText(), key ?? Guid.NewGuid().ToString("N"));
        return await Portal.Get<RefundPayment>().RunAsync(Owner, payment.Id, order, default);
    }

    public async Task<Outcome<CancelReceipt>> CancelAsync(string key) => await Portal.Get<CancelPayment>().RunAsync(Owner, (await PaymentAsync()).Id, key, default);

    /// <summary>A person of the shop who has just signed in.</summary>
    public async Task<Actor> PersonAsync(Role role, params CounterId[] counters) => await ActorAsync(await Portal.AddPersonAsync(Tenant, role, counters));

    /// <summary>The same of somebody who is known already.</summary>
    public async Task<Actor> ActorAsync(PortalPerson person)
    {
        await Portal.SignInAsync(person);
        var user = new UserId(person.Id);
        await using var context = Portal.Get<PortalDatabase>().OpenWithoutTenant();
        return Actor.Person(Tenant.Id, user, await context.Sessions.Where(row => row.UserId == user).Select(row => row.Id).SingleAsync());
    }

    public Task<Outcome<Refund>> EndAsync(RefundId id, bool later) => Portal.Get<EndRefund>().RunAsync(Owner, id, later, default);

    public Task ArmAsync(string service, string fault, int times = 1) => Portal.Get<FaultBook>().ArmAsync(service, fault, times, null, Shop.Account.Partner, default);

    public async Task DisarmAsync()
    {
        using var answer = await Portal.Client.DeleteAsync("/simulator/api/faults");
        Assert.True(answer.IsSuccessStatusCode);
    }

    /// <summary>What Alipay was asked of this service by the shop, the oldest first.</summary>
    public async Task<List<LoggedRequest>> RequestsAsync(string service) =>
        [.. (await Portal.Get<RequestLog>().ListAsync(service, 100, default)).Where(request => request.Parameters.GetValueOrDefault("partner") == Shop.Account.Partner).Reverse()];

    public async Task<TradeView> RealAsync() => (await Portal.Get<TradeBoard>().FindAsync(Trade.TradeNo.Value, default))!;

    /// <summary>One round of the job for this shop, as things are due now.</summary>
    public async Task<int> JobAsync()
    {
        var claimed = new List<ClaimedRow>();
        foreach (var kind in Enum.GetValues<DueKind>())
        {
            claimed.AddRange(await Portal.Get<ClaimRows>().ClaimAsync(kind, Shop.Account.TenantId, Portal.Clock.GetUtcNow(), s_lease, 10, default));
        }
        foreach (var row in claimed)
        {
            await Portal.Get<DueFlows>().RunAsync(row);
        }
        return claimed.Count;
    }

    /// <summary>Moves on to whatever is due next, and has it done.</summary>
    /// <returns>False: nothing is open.</returns>
    public async Task<bool> NextAsync()
    {
        await using var context = Shop.Open();
        var due = new List<DueRow>();
        due.AddRange(await context.Payments.AsNoTracking().Where(row => row.DueAt != null).ToListAsync());
        due.AddRange(await context.Refunds.AsNoTracking().Where(row => row.DueAt != null).ToListAsync());
        due.AddRange(await context.Cancels.AsNoTracking().Where(row => row.DueAt != null).ToListAsync());
        if (due.Count == 0)
        {
            return false;
        }
        var next = due.Min(row => row.LeasedUntil > row.DueAt ? row.LeasedUntil!.Value.AddTicks(1) : row.DueAt!.Value);
        Portal.Clock.Advance(next > Portal.Clock.GetUtcNow() ? next - Portal.Clock.GetUtcNow() : TimeSpan.Zero);
        await JobAsync();
        return true;
    }

    public async Task SettleAsync(int most = 60)
    {
        while (await NextAsync())
        {
            Assert.True(most-- > 0, "it never ends");
        }
    }

    public ValueTask DisposeAsync() => Portal.DisposeAsync();
}
