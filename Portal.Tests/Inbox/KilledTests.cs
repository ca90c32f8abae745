using Microsoft.EntityFrameworkCore;
using Portal.Tests.TestKit;

namespace Portal.Tests.Inbox;

/// <summary>A process that dies or is told to go, at the moments that matter.</summary>
public sealed class KilledTests : IAsyncLifetime
{
    private const string NoJobs = "--Portal:Jobs:Enabled=false";
    private static readonly TimeSpan s_readyWithin = TimeSpan.FromSeconds(5);
    private readonly PortalFolder _folder = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    [Trait("Row", "N-23")]
    [Trait("Row", "7.5 handler stores, then crashes before answering")]
    public Task N_23_death_after_the_commit_and_before_the_answer_leaves_one_row_when_it_comes_again() =>
        DiesAsync("sendto:error=EPIPE:signal=KILL:when=1", stored: 1);

    [Fact]
    [Trait("Row", "N-24")]
    public Task N_24_death_before_the_commit_leaves_nothing_and_it_is_stored_when_it_comes_again() =>
        DiesAsync("pwrite64:error=EIO:signal=KILL:when=1", stored: 0);

    [Fact]
    [Trait("Row", "D-06")]
    public async Task D_06_a_process_killed_at_any_moment_of_its_start_or_its_work_is_followed_by_one_that_is_ready()
    {
        var began = TimeProvider.System.GetTimestamp();
        using (var whole = new PortalFolder())
        {
            await using var first = await PortalProcess.StartAsync(whole.Location, NoJobs);
        }
        var start = TimeProvider.System.GetElapsedTime(began);
        var database = Path.Combine(_folder.Location, "portal.db");
        Func<bool>[] moments =
        [
            () => Directory.Exists(Path.Combine(_folder.Location, "keys")),
            () => File.Exists(database + "-migrating"),
            () => File.Exists(database + "-wal"),
            () => Length(database + "-wal") > 64 * 1024,
            () => Length(database + "-wal") > 256 * 1024,
        ];
        foreach (var moment in moments)
        {
            await using var dying = PortalProcess.Start(null, null, "--urls", "http://127.0.0.1:0", "--environment", "Development", $"--Portal:DataFolder={_folder.Location}", "--Portal:Demo:Enabled=false");
            var ready = dying.ReadyAsync();
            await PortalWait.UntilAsync("the moment has come", () => ready.IsCompleted || moment());
            await dying.KillAsync();
            await ready.ContinueWith(_ => { }, TaskScheduler.Default);
        }
        began = TimeProvider.System.GetTimestamp();
        await using (var next = await PortalProcess.StartAsync(_folder.Location))                 // with its jobs, and killed in the midst of them
        {
            Assert.InRange(TimeProvider.System.GetElapsedTime(began), TimeSpan.Zero, start + s_readyWithin);
            await next.KillAsync();
        }
        await using var last = await PortalFixture.StartAsync(folder: _folder.Location, settings: NoJobs);
        using var answer = await last.Client.GetAsync("/health/ready");
        Assert.Equal("ready", await answer.Content.ReadAsStringAsync());
        await last.ReportAsync(await last.AddCounterAsync(await last.AddTenantAsync()));
    }

    [Fact]
    [Trait("Row", "D-17")]
    public async Task D_17_told_to_stop_under_load_it_ends_within_ten_seconds_and_loses_nothing()
    {
        await using var reads = await PortalFixture.StartAsync(folder: _folder.Location, settings: NoJobs);
        var counter = await reads.AddCounterAsync(await reads.AddTenantAsync());
        await using var portal = await PortalProcess.StartAsync(_folder.Location);
        await using var stream = NoticeStream.Start(() => portal.Client, counter);
        await PortalWait.UntilAsync("there is load", () => stream.AcknowledgedCount >= 200);
        var told = TimeProvider.System.GetTimestamp();
        Assert.Equal(0, await portal.TerminateAsync());
        Assert.InRange(TimeProvider.System.GetElapsedTime(told), TimeSpan.Zero, TimeSpan.FromSeconds(10));
        await stream.StopAsync();
        Assert.Empty(stream.LostOf(await reads.StoredAsync(counter.Tenant)));
    }

    private async Task DiesAsync(string injection, int stored)
    {
        SystemCallFault.Require();
        await using var reads = await PortalFixture.StartAsync(folder: _folder.Location, settings: NoJobs);
        var counter = await reads.AddCounterAsync(await reads.AddTenantAsync());
        var body = PortalNotice.Of(counter).SignedBy(counter.Tenant.Alipay);
        await using (var dying = await PortalProcess.StartAsync(_folder.Location, NoJobs))
        {
            await using var fault = await SystemCallFault.BeginAsync(dying.Id, injection);
            await Assert.ThrowsAsync<HttpRequestException>(() => dying.Client.PostAsync(counter.NotifyPath, new ByteArrayContent(body)));
            Assert.NotEqual(0, await dying.EndAsync());
        }
        Assert.Equal(stored, (await reads.StoredAsync(counter.Tenant)).Count);
        await using var next = await PortalProcess.StartAsync(_folder.Location, NoJobs);
        using var again = await next.Client.PostAsync(counter.NotifyPath, new ByteArrayContent(body));
        Assert.Equal("success", await again.Content.ReadAsStringAsync());
        Assert.Equal((1, 1), await reads.ReadAsync(counter.Tenant, async db => (await db.Notifications.CountAsync(), await db.Payments.CountAsync())));
    }

    private static long Length(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : 0;
}
