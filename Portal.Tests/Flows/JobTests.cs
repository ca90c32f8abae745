using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.People;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Infrastructure.Jobs;
using Portal.Infrastructure.Persistence.Work;
using Portal.Tests.TestKit;

namespace Portal.Tests.Flows;

/// <summary>What the product does by itself: counted per tenant, seen and started by platform staff, missed when it is silent.</summary>
public sealed class JobTests : IAsyncLifetime
{
    private const string Invariants = "check-invariants";
    private TestPortal _portal = default!;
    private Shop _shop = default!;

    public async ValueTask InitializeAsync()
    {
        _portal = await TestPortal.StartAsync();
        _shop = await _portal.AShopAsync();
    }

    public ValueTask DisposeAsync() => _portal.DisposeAsync();

    [Fact]
    public async Task What_a_job_did_stands_on_the_board_per_tenant()
    {
        var (log, other) = (_portal.Get<JobLog>(), await _portal.AShopAsync("Other"));
        log.Touched(AskDue.JobName, _shop.Id, isError: false);
        log.Touched(AskDue.JobName, _shop.Id, isError: true);
        log.Touched(AskDue.JobName, other.Id, isError: false);
        await log.FlushAsync(default);
        log.Touched(AskDue.JobName, _shop.Id, isError: false);
        log.Ended(AskDue.JobName, 0, new TimeoutException("with somebody's secret"));
        await log.FlushAsync(default);
        var job = await JobAsync(AskDue.JobName);
        Assert.Equal((4, 2, nameof(TimeoutException)), (job.Rows, job.Errors, job.LastError));
        Assert.Equal([("Harbour Tea", 3L, 1L), ("Other", 1L, 0L)], job.Tenants.Select(tenant => (tenant.TenantName, tenant.Rows, tenant.Errors)).Order());
        Assert.Equal(_portal.Clock.GetUtcNow().AddSeconds(1), job.NextAt!.Value, TimeSpan.FromSeconds(1));
    }

    [Fact]
    [Trait("Row", "capability 43")]
    public async Task What_a_run_touched_is_counted_for_the_job_and_in_its_tenants_name()
    {
        await _portal.AShopAsync("Other");
        await _portal.APaymentAsync(_shop, await _portal.ACounterAsync(_shop));
        _portal.Clock.Advance(TimeSpan.FromDays(400));
        foreach (var name in new[] { "tell-unclear", "send-mails", "forget-buyers" })
        {
            var rows = await _portal.Get<JobRuns>().RunAsync(name, default);
            Assert.True(rows > 0, name);
            await _portal.Get<JobLog>().FlushAsync(default);
            var job = await JobAsync(name);
            Assert.Equal(rows!.Value, job.Rows);
            Assert.Equal([("Harbour Tea", job.Rows)], job.Tenants.Select(tenant => (tenant.TenantName, tenant.Rows)));
        }
    }

    [Fact]
    public async Task What_fails_in_one_tenant_is_counted_there_and_holds_up_no_other()
    {
        var other = await _portal.AShopAsync("Other");
        var rows = await _portal.Get<TenantRounds>().EachAsync(
            Invariants, [_shop.Id, other.Id], tenant => tenant == other.Id ? Task.FromResult(2) : throw new InvalidOperationException("broken"), default);
        _portal.Get<JobLog>().Ended(Invariants, rows);
        await _portal.Get<JobLog>().FlushAsync(default);
        var job = await JobAsync(Invariants);
        Assert.Equal((2L, 1L, nameof(InvalidOperationException)), (job.Rows, job.Errors, job.LastError));
        Assert.Equal([("Harbour Tea", 0L, 1L), ("Other", 2L, 0L)], job.Tenants.Select(tenant => (tenant.TenantName, tenant.Rows, tenant.Errors)).Order());
    }

