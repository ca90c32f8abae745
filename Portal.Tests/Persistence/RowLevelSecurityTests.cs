using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using Portal.Domain.Tenants;
using Portal.Infrastructure.Persistence;
using Portal.Tests.TestKit;

namespace Portal.Tests.Persistence;

/// <summary>The third wall, for SQL Server: a script made from the model, which no database here can run.</summary>
/// <remarks><c>PORTAL_WRITE=docs</c> writes the file anew; then it is read line by line before it is committed.</remarks>
public sealed class RowLevelSecurityTests
{
    private const string Opening = """
        -- Row-level security for SQL Server: the wall behind the model's filters. Made from the model by RowLevelSecurityTests; do not change by hand.
        -- Not run by the product. To run it, each transaction must first say whose rows it is about, and the pool clears it:
        --   EXEC sys.sp_set_session_context @key = N'tenant', @value = @tenant;      -- one tenant
        --   EXEC sys.sp_set_session_context @key = N'across', @value = 1;            -- the doors that look across tenants, and nothing else
        -- Neither is set: no row is seen and none is written. It binds the owner of the tables too.
        CREATE SCHEMA Walls;
        GO
        CREATE FUNCTION Walls.IsOfTenant(@TenantId uniqueidentifier)
        RETURNS TABLE
        WITH SCHEMABINDING
        AS RETURN SELECT 1 AS Seen
        WHERE @TenantId = CAST(SESSION_CONTEXT(N'tenant') AS uniqueidentifier) OR CAST(SESSION_CONTEXT(N'across') AS int) = 1;
        GO
        CREATE SECURITY POLICY Walls.Tenants

        """;

    [Fact]
    [Trait("Row", "T-15")]
    public void The_script_covers_every_table_of_the_model_that_a_tenant_owns()
    {
        using var context = new SqlServerPortalContext(new DbContextOptionsBuilder<SqlServerPortalContext>().UseSqlServer("Server=none").Options);
        var script = ScriptOf(context.Model);
        var path = Path.Combine(SourceTree.Root, "docs", "sqlserver-row-level-security.sql");
        if (Environment.GetEnvironmentVariable("PORTAL_WRITE") == "docs")
        {
            File.WriteAllText(path, script);
        }
        Assert.Equal(File.ReadAllText(path), script, ignoreLineEndingDifferences: true);
        Assert.Contains("dbo.Payments", script);
        Assert.DoesNotContain("AspNetUsers", script);
    }

    [Fact]
    [Trait("Row", "T-15")]
    public void The_script_is_sql_that_the_server_reads()
    {
        Assert.Empty(ErrorsIn(File.ReadAllText(Path.Combine(SourceTree.Root, "docs", "sqlserver-row-level-security.sql"))));
        Assert.NotEmpty(ErrorsIn("CREATE SECURITY POLICY Walls.Tenants ADD FILTER PREDICATE"));
    }

    private static string ScriptOf(IModel model)
    {
        var tables = model.GetEntityTypes().Where(entity => typeof(ITenantOwned).IsAssignableFrom(entity.ClrType)).Select(entity => entity.GetTableName()!).Distinct().Order(StringComparer.Ordinal);
        var predicates = tables.SelectMany(table => new[]
        {
            $"    ADD FILTER PREDICATE Walls.IsOfTenant(TenantId) ON dbo.{table}",
            $"    ADD BLOCK PREDICATE Walls.IsOfTenant(TenantId) ON dbo.{table} AFTER INSERT",
            $"    ADD BLOCK PREDICATE Walls.IsOfTenant(TenantId) ON dbo.{table} AFTER UPDATE",
        });
        return $"{Opening}{string.Join(",\n", predicates)}\n    WITH (STATE = ON, SCHEMABINDING = ON);\nGO\n";
    }

    private static IList<ParseError> ErrorsIn(string sql)
    {
        new TSql150Parser(initialQuotedIdentifiers: true).Parse(new StringReader(sql), out var errors);
        return errors;
    }
}
