using System.Data.Common;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.Primitives;

namespace Portal.Infrastructure.Persistence;

/// <summary>Settings below <c>Portal:Database</c>.</summary>
public sealed class DatabaseOptions
{
    public const string Sqlite = "Sqlite";
    public const string SqlServer = "SqlServer";

    public string Provider { get; set; } = Sqlite;

    /// <summary>Null: <c>portal.db</c> in the data folder.</summary>
    public string? ConnectionString { get; set; }
}

/// <summary>The one place that knows which database this is. Contexts from here are short-lived and bound to one tenant.</summary>
public class PortalDatabase
{
    public const int TimeoutSeconds = 4;

    private readonly DbContextOptions<SqlitePortalContext>? _sqlite;
    private readonly DbContextOptions<SqlServerPortalContext>? _sqlServer;

    public PortalDatabase(DatabaseOptions options, string dataFolder)
    {
        IsSqlite = options.Provider != DatabaseOptions.SqlServer;
        Writers = new WriterLine(IsSqlite);
        ConnectionString = IsSqlite
            ? SqliteSettings.Complete(options.ConnectionString ?? $"Data Source={Path.Combine(dataFolder, "portal.db")}")
            : options.ConnectionString ?? throw new InvalidOperationException("Portal:Database:ConnectionString is missing.");
        if (IsSqlite)
        {
            _sqlite = new DbContextOptionsBuilder<SqlitePortalContext>()
                .UseSqlite(ConnectionString, sqlite => sqlite.CommandTimeout(SqliteSettings.CommandSeconds))
                .AddInterceptors(new SqliteSettings()).Options;
        }
        else
        {
            _sqlServer = new DbContextOptionsBuilder<SqlServerPortalContext>()
                .UseSqlServer(ConnectionString, server => server.CommandTimeout(TimeoutSeconds)).Options;
        }
    }

    /// <summary>Something was taken from somebody by this process; where that stands in a transaction, it is not committed yet.</summary>
    public event Action? Revoked;

    public bool IsSqlite { get; }

    public string ConnectionString { get; }

    /// <summary>Where whoever writes often stands in line.</summary>
    public WriterLine Writers { get; }

    public PortalContext Open(TenantId tenant)
    {
        var context = OpenWithoutTenant();
        context.ActFor(tenant);
        return context;
    }

    /// <summary>For people and platform roles, which belong to no tenant; a tenant's rows throw here.</summary>
    public virtual PortalContext OpenWithoutTenant()
    {
        PortalContext context = _sqlite is not null ? new SqlitePortalContext(_sqlite) : new SqlServerPortalContext(_sqlServer!);
        context.Revoked = Revoked;
        context.Writers = Writers;
        return context;
    }

    /// <summary>A bare connection for the few writers that speak SQL themselves.</summary>
    public virtual async Task<DbConnection> ConnectAsync(CancellationToken ct)
    {
        DbConnection connection = IsSqlite ? new SqliteConnection(ConnectionString) : new SqlConnection(ConnectionString);
        await connection.OpenAsync(ct);
        if (connection is SqliteConnection sqlite)
        {
            SqliteSettings.Apply(sqlite);
        }
        return connection;
    }
}
