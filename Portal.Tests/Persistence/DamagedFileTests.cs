using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Portal.Infrastructure.Persistence;
using Portal.Tests.TestKit;
using Portal.Web.Composition;

namespace Portal.Tests.Persistence;

/// <summary>D-10: a damaged file, one without its log, and one that is older than it was are refused at the start with what to do, and are not touched.</summary>
public sealed class DamagedFileTests : IAsyncLifetime
{
    private static readonly string[] s_settings = ["--Portal:Jobs:Enabled=false"];

    /// <summary>A data folder as kill -9 leaves it: its newest changes stand in the log.</summary>
    private readonly PortalFolder _killed = new();

    /// <summary>The same folder, some payments earlier.</summary>
    private readonly PortalFolder _before = new();

    public async ValueTask InitializeAsync()
    {
        using var live = new PortalFolder();
        await using (var portal = await PortalFixture.StartAsync(folder: live.Location, settings: s_settings))
        {
            var counter = await portal.AddCounterAsync(await portal.AddTenantAsync());
            Checkpoint(live);
            await portal.ReportAsync(counter);
            Copy(live, _before);
            for (var i = 0; i < 20; i++)
            {
                await portal.ReportAsync(counter);
            }
            await portal.Get<LastSeen>().NoteAsync(default);
            Copy(live, _killed);
        }
    }

    public ValueTask DisposeAsync()
    {
        _killed.Dispose();
        _before.Dispose();
        return ValueTask.CompletedTask;
    }

    public static TheoryData<string, string> Damages() => new()
    {
        { "header", "damaged" },
        { "page", "damaged" },
        { "log is missing", "older than a portal left it" },
        { "old log", "older than a portal left it" },
        { "old file", "older than a portal left it" },
        { "file is missing", "is missing" },
    };

    [Theory]
    [MemberData(nameof(Damages))]
    [Trait("Row", "D-10")]
    public async Task D_10_what_cannot_be_trusted_is_refused_with_what_to_do_and_not_touched(string damage, string said)
    {
        Damage(damage);
        var before = Digest();
        var refusal = await StartAsync();
        Assert.Contains(said, refusal, StringComparison.Ordinal);
        Assert.Contains("'restore'", refusal, StringComparison.Ordinal);
        Assert.Equal(before, Digest());
    }

    [Fact]
    public async Task D_10_what_cannot_be_trusted_is_refused_with_what_to_do_and_not_touched_control() => Assert.Null(await StartAsync());

    [Fact]
    [Trait("Row", "D-10")]
    public async Task D_10_the_program_says_so_in_one_line_and_ends()
    {
        Damage("page");
        var run = await PortalProcess.RunAsync(["--urls", "http://127.0.0.1:0", "--environment", "Development", $"--Portal:DataFolder={_killed.Location}"]);
        Assert.Equal(1, run.Exit);
        Assert.StartsWith("error: the database ", Assert.Single(run.Error), StringComparison.Ordinal);
        Assert.DoesNotContain(run.Output, line => line.StartsWith("Portal ready", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_older_file_is_taken_once_the_note_is_deleted()
    {
        Damage("old file");
        File.Delete(LastSeen.FileOf(Path.Combine(_killed.Location, "portal.db")));
        Assert.Null(await StartAsync());
    }

    /// <returns>What the program would say; null: it is ready.</returns>
    private async Task<string?> StartAsync()
    {
        await using var app = PortalHost.Build(["--urls", "http://127.0.0.1:0", "--environment", "Development", $"--Portal:DataFolder={_killed.Location}", "--Portal:Demo:Enabled=false", .. s_settings]);
        try
        {
            await PortalHost.PrepareAsync(app);
            return null;
        }
        catch (InvalidOperationException refused)
        {
            return PortalHost.Sentence(refused);
        }
    }

    private void Damage(string what)
    {
        var (file, log, older) = (Path.Combine(_killed.Location, "portal.db"), Path.Combine(_killed.Location, "portal.db-wal"), Path.Combine(_before.Location, "portal.db"));
        Assert.True(new FileInfo(log).Length > 0, "the newest changes stand in the log");
        switch (what)
        {
            case "header":
                Fold(file);                                            // a whole log would mend it
                Flip(file, 3, 1);
                break;
            case "page":
                Fold(file);
                Flip(file, 4096 * 5, 4096);
                break;
            case "log is missing":
                File.Delete(log);
                break;
            case "old log":
                File.Copy(older + "-wal", log, overwrite: true);
                break;
            case "old file":
                File.Delete(log);
                Fold(older);
                File.Copy(older, file, overwrite: true);
                break;
            default:
                File.Delete(file);
                File.Delete(log);
                break;
        }
    }

    /// <summary>A look may leave an empty log.</summary>
    private string Digest() => string.Join(' ', Directory.EnumerateFiles(_killed.Location, "portal.db*").Where(file => !file.EndsWith("-shm", StringComparison.Ordinal) && new FileInfo(file).Length > 0)
        .Order(StringComparer.Ordinal).Select(file => $"{Path.GetFileName(file)}:{Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))}"));

    private static void Flip(string file, long at, int count)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite);
        var bytes = new byte[count];
        stream.Seek(at, SeekOrigin.Begin);
        stream.ReadExactly(bytes);
        stream.Seek(at, SeekOrigin.Begin);
        stream.Write([.. bytes.Select(part => (byte)(part ^ 0xFF))]);
    }

    private static void Checkpoint(PortalFolder folder)
    {
        using var connection = new SqliteConnection(folder.Database);
        connection.Open();
        using var checkpoint = new SqliteCommand("PRAGMA wal_checkpoint(TRUNCATE)", connection);
        checkpoint.ExecuteNonQuery();
    }

    /// <summary>Writes the log into its file.</summary>
    private static void Fold(string file)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        using var checkpoint = new SqliteCommand("PRAGMA wal_checkpoint(TRUNCATE)", connection);
        checkpoint.ExecuteNonQuery();
    }

    private static void Copy(PortalFolder from, PortalFolder to)
    {
        foreach (var file in Directory.EnumerateFiles(from.Location, "*", SearchOption.AllDirectories).Where(file => !file.EndsWith("-shm", StringComparison.Ordinal)))
        {
            var place = Path.Combine(to.Location, Path.GetRelativePath(from.Location, file));
            Directory.CreateDirectory(Path.GetDirectoryName(place)!);
            File.Copy(file, place);
        }
    }
}