    [Fact]
    public async Task Counts_of_two_processes_add_up()
    {
        await using var second = await TestPortal.StartAsync(_portal);
        for (var i = 0; i < 10; i++)
        {
            _portal.Get<JobLog>().Touched(AskDue.JobName, _shop.Id, isError: false);
            second.Get<JobLog>().Touched(AskDue.JobName, _shop.Id, isError: false);
            await Task.WhenAll(_portal.Get<JobLog>().FlushAsync(default), second.Get<JobLog>().FlushAsync(default));
        }
        await _portal.Get<JobLog>().FlushAsync(default);
        await second.Get<JobLog>().FlushAsync(default);
        Assert.Equal(20, (await JobAsync(AskDue.JobName)).Rows);
    }

    /// <summary>The check of the invariants is hourly: silent after two hours, told once, and well again after one run, however many were missed.</summary>
    [Fact]
    [Trait("Row", "J-06")]
    public async Task A_silent_job_is_told_once_and_one_run_catches_up()
    {
        var (runs, watch) = (_portal.Get<JobRuns>(), _portal.Get<WatchJobs>());
        await RunAsync();
        _portal.Clock.Advance(TimeSpan.FromMinutes(119));
        await watch.LookAsync(default);
        Assert.Empty(watch.Silent);
        _portal.Clock.Advance(TimeSpan.FromMinutes(2));
        await watch.LookAsync(default);
        await watch.LookAsync(default);
        Assert.Equal([Invariants], watch.Silent);
        Assert.True((await JobAsync(Invariants)).IsSilent);
        _portal.Clock.Advance(TimeSpan.FromHours(22));
        await RunAsync();
        await watch.LookAsync(default);
        Assert.Empty(watch.Silent);
        Assert.False((await JobAsync(Invariants)).IsSilent);

        async Task RunAsync()
        {
            Assert.Equal(0, await runs.RunAsync(Invariants, default));
            await _portal.Get<JobLog>().FlushAsync(default);
        }
    }

    [Fact]
    public async Task Run_now_is_the_admins_and_may_be_pressed_twice()
    {
        var board = _portal.Get<IJobBoard>();
        _portal.Get<JobsOptions>().Enabled = true;
        var admin = await StaffAsync(PlatformRole.Admin);
        Assert.Equal(0, Assert.IsType<Outcome<int>.Done>(await board.RunNowAsync(admin, Invariants, default)).Value);
        Assert.Equal(0, Assert.IsType<Outcome<int>.Done>(await board.RunNowAsync(admin, Invariants, default)).Value);
        Assert.NotNull((await JobAsync(Invariants)).LastAt);
        Assert.Equal("not_found", (await board.RunNowAsync(admin, "no-such-job", default)).ErrorCode());
        var support = await StaffAsync(PlatformRole.Support);
        Assert.NotEmpty(await board.ListAsync(support, default));
        Assert.Equal("forbidden", (await Assert.ThrowsAsync<AccessDeniedException>(() => board.RunNowAsync(support, Invariants, default))).Error.Code);
        _portal.Get<JobsOptions>().Enabled = false;
        Assert.Equal("unavailable", (await board.RunNowAsync(admin, Invariants, default)).ErrorCode());
    }

    [Fact]
    public async Task A_tick_that_throws_is_counted_and_the_next_one_runs()
    {
        var throws = true;
        var runs = new JobRuns([new Tick(() => throws ? throw new InvalidOperationException("broken") : 3)], _portal.Get<JobLog>(), Microsoft.Extensions.Logging.Abstractions.NullLogger<JobRuns>.Instance);
        Assert.Equal(0, await runs.RunAsync(AskDue.JobName, default));
        throws = false;
        Assert.Equal(3, await runs.RunAsync(AskDue.JobName, default));
        await _portal.Get<JobLog>().FlushAsync(default);
        var job = await JobAsync(AskDue.JobName);
        Assert.Equal((3L, 1L, nameof(InvalidOperationException)), (job.Rows, job.Errors, job.LastError));
    }

