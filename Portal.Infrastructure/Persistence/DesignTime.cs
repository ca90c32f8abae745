using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Portal.Infrastructure.Persistence;

internal sealed class SqliteDesignTime : IDesignTimeDbContextFactory<SqlitePortalContext>
{
    public SqlitePortalContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<SqlitePortalContext>().UseSqlite("Data Source=design.db").Options);
}

internal sealed class SqlServerDesignTime : IDesignTimeDbContextFactory<SqlServerPortalContext>
{
    public SqlServerPortalContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<SqlServerPortalContext>().UseSqlServer("Server=design").Options);
}
