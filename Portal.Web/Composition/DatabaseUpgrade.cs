using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Portal.Infrastructure.Persistence;

namespace Portal.Web.Composition;

/// <summary>Brings the database to this program's model, and makes sure that it keeps what it acknowledges.</summary>
public sealed class DatabaseUpgrade(PortalDatabase database)
{
    public async Task RunAsync(CancellationToken ct)
    {
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
