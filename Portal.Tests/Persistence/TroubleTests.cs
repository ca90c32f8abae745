using Microsoft.Data.Sqlite;
using Portal.Domain.Tenants;
using Portal.Tests.TestKit;

namespace Portal.Tests.Persistence;

/// <summary>A database that cannot write says so in the same way as one that cannot read.</summary>
public sealed class TroubleTests
{
    [Fact]
    public async Task What_could_not_be_saved_is_the_databases_own_exception()
    {
        await using var portal = await TestPortal.StartAsync();
        var shop = await portal.AShopAsync();
        portal.Files.Sql("ALTER TABLE Sessions RENAME TO Elsewhere");
        await Assert.ThrowsAsync<SqliteException>(() => portal.APersonAsync(shop.Id, Role.Cashier));
    }
}
