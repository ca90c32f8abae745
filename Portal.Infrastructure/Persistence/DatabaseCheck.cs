using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Portal.Infrastructure.Persistence.Audit;
using Portal.Infrastructure.Persistence.Queries;

namespace Portal.Infrastructure.Persistence;

/// <summary>Whether a SQLite file is to be believed: by SQLite itself, by its migrations, by the rules that must always hold.</summary>
public sealed class DatabaseCheck(PortalDatabase database)
{
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
