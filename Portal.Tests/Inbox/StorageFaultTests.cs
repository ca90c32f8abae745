using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Portal.Domain.Notifications;
using Portal.Infrastructure.Persistence;
using Portal.Infrastructure.Persistence.Inbox;
using Portal.Infrastructure.Persistence.Work;
using Portal.Infrastructure.Secrets;
using Portal.Tests.Chaos;
using Portal.Tests.TestKit;

namespace Portal.Tests.Inbox;

/// <summary>A disk that fails and comes back: what is acknowledged is stored, and the same process goes on. Full size: PORTAL_FULL=R9.</summary>
public sealed class StorageFaultTests : IAsyncLifetime
{
    private const string NoJobs = "--Portal:Jobs:Enabled=false";
    private static readonly TimeSpan s_backWithin = TimeSpan.FromSeconds(5);

    /// <summary>The lock's four seconds, and what a busy machine adds.</summary>
    private static readonly TimeSpan s_answerWithin = TimeSpan.FromSeconds(5);

    private readonly PortalFolder _folder = new();
    private PortalFixture _reads = default!;
    private PortalCounter _counter = default!;

    public async ValueTask InitializeAsync()
    {
        _reads = await PortalFixture.StartAsync(folder: _folder.Location, settings: NoJobs);
        _counter = await _reads.AddCounterAsync(await _reads.AddTenantAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await _reads.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    [Trait("Row", "R9")]
    [Trait("Figure", "R9")]
    public async Task R9_whatever_the_disk_does_acknowledged_is_stored_and_the_same_process_comes_back()
    {
        SystemCallFault.Require();
        await using var portal = await PortalProcess.StartAsync(_folder.Location, NoJobs);
        var (acknowledged, refused) = (0, 0);
        var plans = Plans();
        foreach (var fault in plans)
        {
            var outcome = await PlayAsync(fault, portal);
            acknowledged += outcome.Acknowledged;
            refused += outcome.Refused;
            TestContext.Current.TestOutputHelper?.WriteLine($"{fault.Name}: {outcome.Acknowledged} acknowledged, {outcome.Refused} refused, {outcome.Lost.Count} lost, back after {outcome.BackAfter.TotalSeconds:0.0} s");
            Assert.Empty(outcome.Lost);
            Assert.True(outcome.BackAfter <= s_backWithin, $"{fault.Name}: back after {outcome.BackAfter}");
        }
        Figures.Print($"R9: {plans.Count} faults, {acknowledged} acknowledged, {refused} refused, lost = 0");
        Assert.True(refused > 0, "no fault was felt");
    }

    [Fact]
    public async Task R9_whatever_the_disk_does_acknowledged_is_stored_and_the_same_process_comes_back_control()
    {
        using var folder = new PortalFolder();
        await using var careless = await PortalFixture.StartAsync(folder: folder.Location, settings: NoJobs, replace: services =>
            services.Replace(ServiceDescriptor.Singleton<InboxWriter>(parts => ActivatorUtilities.CreateInstance<CarelessInbox>(parts))));
        var counter = await careless.AddCounterAsync(await careless.AddTenantAsync());
        var outcome = await FaultOutcome.PlayAsync(StorageFault.Locked, new Victim(careless.Client, Environment.ProcessId, folder.Location), careless, counter);
        Assert.NotEmpty(outcome.Lost);
    }

    [Fact]
    [Trait("Row", "D-02")]
    public async Task D_02_while_fsync_fails_nothing_is_acknowledged()
    {
        SystemCallFault.Require();
        await using var portal = await PortalProcess.StartAsync(_folder.Location, NoJobs);
        var outcome = await PlayAsync(StorageFault.SyncFails, portal);
        Assert.True(outcome.Refused > 0, "the fault was not felt");
        Assert.Equal(0, outcome.DuringFault);
        Assert.Empty(outcome.Lost);
    }

    [Fact]
    [Trait("Row", "D-03")]
    public async Task D_03_writes_that_fail_now_and_then_lose_nothing()
    {
        SystemCallFault.Require();
        await using var portal = await PortalProcess.StartAsync(_folder.Location, NoJobs);
        var outcome = await PlayAsync(StorageFault.WriteFailsNowAndThen, portal);
        Assert.True(outcome.Refused > 0, "the fault was not felt");
        Assert.True(outcome.DuringFault > 0, "only some of the writes fail, so some messages are taken");
        Assert.Empty(outcome.Lost);
    }

    [Fact]
    [Trait("Row", "D-05")]
    public async Task D_05_a_lock_of_eight_seconds_is_answered_503_within_four_and_then_all_goes_on()
    {
        await using var portal = await PortalProcess.StartAsync(_folder.Location, NoJobs);
        var outcome = await PlayAsync(StorageFault.Locked, portal);
        Assert.True(outcome.Refused > 0, "the lock was not felt");
        Assert.Equal(0, outcome.DuringFault);
        Assert.True(outcome.LongestAnswer <= s_answerWithin, $"one waited {outcome.LongestAnswer}");
        Assert.True(outcome.BackAfter <= s_backWithin, $"back after {outcome.BackAfter}");
        Assert.Empty(outcome.Lost);
    }

    [Fact]
    [Trait("Row", "D-05")]
    public async Task D_05_who_comes_while_a_batch_waits_for_the_lock_does_not_wait_for_the_next_one_too()
    {
        using var folder = new PortalFolder();
        await using var portal = await PortalFixture.StartAsync(folder: folder.Location, settings: NoJobs, replace: services =>
            services.Replace(ServiceDescriptor.Singleton<InboxWriter>(parts => ActivatorUtilities.CreateInstance<WatchedInbox>(parts))));
        var (inbox, counter) = (Assert.IsType<WatchedInbox>(portal.Get<InboxWriter>()), await portal.AddCounterAsync(await portal.AddTenantAsync()));
        await portal.ReportAsync(counter);
        await using (await StorageFault.Locked.BeginAsync(new Victim(portal.Client, Environment.ProcessId, folder.Location)))
        {
            var first = portal.NotifyAsync(counter, PortalNotice.Of(counter));
            await PortalWait.UntilAsync("the first one waits", () => inbox.Taken == 2);
            var since = TimeProvider.System.GetTimestamp();
            await PortalWait.UntilAsync("the first one holds the writer", () => TimeProvider.System.GetElapsedTime(since) > TimeSpan.FromSeconds(1));
            using var second = await portal.NotifyAsync(counter, PortalNotice.Of(counter));
            using var answer = await first;
            Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable), (answer.StatusCode, second.StatusCode));
            Assert.Equal(3, inbox.Waits.Count);
            Assert.All(inbox.Waits, wait => Assert.InRange(wait, TimeSpan.Zero, s_answerWithin));
        }
    }

