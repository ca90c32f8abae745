using System.Data.Common;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;

namespace Portal.Infrastructure.Persistence.Work;

/// <summary>Two requests named the same thing at once: the index let one through.</summary>
internal static class UniqueViolation
{
    private static readonly int[] s_sqlite = [1555, 2067];
    private static readonly int[] s_sqlServer = [2601, 2627];

    public static bool Is(DbException exception) => exception switch
    {
        SqliteException sqlite => s_sqlite.Contains(sqlite.SqliteExtendedErrorCode),
        SqlException server => s_sqlServer.Contains(server.Number),
        _ => false,
    };
}

/// <summary>A row breaks any rule of the database: it will not go in by being tried again, and must not hold up its neighbours.</summary>
internal static class RuleViolation
{
    private const int SqliteConstraint = 19;
    private static readonly int[] s_sqlServer = [515, 547, 2601, 2627, 2628, 8152];

    public static bool Is(DbException exception) => exception switch
    {
        SqliteException sqlite => sqlite.SqliteErrorCode == SqliteConstraint,
        SqlException server => s_sqlServer.Contains(server.Number),
        _ => false,
    };
}
