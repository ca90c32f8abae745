using Microsoft.Data.Sqlite;
using Portal.Tests.TestKit;

namespace Portal.Tests.Persistence;

/// <summary>Whoever was killed while it made the tables leaves a lock behind that nobody else can tell from a living one's.</summary>
public sealed class MigrationTurnTests
{
    [Fact]
    [Trait("Row", "D-06")]
    public async Task A_lock_that_a_dead_process_left_does_not_hold_the_next_start()
    {
        using var folder = new PortalFolder();
        Directory.CreateDirectory(folder.Location);
        await using (var dead = new SqliteConnection($"{folder.Database};Pooling=False"))
        {
            await dead.OpenAsync();
            await using var left = new SqliteCommand(
                "CREATE TABLE \"__EFMigrationsLock\" (\"Id\" INTEGER NOT NULL PRIMARY KEY, \"Timestamp\" TEXT NOT NULL); INSERT INTO \"__EFMigrationsLock\" VALUES (1, '2026-03-01')", dead);
            await left.ExecuteNonQueryAsync();
        }
        await using var portal = await PortalFixture.StartAsync(folder: folder.Location).WaitAsync(TimeSpan.FromSeconds(30));
        using var answer = await portal.Client.GetAsync("/health/ready");
        Assert.Equal("ready", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    [Trait("Row", "D-06")]
    public async Task A_file_that_was_left_before_its_settings_were_made_is_taken_over()
    {
        using var folder = new PortalFolder();
        Directory.CreateDirectory(folder.Location);
        await File.WriteAllBytesAsync(Path.Combine(folder.Location, "portal.db"), []);
        await using var portal = await PortalFixture.StartAsync(folder: folder.Location);
        using var answer = await portal.Client.GetAsync("/health/ready");
        Assert.Equal("ready", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Processes_that_start_at_once_on_an_empty_folder_take_turns()
    {
        using var folder = new PortalFolder();
        var starts = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => PortalFixture.StartAsync(folder: folder.Location))));
        foreach (var portal in starts)
        {
            using var answer = await portal.Client.GetAsync("/health/ready");
            Assert.Equal("ready", await answer.Content.ReadAsStringAsync());
        }
        foreach (var portal in starts)
        {
            await portal.DisposeAsync();
        }
    }
}
