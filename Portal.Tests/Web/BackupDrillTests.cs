using Portal.Infrastructure.Persistence.Queries;
using Portal.Tests.TestKit;

namespace Portal.Tests.Web;

/// <summary>The drill: a backup beside a portal that takes money in, restored by other processes into an empty folder, and the main job goes on there.</summary>
public sealed class BackupDrillTests : IDisposable
{
    private const string NoJobs = "--Portal:Jobs:Enabled=false";
    private readonly PortalFolder _there = new();
    private readonly string _place = Directory.CreateTempSubdirectory("portal-drill-").FullName;

    public BackupDrillTests() => File.WriteAllText(Path.Combine(_place, "pass"), "a long passphrase\n");

    private string Backup => Path.Combine(_place, "portal.bak");

    public void Dispose()
    {
        _there.Dispose();
        Directory.Delete(_place, recursive: true);
    }

    [Fact]
    [Trait("Row", "R13")]
    [Trait("Row", "D-10")]
    [Trait("Row", "D-11")]
    public async Task A_backup_under_load_is_whole_and_the_main_job_goes_on_where_it_was_restored()
    {
        using var here = new PortalFolder();
        await using var portal = await PortalFixture.StartAsync(folder: here.Location, settings: NoJobs);
        var tenant = await portal.AddTenantAsync();
        var counter = await portal.AddCounterAsync(tenant);
        var owner = await portal.AddPersonAsync(tenant);
        HashSet<string> before;
        IReadOnlyList<PortalNotice> taken;
        await using (var stream = NoticeStream.Start(() => portal.Client, counter, senders: 4))
        {
            await PortalWait.UntilAsync("messages come in", () => Task.FromResult(stream.AcknowledgedCount > 50));
            before = [.. stream.Acknowledged.Select(notice => notice.TradeNo)];
            await RunAsync(here.Location, "backup", "--to", Backup);
            await stream.StopAsync();
            taken = stream.Acknowledged;
            Assert.True(taken.Count > before.Count, "the load went on while the backup was made");
        }
        await RunAsync(_there.Location, "restore", "--from", Backup);

        await using var restored = await PortalFixture.StartAsync(folder: _there.Location, settings: NoJobs);
        var stored = await restored.StoredAsync(tenant);
        Assert.Empty(before.Except(stored));
        Assert.Empty(await restored.Get<Invariants>().FindBrokenAsync(default));
        await using (var taking = await PortalProcess.StartAsync(_there.Location, NoJobs))
        {
            var notice = PortalNotice.Of(counter);
            Assert.True((await notice.SendAsync(taking.Client, counter)).IsAcknowledged);
            Assert.Contains(notice.TradeNo, await restored.StoredAsync(tenant));
        }
        Assert.Contains("data-payment", await (await restored.SignInAsync(owner)).PageTextAsync("/payments"));

        // what was taken after the backup comes back by the gateway's own retries
        var again = taken.First(notice => !stored.Contains(notice.TradeNo));
        Assert.True((await again.SendAsync(restored.Client, counter)).IsAcknowledged);
        Assert.Contains(again.TradeNo, await restored.StoredAsync(tenant));
    }

    [Fact]
    public async Task A_folder_that_is_in_use_or_has_a_portal_is_not_restored_into()
    {
        using var here = new PortalFolder();
        await using (var portal = await PortalProcess.StartAsync(here.Location, NoJobs))
        {
            await RunAsync(here.Location, "backup", "--to", Backup);
            Assert.Contains("a portal runs", await RefusedAsync(here.Location, "restore", "--from", Backup));
        }
        Assert.Contains("not empty", await RefusedAsync(here.Location, "restore", "--from", Backup));
    }

    private async Task RunAsync(string folder, params string[] verb)
    {
        var run = await SayAsync(folder, verb);
        Assert.Equal((0, ""), (run.Exit, string.Join('\n', run.Error)));
    }

    private async Task<string> RefusedAsync(string folder, params string[] verb)
    {
        var run = await SayAsync(folder, verb);
        Assert.Equal(1, run.Exit);
        return Assert.Single(run.Error);
    }

    private Task<PortalRun> SayAsync(string folder, string[] verb) =>
        PortalProcess.RunAsync(new Dictionary<string, string> { ["Portal__DataFolder"] = folder }, null, "", [.. verb, "--passphrase-file", Path.Combine(_place, "pass")]);
}
