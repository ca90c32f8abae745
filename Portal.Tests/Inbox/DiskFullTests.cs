using System.Net;
using Microsoft.Data.Sqlite;
using Portal.Tests.TestKit;

namespace Portal.Tests.Inbox;

/// <summary>A disk without a byte left: no new message is acknowledged, what is there can be read, and space is all that it needs.</summary>
public sealed class DiskFullTests
{
    private const string NoJobs = "--Portal:Jobs:Enabled=false";
    private const int Most = 20_000;
    private static readonly TimeSpan s_backWithin = TimeSpan.FromSeconds(5);

    [Fact]
    [Trait("Row", "D-01")]
    public async Task D_01_a_full_disk_is_503_reads_work_and_it_goes_on_when_there_is_space()
    {
        using var disk = SmallDisk.TryMount(megabytes: 12);
        if (disk is null)
        {
            await WithoutSpaceAsync();
            return;
        }
        await using var portal = await PortalFixture.StartAsync(folder: disk.DataFolder, settings: NoJobs);
        var tenant = await portal.AddTenantAsync();
        var counter = await portal.AddCounterAsync(tenant);
        var person = await portal.SignInAsync(tenant);
        var acknowledged = new List<string> { await portal.ReportAsync(counter) };
        disk.Fill();
        while (await TryReportAsync(portal, counter) is { } trade)
        {
            acknowledged.Add(trade);                                        // the log's own pages are used again before it must grow
            Assert.True(acknowledged.Count < Most, "the disk was never full");
        }
        Assert.Null(await TryReportAsync(portal, counter));
        using (var list = await person.GetJsonAsync("/payments"))
        {
            Assert.Equal(HttpStatusCode.OK, list.StatusCode);
            Assert.Contains(acknowledged[^1], await list.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
        disk.Grow(megabytes: 64);
        await PortalWait.UntilAsync("messages are taken again", async () => await TryReportAsync(portal, counter) is not null, s_backWithin);
        Assert.Subset(await portal.StoredAsync(tenant), acknowledged.ToHashSet());
        Assert.Equal("ok", Integrity(disk.DataFolder));
    }

    /// <summary>Where no disk can be mounted: every write of the portal's process finds no space.</summary>
    private static async Task WithoutSpaceAsync()
    {
        SystemCallFault.Require();
        using var folder = new PortalFolder();
        await using var reads = await PortalFixture.StartAsync(folder: folder.Location, settings: NoJobs);
        var counter = await reads.AddCounterAsync(await reads.AddTenantAsync());
        await using var portal = await PortalProcess.StartAsync(folder.Location, NoJobs);
        var outcome = await FaultOutcome.PlayAsync(StorageFault.NoSpace, new Victim(portal.Client, portal.Id, folder.Location), reads, counter);
        Assert.True(outcome.Refused > 0, "the fault was not felt");
        Assert.Empty(outcome.Lost);
        Assert.InRange(outcome.BackAfter, TimeSpan.Zero, s_backWithin);
        Assert.Equal("ok", Integrity(folder.Location));
    }

    /// <returns>The trade's number once it is acknowledged; null when it was answered 503.</returns>
    private static async Task<string?> TryReportAsync(PortalFixture portal, PortalCounter counter)
    {
        var notice = PortalNotice.Of(counter);
        using var answer = await portal.NotifyAsync(counter, notice);
        Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable, $"{answer.StatusCode}");
        Assert.Equal(answer.StatusCode == HttpStatusCode.OK ? "success" : "fail", await answer.Content.ReadAsStringAsync());
        return answer.StatusCode == HttpStatusCode.OK ? notice.TradeNo : null;
    }

    private static object? Integrity(string folder)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "portal.db")};Pooling=False");
        connection.Open();
        using var check = new SqliteCommand("PRAGMA integrity_check", connection);
        return check.ExecuteScalar();
    }
}
