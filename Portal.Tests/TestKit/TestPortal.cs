using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Portal.Domain.Counters;
using Portal.Domain.Gateway;
using Portal.Domain.Notifications;
using Portal.Domain.Payments;
using Portal.Domain.People;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Infrastructure.Jobs;
using Portal.Infrastructure.Persistence;
using Portal.Infrastructure.Persistence.Inbox;
using Portal.Infrastructure.Persistence.Queries;
using Portal.Infrastructure.Persistence.Work;
using Portal.Infrastructure.Tenants;
using Portal.Web.Composition;

namespace Portal.Tests.TestKit;

/// <summary>A tenant with its account, Alipay's half of it, and its owner.</summary>
internal sealed record Shop(Tenant Tenant, GatewayAccount Account, AlipaySide Alipay, Actor Owner)
{
    public TenantId Id => Tenant.Id;
}

/// <summary>The product's own composition on a database of its own, without a web server: flows, gateway adapter, inbox. Jobs run when a test runs them.</summary>
internal sealed class TestPortal : IAsyncDisposable
{
    public const string PublicBase = "https://pay.example";
    private static readonly TimeSpan s_long = TimeSpan.FromDays(3650);
    private static int s_partners;

    private readonly ServiceProvider _services;
    private readonly TestDatabase? _owned;

    private TestPortal(ServiceProvider services, TestDatabase files, bool owned) => (_services, Files, _owned) = (services, files, owned ? files : null);

    public FakeClock Clock => (FakeClock)Get<TimeProvider>();

    public TestDatabase Files { get; }

    public PortalDatabase Database => Get<PortalDatabase>();

