using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Portal.Domain.Counters;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Infrastructure.Alipay.Signing;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Persistence;
using Portal.Infrastructure.Persistence.Queries;
using Portal.Infrastructure.Tenants;
using Portal.Web.Composition;

namespace Portal.Tests.TestKit;

/// <summary>The real portal in this process: Kestrel on a free loopback port, a SQLite file in a folder of its own, a gateway that answers what it is told.</summary>
internal sealed class PortalFixture : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly PortalFolder? _ownFolder;

    private PortalFixture(WebApplication app, PortalGateway gateway, PortalTestClock clock, PortalLog log, string folder, PortalFolder? ownFolder)
    {
        (_app, Gateway, Clock, Log, Folder, _ownFolder) = (app, gateway, clock, log, folder, ownFolder);
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false }) { BaseAddress = new Uri(app.Urls.First()) };
    }

    public IServiceProvider Services => _app.Services;

    /// <summary>Follows no redirect and keeps no cookie.</summary>
    public HttpClient Client { get; }

    public Uri Address => Client.BaseAddress!;

    /// <summary>Comes from another address of this machine, as from another place.</summary>
    public HttpClient ClientFrom(string address) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ConnectCallback = async (context, ct) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
            await socket.ConnectAsync(IPAddress.Loopback, Address.Port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        },
    })
    { BaseAddress = Address };

    public string Folder { get; }

    public PortalGateway Gateway { get; }

    public PortalTestClock Clock { get; }

    public PortalLog Log { get; }

    /// <summary>What a hash costs is the matter of the tests of signing in; all others sign somebody in on their way.</summary>
    private const int FewRounds = 1000;

    /// <param name="now">The instant at which the portal believes to start, e.g. <c>2026-03-01T15:30:00Z</c>.</param>
    /// <param name="folder">A data folder that is shared with another portal and is not deleted.</param>
    /// <param name="replace">Puts a part of the test's in the place of a real one.</param>
    /// <param name="settings">As on the command line, e.g. <c>--Portal:Jobs:Enabled=false</c>.</param>
    public static async Task<PortalFixture> StartAsync(string? now = null, string? folder = null, Action<IServiceCollection>? replace = null, params string[] settings)
    {
        var own = folder is null ? new PortalFolder() : null;
        if (own is not null)
        {
            TestDatabase.PutInto(own.Location);               // portals that begin with nothing are processes of their own: ProgramStartTests
            SimulatorDatabase.PutInto(own.Location);
        }
        var (clock, log) = (new PortalTestClock(now is null ? null : DateTimeOffset.Parse(now, CultureInfo.InvariantCulture)), new PortalLog());
        string[] args =
        [
            "--urls", "http://127.0.0.1:0", "--environment", "Development", $"--Portal:DataFolder={folder ?? own!.Location}",
            "--Portal:Demo:Enabled=false", "--Portal:Gateway:CallsPerSecond=0", "--Portal:Gateway:FailuresToRest=0", .. settings,
        ];
        var app = PortalHost.Build(args, services =>
        {
            services.Replace(ServiceDescriptor.Singleton<TimeProvider>(clock));
            services.AddLogging(logging => logging.ClearProviders().AddProvider(log));
            services.Configure<PasswordHasherOptions>(hashing => hashing.IterationCount = FewRounds);
            replace?.Invoke(services);
        });
        await PortalHost.PrepareAsync(app);
        await app.StartAsync();
        return new PortalFixture(app, await PortalGateway.StartAsync(), clock, log, folder ?? own!.Location, own);
    }

    public T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();

    /// <summary>A tenant with keys of its own.</summary>
    /// <param name="gateway">Null: <see cref="Gateway"/>, which only Development allows.</param>
    public async Task<PortalTenant> AddTenantAsync(string name = "Harbour Tea", string currency = "HKD", SignAlgorithm algorithm = SignAlgorithm.Md5, string? gateway = null)
    {
        var partner = $"2088{Random.Shared.NextInt64(100_000_000_000, 900_000_000_000)}";
        var secret = Guid.NewGuid().ToString("N");
        var isMd5 = algorithm == SignAlgorithm.Md5;
        var material = new AccountMaterial(
            partner, algorithm, isMd5 ? secret : null, isMd5 ? null : PortalKeys.MerchantPrivateKey, isMd5 ? null : PortalKeys.AlipayPublicKey, gateway ?? Gateway.Address);
        var details = new TenantDetails(name, currency, "Asia/Hong_Kong", "HK", "1 Test Street", "5812", false);
        var made = Assert.IsType<Outcome<Tenant>.Done>(await Get<TenantRegistration>().AddAsync(details, material, default)).Value;
        ISigner alipay = isMd5 ? new Md5Signature(secret) : PortalKeys.AlipaySigner;
        Gateway.Knows(partner, alipay);
        return new PortalTenant(made.Id, name, partner, currency, alipay);
    }

    public async Task<PortalCounter> AddCounterAsync(PortalTenant tenant, string name = "Till 1")
    {
        var made = Assert.IsType<Outcome<Counter>.Done>(await Get<CreateQrCode>().RunAsync(Actor.Operator(tenant.Id), name, Guid.NewGuid().ToString("N"), default)).Value;
        return new PortalCounter(tenant, made.Id, made.ActiveCode.Id, made.ActiveCode.AddressToken, made.ActiveCode.Passback);
    }

    public Task<PortalPerson> AddPersonAsync(PortalTenant tenant, Role role = Role.Owner, params CounterId[] counters) => AddNamedAsync("Someone", tenant, role, counters);

    /// <summary>A person whose name can be told from the others'.</summary>
    public async Task<PortalPerson> AddNamedAsync(string name, PortalTenant tenant, Role role, params CounterId[] counters)
    {
        var email = $"{role}.{Guid.NewGuid():N}@shop.test".ToLowerInvariant();
        await using var scope = Services.CreateAsyncScope();
        var people = scope.ServiceProvider.GetRequiredService<People>();
        var person = Assert.IsType<Outcome<NewPerson>.Done>(await people.AddAsync(email, name, "correct horse")).Value;
        await people.JoinAsync(tenant.Id, person.Id, role, counters, default);
        return new PortalPerson(tenant, person.Id, email, "correct horse");
    }

    public async Task<PortalSession> SignInAsync(PortalPerson person)
    {
        var session = PortalSession.Stranger(this);
        using var answer = await session.PostSignInAsync(person.Email, person.Password);
        Assert.Equal("/", answer.Headers.Location?.ToString());
        return session;
    }

    public async Task<PortalSession> SignInAsync(PortalTenant tenant, Role role = Role.Owner, params CounterId[] counters) =>
        await SignInAsync(await AddPersonAsync(tenant, role, counters));

    /// <summary>Sends a notice to a counter's address, rightly signed.</summary>
    public Task<HttpResponseMessage> NotifyAsync(PortalCounter counter, PortalNotice notice) => PostAsync(counter.NotifyPath, notice.SignedBy(counter.Tenant.Alipay));

    /// <summary>Sends bytes as a form, or as what <paramref name="contentType"/> says.</summary>
    public async Task<HttpResponseMessage> PostAsync(string path, byte[] bytes, string? contentType = "application/x-www-form-urlencoded")
    {
        using var body = new ByteArrayContent(bytes);
        if (contentType is not null)
        {
            body.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }
        return await Client.PostAsync(path, body);
    }

    /// <summary>How many messages and payments the tenant has.</summary>
    public Task<(int Messages, int Payments)> CountsAsync(PortalTenant tenant) =>
        ReadAsync(tenant, async db => (await db.Notifications.CountAsync(), await db.Payments.CountAsync()));

    /// <summary>A payment that was reported and nothing more.</summary>
    /// <returns>Alipay's number of it.</returns>
    public async Task<string> ReportAsync(PortalCounter counter)
    {
        var notice = PortalNotice.Of(counter);
        using var answer = await NotifyAsync(counter, notice);
        Assert.Equal("success", await answer.Content.ReadAsStringAsync());
        return notice.TradeNo;
    }

    /// <summary>Reads what stands in the database, within one tenant.</summary>
    public async Task<T> ReadAsync<T>(PortalTenant tenant, Func<PortalContext, Task<T>> read)
    {
        await using var context = Get<PortalDatabase>().Open(tenant.Id);
        return await read(context);
    }

    /// <summary>The trades that are payments of the tenant, by Alipay's numbers.</summary>
    public Task<HashSet<string>> StoredAsync(PortalTenant tenant) =>
        ReadAsync(tenant, async db => (await db.Payments.Select(row => row.TradeNo).ToListAsync()).Select(trade => trade.Value).ToHashSet());

    /// <summary>False: the test broke a rule on purpose, behind the model's back.</summary>
    public bool IsCheckedAtTheEnd { get; set; } = true;

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        IReadOnlyList<BrokenRule> broken = IsCheckedAtTheEnd ? await Get<Invariants>().FindBrokenAsync(CancellationToken.None) : [];
        await _app.DisposeAsync();
        await Gateway.DisposeAsync();
        _ownFolder?.Dispose();
        Assert.Empty(broken);
    }
}