    private Task<FaultOutcome> PlayAsync(StorageFault fault, PortalProcess portal) =>
        FaultOutcome.PlayAsync(fault, new Victim(portal.Client, portal.Id, _folder.Location), _reads, _counter);

    private static List<StorageFault> Plans()
    {
        if (!Figures.IsFull("R9"))
        {
            return [StorageFault.NoSpace, StorageFault.SyncFails, StorageFault.WriteFails, StorageFault.Locked];
        }
        var seed = Figures.Seed();
        Figures.Print(string.Create(CultureInfo.InvariantCulture, $"R9 seed {seed}"));
        var random = new Random(seed);
        return Enumerable.Range(0, 50).Select(_ => StorageFault.OfPlan(random)).ToList();
    }

    /// <summary>Tells what has come to it, and how long each has waited for its answer since: how long a busy machine takes to get so far is another matter.</summary>
    private sealed class WatchedInbox(PortalDatabase database, AcrossTenants across, TenantSecrets secrets, IFeedSignal feed, IDueSignal due, TimeProvider clock, ILogger<InboxWriter> log)
        : InboxWriter(database, across, secrets, feed, due, clock, log)
    {
        private int _taken;

        public int Taken => _taken;

        public ConcurrentQueue<TimeSpan> Waits { get; } = new();

        public override async Task<Receipt> StoreAsync(InboxEntry entry, CancellationToken ct)
        {
            var (storing, since) = (base.StoreAsync(entry, ct), TimeProvider.System.GetTimestamp());
            Interlocked.Increment(ref _taken);
            var receipt = await storing;
            Waits.Enqueue(TimeProvider.System.GetElapsedTime(since));
            return receipt;
        }
    }

    /// <summary>Swallows what went wrong and acknowledges.</summary>
    private sealed class CarelessInbox(PortalDatabase database, AcrossTenants across, TenantSecrets secrets, IFeedSignal feed, IDueSignal due, TimeProvider clock, ILogger<InboxWriter> log)
        : InboxWriter(database, across, secrets, feed, due, clock, log)
    {
        public override async Task<Receipt> StoreAsync(InboxEntry entry, CancellationToken ct)
        {
            await base.StoreAsync(entry, ct);
            return Receipt.Stored;
        }
    }
}