    /// <param name="beside">Starts a second portal on the files of another one.</param>
    /// <param name="replace">Puts a part of the test's in the place of a real one.</param>
    /// <param name="writes">False: messages wait until <see cref="StartInboxAsync"/>.</param>
    public static async Task<TestPortal> StartAsync(TestPortal? beside = null, bool writes = true, Action<IServiceCollection>? replace = null)
    {
        var files = beside?.Files ?? TestDatabase.Create();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Portal:PublicBaseUrl"] = PublicBase,
            ["Portal:Jobs:Enabled"] = "false",
            ["Portal:Gateway:CallsPerSecond"] = "0",             // the clock stands, so a bucket would never fill again
            ["Portal:Gateway:FailuresToRest"] = "0",
        }).Build();
        var settings = new PortalSettings(configuration, new HostingEnvironment { EnvironmentName = Environments.Development });
        var services = new ServiceCollection().AddLogging();
        services.AddPortalCore(configuration, settings, DataFolder.Open(files.Folder));
        services.AddPortalWorkers(settings);
        services.AddSingleton<TimeProvider>(beside?.Clock ?? new FakeClock());
        services.AddSingleton<IJitter>(new NoJitter());
        replace?.Invoke(services);
        var portal = new TestPortal(services.BuildServiceProvider(), files, owned: beside is null);
        if (writes)
        {
            await portal.StartInboxAsync();
        }
        return portal;
    }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public Task StartInboxAsync() => Get<InboxWriter>().StartAsync(CancellationToken.None);

    /// <summary>A tenant that is live at once, with keys of the algorithm.</summary>
    public async Task<Shop> AShopAsync(string name = "Harbour Tea", SignAlgorithm algorithm = SignAlgorithm.Rsa2, string currency = "HKD", string gateway = GatewayAccount.SimulatorWord)
    {
        var alipay = AlipaySide.Of(algorithm);
        var partner = $"2088{Interlocked.Increment(ref s_partners):D12}";
        var details = new TenantDetails(name, currency, "Asia/Hong_Kong", "HK", "3 Star Ferry Pier", "5812", false);
        var tenant = Done(await Get<TenantRegistration>().AddAsync(details, alipay.Material(partner, gateway), default));
        return new Shop(tenant, await Get<AcrossTenants>().AccountOfAsync(tenant.Id, default), alipay, await APersonAsync(tenant.Id, Role.Owner));
    }

    /// <summary>A member who is signed in, and proven, for as long as the test lasts.</summary>
    public async Task<Actor> APersonAsync(TenantId tenant, Role role, params CounterId[] counters)
    {
        var user = new UserId(Guid.CreateVersion7());
        var session = Session.Open(user, RandomNumberGenerator.GetBytes(32), [], SignInMethod.PasswordAndCode, "127.0.0.1", null, Clock.GetUtcNow(), s_long);
        session.Proven(Clock.GetUtcNow(), s_long);
        await using var context = Database.Open(tenant);
        context.Memberships.Add(Membership.Of(tenant, user, role, counters));
        context.Sessions.Add(session);
        await context.SaveChangesAsync();
        return Actor.Person(tenant, user, session.Id);
    }

    /// <summary>A counter whose code is live, without asking any gateway.</summary>
    public async Task<Counter> ACounterAsync(Shop shop, string name = "Front")
    {
        Assert.True(CounterName.TryRead(name, out var read));
        await using var work = await Get<IPortalWorkFactory>().BeginAsync(Actor.Operator(shop.Id), Permission.ManageCounters, default);
        var counter = Counter.Register(shop.Id, read, Guid.NewGuid().ToString("N"), Clock.GetUtcNow());
        counter.ActiveCode.Sent($"{PublicBase}/alipay/notify/{counter.ActiveCode.AddressToken}", Clock.GetUtcNow());
        counter.ActiveCode.GoLive("https://qr.alipay.com/bax" + counter.ActiveCode.Id);
        work.Counters.Add(counter);
        Assert.Null(await work.CommitAsync(default));
        return counter;
    }

    /// <summary>Hands a message to the flow as the endpoint does.</summary>
    public Task<Receipt> ReceiveAsync(string token, byte[] body, string? contentType = "application/x-www-form-urlencoded; charset=UTF-8") =>
        Get<ReceiveNotification>().RunAsync(token, body, contentType, default);

    /// <summary>A rightly signed payment arrives at the counter and is stored.</summary>
    public async Task<Payment> APaymentAsync(Shop shop, Counter counter, string tradeNo = "2026030122001400001400000001", string amount = "88.80")
    {
        var form = NoticeForm.Paid(counter.ActiveCode, shop.Account.Partner, tradeNo, amount, shop.Tenant.Currency.Code).SignedBy(shop.Alipay);
        Assert.Equal(Receipt.Stored, await ReceiveAsync(counter.ActiveCode.AddressToken, form.Body()));
        return await PaymentAsync(shop, tradeNo);
    }

    public async Task<Payment> PaymentAsync(Shop shop, string tradeNo)
    {
        await using var context = Database.Open(shop.Id);
        var number = AlipayTradeNo.Of(tradeNo);
        return context.Payments.Single(payment => payment.TradeNo == number);
    }

    public async Task<Counter> CounterAsync(Shop shop, CounterId id)
    {
        await using var work = await Get<IPortalWorkFactory>().BeginAsync(Actor.Operator(shop.Id), Permission.SeeCounters, default);
        return await work.Counters.FindAsync(id, default) ?? throw new InvalidOperationException("No such counter.");
    }

    /// <summary>One tick of the job for one tenant: claims what is due now and leads it to its flow.</summary>
    /// <returns>How many rows were due.</returns>
    public async Task<int> RunDueAsync(Shop shop)
    {
        var claimed = new List<ClaimedRow>();
        foreach (var kind in Enum.GetValues<DueKind>())
        {
            claimed.AddRange(await Get<ClaimRows>().ClaimAsync(kind, shop.Id, Clock.GetUtcNow(), TimeSpan.FromSeconds(30), 100, default));
        }
        foreach (var row in claimed)
        {
            await Get<DueFlows>().RunAsync(row);
        }
        return claimed.Count;
    }

    public static T Done<T>(Outcome<T> outcome) =>
        outcome is Outcome<T>.Done done ? done.Value : throw new InvalidOperationException($"Not done: {outcome}");

    /// <summary>False: the test broke a rule on purpose, behind the model's back.</summary>
    public bool IsCheckedAtTheEnd { get; set; } = true;

    public async ValueTask DisposeAsync()
    {
        await Get<InboxWriter>().StopAsync(CancellationToken.None);
        if (IsCheckedAtTheEnd && _owned is not null)
        {
            Assert.Empty(await Get<Invariants>().FindBrokenAsync(CancellationToken.None));
        }
        await _services.DisposeAsync();
        _owned?.Dispose();
    }

    private sealed class NoJitter : IJitter
    {
        public double Next() => 0.5;
    }
}
