using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Portal.Infrastructure.Persistence;

/// <summary>Notes beside a SQLite file how many changes it held, so that a later start can tell that an older file, or a file without its log, lies in its place.</summary>
/// <remarks>What is noted was committed with <c>synchronous=FULL</c> before: the file never holds less, unless somebody or something took it away.</remarks>
public sealed class LastSeen(PortalDatabase database, TimeProvider clock, ILogger<LastSeen> log) : BackgroundService
{
    private const string Ending = "-seen";
    private static readonly TimeSpan s_every = TimeSpan.FromSeconds(15);

    /// <summary>The note beside a database file.</summary>
    public static string FileOf(string database) => database + Ending;

    /// <returns>Null: there is no note, or none that can be read.</returns>
    public static long? Read(string database) =>
        File.Exists(FileOf(database)) && long.TryParse(File.ReadAllText(FileOf(database)), NumberStyles.None, CultureInfo.InvariantCulture, out var changes) ? changes : null;

    public async Task NoteAsync(CancellationToken ct)
    {
        if (!database.IsSqlite)
        {
            return;
        }
        var path = new SqliteConnectionStringBuilder(database.ConnectionString).DataSource;
        await using var connection = await database.ConnectAsync(ct);
        var changes = await DatabaseCheck.ChangesAsync(connection, ct);
        if (Read(path) >= changes)
        {
            return;                                                    // another process was faster
        }
        var draft = $"{FileOf(path)}.{Guid.NewGuid():N}";
        await File.WriteAllTextAsync(draft, changes.ToString(CultureInfo.InvariantCulture), ct);
        File.Move(draft, FileOf(path), overwrite: true);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryNoteAsync(CancellationToken.None);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_every, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await TryNoteAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // the portal ends, and notes once more
        }
    }

    /// <summary>A full disk or a busy file is no matter: the note that is there stays true.</summary>
    private async Task TryNoteAsync(CancellationToken ct)
    {
        try
        {
            await NoteAsync(ct);
        }
        catch (Exception refused) when (refused is DbException or IOException or UnauthorizedAccessException)
        {
            log.LogWarning(refused, "What the database holds could not be noted; it is tried again");
        }
    }
}