    [Fact]
    [Trait("Row", "J-07")]
    public async Task The_board_is_platform_staffs_alone()
    {
        var board = _portal.Get<IJobBoard>();
        foreach (var nobody in new[] { new PlatformActor(_shop.Owner.User, _shop.Owner.Session), new PlatformActor(new UserId(Guid.NewGuid()), null) })
        {
            Assert.Equal("not_found", (await Assert.ThrowsAsync<AccessDeniedException>(() => board.ListAsync(nobody, default))).Error.Code);
            Assert.Equal("not_found", (await Assert.ThrowsAsync<AccessDeniedException>(() => board.RunNowAsync(nobody, Invariants, default))).Error.Code);
        }
    }

    [Fact]
    [Trait("Row", "J-08")]
    public void Claimed_work_carries_ids_and_nothing_else()
    {
        Assert.Empty(NoIds(typeof(ClaimedRow)));
        Assert.Equal(["Id", "Kind", "Lease", "Tenant"], Carried(typeof(ClaimedRow)).Select(property => property.Name).Order());
    }

    [Fact]
    public void Claimed_work_carries_ids_and_nothing_else_control() => Assert.Equal(["PrivateKey", "Rows"], NoIds(typeof(PlantedClaim)));

    [Fact]
    [Trait("Row", "J-09")]
    public async Task Without_a_tenant_a_job_reads_nothing()
    {
        await _portal.APaymentAsync(_shop, await _portal.ACounterAsync(_shop));
        await using var context = _portal.Database.OpenWithoutTenant();
        await Assert.ThrowsAsync<InvalidOperationException>(() => context.Payments.ToListAsync());
        await using var other = _portal.Database.Open(TenantId.New());
        Assert.Empty(await other.Payments.ToListAsync());
        await using var own = _portal.Database.Open(_shop.Id);
        Assert.Single(await own.Payments.ToListAsync());                       // the same question sees it where the tenant is named
        var nobody = await Assert.ThrowsAsync<AccessDeniedException>(() => _portal.Get<IPortalWorkFactory>().BeginAsync(Actor.Job(TenantId.New()), Permission.AskGateway, default));
        Assert.Equal("not_found", nobody.Error.Code);
    }

    /// <summary>What of a job's arguments is neither an id, nor the number of a claim, nor a kind.</summary>
    private static IEnumerable<string> NoIds(Type job) => Carried(job)
        .Where(property => property.PropertyType is var type && type != typeof(Guid) && type != typeof(TenantId) && type != typeof(Lease) && !type.IsEnum).Select(property => property.Name).Order();

    private static IEnumerable<System.Reflection.PropertyInfo> Carried(Type job) =>
        job.GetProperties().Where(property => property.DeclaringType == job && property.Name != "EqualityContract");

    private sealed record PlantedClaim(Guid Id, TenantId Tenant, string PrivateKey, byte[] Rows);

    private async Task<JobView> JobAsync(string name) => (await _portal.Get<IJobBoard>().ListAsync(PlatformActor.Operator, default)).Single(job => job.Name == name);

    private async Task<PlatformActor> StaffAsync(PlatformRole role)
    {
        var user = new UserId(Guid.CreateVersion7());
        var session = Session.Open(user, RandomNumberGenerator.GetBytes(32), [], SignInMethod.PasswordAndCode, null, null, _portal.Clock.GetUtcNow(), Session.Longest);
        await using var context = _portal.Database.OpenWithoutTenant();
        context.PlatformMemberships.Add(PlatformMembership.Of(user, role));
        context.Sessions.Add(session);
        await context.SaveChangesAsync();
        return new PlatformActor(user, session.Id);
    }

    private sealed class Tick(Func<int> work) : IJobTick
    {
        public string Name => AskDue.JobName;

        public Task<int> TickAsync(CancellationToken ct) => Task.FromResult(work());
    }
}
