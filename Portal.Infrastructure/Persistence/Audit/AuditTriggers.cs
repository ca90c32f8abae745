using Microsoft.EntityFrameworkCore.Migrations;

namespace Portal.Infrastructure.Persistence.Audit;

/// <summary>What the model cannot say of the audit's tables: the database refuses to change or delete an act, and every chain has its head.</summary>
public static class AuditTriggers
{
    /// <summary>Told to EF Core, which saves otherwise where a table has triggers.</summary>
    internal const string NoChange = "AuditRows_no_change";

    /// <summary>Run after the tables are made; on a database with tenants they get their heads.</summary>
    public static void Create(MigrationBuilder migration)
    {
        foreach (var statement in Statements(IsSqlite(migration)))
        {
            migration.Sql(statement);
        }
    }

    /// <summary>Run before the tables are dropped.</summary>
    public static void Drop(MigrationBuilder migration)
    {
        migration.Sql($"DROP TRIGGER {NoChange}");
        if (IsSqlite(migration))
        {
            migration.Sql("DROP TRIGGER AuditRows_no_delete");
            migration.Sql("DROP TRIGGER AuditRows_no_replace");
        }
    }

    private static bool IsSqlite(MigrationBuilder migration) => migration.ActiveProvider?.EndsWith("Sqlite", StringComparison.Ordinal) == true;

    internal static IReadOnlyList<string> Statements(bool sqlite) => sqlite ? s_sqlite : s_sqlServer;

    /// <summary>The third: REPLACE deletes without asking the second.</summary>
    private static readonly string[] s_sqlite =
    [
        $"CREATE TRIGGER {NoChange} BEFORE UPDATE ON AuditRows BEGIN SELECT RAISE(ABORT, 'the audit is written once'); END",
        "CREATE TRIGGER AuditRows_no_delete BEFORE DELETE ON AuditRows BEGIN SELECT RAISE(ABORT, 'the audit is written once'); END",
        "CREATE TRIGGER AuditRows_no_replace BEFORE INSERT ON AuditRows "
            + "WHEN EXISTS (SELECT 1 FROM AuditRows WHERE TenantId = NEW.TenantId AND Sequence = NEW.Sequence) BEGIN SELECT RAISE(ABORT, 'the audit is written once'); END",
        "INSERT INTO AuditHeads (TenantId, Sequence, Hash) SELECT Id, 0, zeroblob(32) FROM Tenants",
        "INSERT INTO AuditHeads (TenantId, Sequence, Hash) VALUES ('00000000-0000-0000-0000-000000000000', 0, zeroblob(32))",
    ];

    /// <summary>In a batch of their own each: a trigger must be the first statement of its batch.</summary>
    private static readonly string[] s_sqlServer =
    [
        $"EXEC('CREATE TRIGGER {NoChange} ON AuditRows INSTEAD OF UPDATE, DELETE AS BEGIN THROW 51000, ''the audit is written once'', 1; END')",
        "INSERT INTO AuditHeads (TenantId, Sequence, Hash) SELECT Id, 0, CONVERT(varbinary(32), REPLICATE(CHAR(0), 32)) FROM Tenants",
        "INSERT INTO AuditHeads (TenantId, Sequence, Hash) VALUES ('00000000-0000-0000-0000-000000000000', 0, CONVERT(varbinary(32), REPLICATE(CHAR(0), 32)))",
    ];
}
