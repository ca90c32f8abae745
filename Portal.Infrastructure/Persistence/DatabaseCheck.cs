using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Portal.Infrastructure.Persistence.Audit;
using Portal.Infrastructure.Persistence.Queries;

namespace Portal.Infrastructure.Persistence;

/// <summary>Whether a SQLite file is to be believed: by SQLite itself, by its migrations, by the rules that must always hold.</summary>
public sealed class DatabaseCheck(PortalDatabase database)
{
    /// <summary>A larger file is not read to its end at every start.</summary>
    private const long MostToRead = 256L * 1024 * 1024;
    private const int NotADatabase = 26;
    private const int Corrupt = 11;
    private const string Repair = "Nothing was changed. Restore the last backup by 'restore' into an empty data folder and start there; what Alipay had no answer to comes again";

    /// <summary>Whether the file is whole and as new as a portal left it. Looks only: a log that does not belong to the file is not written into it.</summary>
    /// <exception cref="InvalidOperationException">It is damaged or older than it was; the message says what to do.</exception>
    public async Task BeforeStartAsync(CancellationToken ct)
    {
        var path = new SqliteConnectionStringBuilder(database.ConnectionString).DataSource;
        var (file, seen) = (new FileInfo(path), LastSeen.Read(path));
        if (!file.Exists || file.Length == 0)
        {
            if (seen > 0 && !File.Exists(path + "-wal"))
            {
                throw new InvalidOperationException($"the database {path} is missing. {Repair}; to begin anew, delete {LastSeen.FileOf(path)}");
            }
            return;
        }
        try
        {
            await using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = false, DefaultTimeout = PortalDatabase.TimeoutSeconds }.ToString());
            await connection.OpenAsync(ct);
            await using var command = connection.CreateCommand();
            (command.CommandText, command.CommandTimeout) = (file.Length > MostToRead ? "SELECT 'ok' FROM sqlite_master" : "PRAGMA quick_check(1)", 0);
            if (await command.ExecuteScalarAsync(ct) is string said and not "ok")
            {
                throw new InvalidOperationException($"the database {path} is damaged ({said.Split('\n')[^1]}). {Repair}");
            }
            if (seen is { } changes && await ChangesAsync(connection, ct) is var held && held < changes)
            {
                throw new InvalidOperationException(
                    $"the database {path} is older than a portal left it (change {held} of {changes}): its log {path}-wal is missing, or an older file was put in its place. "
                    + $"Put the file back. Or: {Repair}; to go on with the older one, delete {LastSeen.FileOf(path)}");
            }
        }
        catch (SqliteException broken) when (broken.SqliteErrorCode is NotADatabase or Corrupt)
        {
            throw new InvalidOperationException($"the database {path} is damaged ({broken.Message}). {Repair}", broken);
        }
        catch (SqliteException)
        {
            // it cannot be looked at without being written, as after a first start that was killed: the start itself tells
        }
    }

    /// <summary>How many changes of payments the file holds, all tenants together: a number that only grows. 0 where there is no table yet.</summary>
    internal static async Task<long> ChangesAsync(DbConnection connection, CancellationToken ct)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = 'TenantFeeds'";
        if (await command.ExecuteScalarAsync(ct) is not > 0L)
        {
            return 0;
        }
        command.CommandText = "SELECT COALESCE(SUM(LastSequence), 0) FROM TenantFeeds";
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <exception cref="InvalidOperationException">The file is broken, or a newer program's.</exception>
    public async Task BeforeUpgradeAsync(CancellationToken ct)
    {
        await using var connection = await database.ConnectAsync(ct);
        await using var command = connection.CreateCommand();
        (command.CommandText, command.CommandTimeout) = ("PRAGMA integrity_check(1)", 0);
        if (await command.ExecuteScalarAsync(ct) is not "ok")
        {
            throw new InvalidOperationException("the database is damaged: SQLite's own check does not pass");
        }
        await using var context = database.OpenWithoutTenant();
        if ((await context.Database.GetAppliedMigrationsAsync(ct)).Except(context.Database.GetMigrations()).FirstOrDefault() is { } newer)
        {
            throw new InvalidOperationException($"the database was written by a newer program ({newer})");
        }
    }

    /// <summary>Payments that were frozen for a broken rule are known: a person looks at them, before and after.</summary>
    /// <exception cref="InvalidOperationException">A rule is broken that nobody knows of.</exception>
    public async Task AfterUpgradeAsync(CancellationToken ct)
    {
        var broken = await new Invariants(database, new AuditVerification(database, new AcrossTenants(database))).FindBrokenAsync(ct);
        await using var connection = await database.ConnectAsync(ct);
        foreach (var row in broken)
        {
            await using var known = connection.CreateCommand();
            known.CommandText = "SELECT 1 FROM Payments WHERE TenantId = @tenant AND Id = @payment AND IsFrozen = 1";
            known.Parameters.Add(new SqliteParameter("@tenant", row.Tenant.Value));
            known.Parameters.Add(new SqliteParameter("@payment", row.Payment?.Value ?? (object)DBNull.Value));
            if (await known.ExecuteScalarAsync(ct) is null)
            {
                throw new InvalidOperationException($"what must always hold does not: {row.Rule}");
            }
        }
    }

    /// <summary>Closes the file, its log written back, so that it can be moved.</summary>
    public void Close()
    {
        using var connection = new SqliteConnection(database.ConnectionString);
        SqliteConnection.ClearPool(connection);
    }
}
