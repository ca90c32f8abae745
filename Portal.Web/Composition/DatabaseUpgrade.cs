using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Portal.Infrastructure.Persistence;

namespace Portal.Web.Composition;

/// <summary>Brings the database to this program's model, and makes sure that it keeps what it acknowledges.</summary>
public sealed class DatabaseUpgrade(PortalDatabase database, TimeProvider clock)
{
    public async Task RunAsync(CancellationToken ct)
    {
        if (database.IsSqlite)
        {
            await new DatabaseCheck(database).BeforeStartAsync(ct);
        }

        // Before the first look of EF Core's: a file that was left before its settings were made cannot even be looked at by EF Core, which opens it read-only.
        using var turn = database.IsSqlite ? await MigrationTurn.TakeAsync(database, clock, ct) : null;
        await using var context = database.OpenWithoutTenant();
        if ((await context.Database.GetPendingMigrationsAsync(ct)).Any())
        {
            await context.Database.MigrateAsync(ct);
        }
        if (database.IsSqlite)
        {
            await using var connection = (SqliteConnection)await database.ConnectAsync(ct);
            SqliteSettings.Assert(connection);
        }
    }
}
