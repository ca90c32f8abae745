using Microsoft.Data.Sqlite;
using Portal.Tests.TestKit;

namespace Portal.Tests.Inbox;

/// <summary>D-04: a disk that is read-only at the start ends it in one line, and leaves nothing half made.</summary>
public sealed class ReadOnlyDiskTests
{
    private const string NoJobs = "--Portal:Jobs:Enabled=false";

    [Fact]
    [Trait("Row", "D-04")]
    public async Task D_04_the_start_on_a_read_only_disk_fails_clearly_and_leaves_no_half_schema()
    {
        using var disk = DiskOrSkip();
        disk.Protect(isReadOnly: true);
        Assert.Contains("cannot be written", await RefusedAsync(disk), StringComparison.Ordinal);
        Assert.False(Directory.Exists(disk.DataFolder));

        disk.Protect(isReadOnly: false);
        await using (var portal = await PortalProcess.StartAsync(disk.DataFolder, NoJobs))
        {
            Assert.Equal(0, await portal.TerminateAsync());
        }
        var (schema, files) = (Schema(disk), Files(disk));
        disk.Protect(isReadOnly: true);
        Assert.Contains("cannot be written", await RefusedAsync(disk), StringComparison.Ordinal);
        disk.Protect(isReadOnly: false);
        Assert.Equal((schema, "ok"), (Schema(disk), Ask(disk, "PRAGMA integrity_check")));
        Assert.Equal(files, Files(disk));
        Assert.NotEmpty(schema);
    }

    /// <summary>The same disk, when it can be written, is started on.</summary>
    [Fact]
    public async Task D_04_the_start_on_a_read_only_disk_fails_clearly_and_leaves_no_half_schema_control()
    {
        using var disk = DiskOrSkip();
        await using var portal = await PortalProcess.StartAsync(disk.DataFolder, NoJobs);
        Assert.NotEmpty(Schema(disk));
        Assert.Equal(0, await portal.TerminateAsync());
    }

    private static SmallDisk DiskOrSkip()
    {
        var disk = SmallDisk.TryMount(megabytes: 64);
        if (disk is null)
        {
            Assert.Skip("no disk may be mounted here");
        }
        return disk;
    }

    private static async Task<string> RefusedAsync(SmallDisk disk)
    {
        var run = await PortalProcess.RunAsync("--urls", "http://127.0.0.1:0", "--environment", "Development", $"--Portal:DataFolder={disk.DataFolder}");
        Assert.Equal(1, run.Exit);
        Assert.DoesNotContain(run.Output, line => line.StartsWith("Portal ready", StringComparison.Ordinal));
        var line = Assert.Single(run.Error);
        Assert.StartsWith("error: ", line, StringComparison.Ordinal);
        return line;
    }

    private static string Files(SmallDisk disk) => string.Join('\n', Directory.EnumerateFiles(disk.DataFolder, "*", SearchOption.AllDirectories).Where(file => !file.Contains("portal.db-", StringComparison.Ordinal)).Order(StringComparer.Ordinal));

    private static string Schema(SmallDisk disk) => Ask(disk, "SELECT COALESCE(GROUP_CONCAT(name), '') FROM (SELECT name FROM sqlite_master ORDER BY name)");

    private static string Ask(SmallDisk disk, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(disk.DataFolder, "portal.db")};Pooling=False");
        connection.Open();
        using var command = new SqliteCommand(sql, connection);
        return (string)command.ExecuteScalar()!;
    }
}
