using Microsoft.Data.Sqlite;

namespace Portal.Infrastructure.Persistence;

/// <summary>Who may change the tables of a SQLite file now: one process at a time, and a process that was killed meanwhile no longer.</summary>
/// <remarks>EF Core's own lock is a row, which outlives whoever was killed with it; every later start would wait for it for ever.</remarks>
public sealed class MigrationTurn : IDisposable
{
    private const string LockTable = "__EFMigrationsLock";
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    private readonly FileStream _held;

    private MigrationTurn(FileStream held) => _held = held;

    /// <exception cref="IOException">Another process has been at it for a minute, or the file cannot be made.</exception>
    public static async Task<MigrationTurn> TakeAsync(PortalDatabase database, TimeProvider clock, CancellationToken ct)
    {
        var path = new SqliteConnectionStringBuilder(database.ConnectionString).DataSource + "-migrating";
        var since = clock.GetTimestamp();
        while (true)
        {
            try
            {
                var turn = new MigrationTurn(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
                await turn.ClearAsync(database, ct);
                return turn;
            }
            catch (IOException) when (File.Exists(path) && clock.GetElapsedTime(since) < s_patience)
            {
                await Task.Delay(s_look, clock, ct);
            }
        }
    }

    /// <summary>The system ends the turn by itself when the process dies; the file stays and says nothing.</summary>
    public void Dispose() => _held.Dispose();

    /// <summary>Makes the file and its settings; while the turn is ours, a row in EF's table is left from somebody who is dead.</summary>
    private async Task ClearAsync(PortalDatabase database, CancellationToken ct)
    {
        try
        {
            await using var connection = (SqliteConnection)await database.ConnectAsync(ct);
            await using var known = connection.CreateCommand();
            known.CommandText = $"SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = '{LockTable}'";
            if ((long)(await known.ExecuteScalarAsync(ct))! > 0)
            {
                await using var clear = connection.CreateCommand();
                clear.CommandText = $"DELETE FROM {LockTable}";
                await clear.ExecuteNonQueryAsync(ct);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }
}
