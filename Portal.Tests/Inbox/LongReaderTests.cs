using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Portal.Domain.Alarms;
using Portal.Infrastructure.Jobs;
using Portal.Tests.TestKit;

namespace Portal.Tests.Inbox;

/// <summary>A reader that never ends keeps SQLite from emptying its log: messages are still taken, somebody is told, and our own readers are none.</summary>
public sealed class LongReaderTests
{
    private const string NoJobs = "--Portal:Jobs:Enabled=false";

    /// <summary>More than the pages after which SQLite tries to empty the log by itself.</summary>
    private const long SmallLimit = 8 * 1024 * 1024;

    [Fact]
    [Trait("Row", "D-09")]
    public async Task D_09_a_reader_that_never_ends_is_alarmed_once_and_takes_no_message_away()
    {
        await using var portal = await PortalFixture.StartAsync(settings: NoJobs, replace: services => services.Replace(ServiceDescriptor.Singleton(new LogLimit(SmallLimit))));
        var counter = await portal.AddCounterAsync(await portal.AddTenantAsync());
        var watch = portal.Get<IEnumerable<IJobTick>>().Single(tick => tick.Name == "watch-log");
        var log = new FileInfo(Path.Combine(portal.Folder, "portal.db-wal"));
        await using (var reader = new SqliteConnection($"Data Source={Path.Combine(portal.Folder, "portal.db")};Pooling=False"))
        {
            await reader.OpenAsync();
            await using var begun = reader.BeginTransaction(deferred: true);
            await using var count = new SqliteCommand("SELECT COUNT(*) FROM Payments", reader, begun);
            Assert.Equal(0L, await count.ExecuteScalarAsync());
            await using var stream = NoticeStream.Start(() => portal.Client, counter, senders: 32);
            await PortalWait.UntilAsync("the log is over its limit", () => LengthOf(log) > SmallLimit, TimeSpan.FromSeconds(60));
            await stream.StopAsync();
            Assert.Equal(0, stream.Refused + stream.Unanswered);
            Assert.Empty(stream.LostOf(await portal.StoredAsync(counter.Tenant)));
            Assert.Equal(0L, await count.ExecuteScalarAsync());                                   // it still reads what was there when it began
            await watch.TickAsync(default);
            await watch.TickAsync(default);
        }
        Assert.Equal((AlarmKind.DatabaseLogGrows, 1), await portal.ReadAsync(counter.Tenant, db => db.Alarms.Select(alarm => ValueTuple.Create(alarm.Kind, alarm.Times)).SingleAsync()));
        Assert.Contains(portal.Log.Lines, line => line.StartsWith("Critical", StringComparison.Ordinal) && line.Contains("log is over", StringComparison.Ordinal));
        Assert.Equal(256L * 1024 * 1024, new LogLimit().Bytes);
    }

    [Fact]
    [Trait("Row", "D-09")]
    public async Task D_09_our_own_pages_hubs_and_jobs_leave_no_reader_behind()
    {
        await using var portal = await PortalFixture.StartAsync();
        var tenant = await portal.AddTenantAsync();
        var counter = await portal.AddCounterAsync(tenant);
        var person = await portal.SignInAsync(tenant);
        await using var hub = await PortalHubClient.ConnectAsync(portal.Address, person.Cookies);
        await hub.CallAsync("Since", 0);
        await portal.ReportAsync(counter);
        await hub.PushAsync();
        using var page = await person.GetJsonAsync("/payments");
        await PortalWait.UntilAsync("the log can be emptied whole", () => EmptiedAsync(portal.Folder));
    }

    [Fact]
    public async Task D_09_our_own_pages_hubs_and_jobs_leave_no_reader_behind_control()
    {
        await using var portal = await PortalFixture.StartAsync(settings: NoJobs);
        var counter = await portal.AddCounterAsync(await portal.AddTenantAsync());
        await using var reader = new SqliteConnection($"Data Source={Path.Combine(portal.Folder, "portal.db")};Pooling=False");
        await reader.OpenAsync();
        await using var begun = reader.BeginTransaction(deferred: true);
        await using var count = new SqliteCommand("SELECT COUNT(*) FROM Payments", reader, begun);
        await count.ExecuteScalarAsync();
        await portal.ReportAsync(counter);
        Assert.False(await EmptiedAsync(portal.Folder));
    }

    private static long LengthOf(FileInfo file)
    {
        file.Refresh();
        return file.Exists ? file.Length : 0;
    }

    /// <returns>False when a reader or a writer stood in the way.</returns>
    private static async Task<bool> EmptiedAsync(string folder)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "portal.db")};Pooling=False;Default Timeout=1");
        await connection.OpenAsync();
        await using var checkpoint = new SqliteCommand("PRAGMA busy_timeout=200; PRAGMA wal_checkpoint(TRUNCATE)", connection);
        await using var answer = await checkpoint.ExecuteReaderAsync();
        await answer.NextResultAsync();
        return await answer.ReadAsync() && answer.GetInt64(0) == 0;
    }
}
