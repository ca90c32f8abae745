using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Infrastructure.Persistence;
using Portal.Infrastructure.Persistence.Inbox;
using Portal.Infrastructure.Persistence.Queries;
using Portal.Infrastructure.Persistence.Work;
using Portal.Tests.TestKit;

namespace Portal.Tests.Persistence;

public sealed class ModelTests
{
    private static PortalContext Open(string provider) =>
        new PortalDatabase(new DatabaseOptions { Provider = provider, ConnectionString = provider == DatabaseOptions.Sqlite ? "Data Source=none.db" : "Server=none" }, "").OpenWithoutTenant();

    public static TheoryData<string> Providers() => [DatabaseOptions.Sqlite, DatabaseOptions.SqlServer];

    [Theory]
    [MemberData(nameof(Providers))]
    public void The_migrations_are_up_to_the_model(string provider)
    {
        using var context = Open(provider);
        Assert.False(context.Database.HasPendingModelChanges());
        Assert.NotEmpty(context.Database.GetMigrations());
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public void Every_tenants_row_stands_behind_the_filter_and_has_the_tenant_first_in_its_key(string provider)
    {
        using var context = Open(provider);
        Assert.NotEmpty(Owned(context.Model));
        Assert.Empty(Owned(context.Model).Where(entity => !IsWalled(entity)).Select(entity => entity.ClrType.Name));
    }

    [Fact]
    public void Every_tenants_row_stands_behind_the_filter_and_has_the_tenant_first_in_its_key_control()
    {
        using var context = new HoleInTheWall();
        Assert.False(IsWalled(Assert.Single(Owned(context.Model))));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public void Rows_of_tenants_point_to_each_other_by_keys_that_begin_with_the_tenant(string provider)
    {
        using var context = Open(provider);
        var keys = Owned(context.Model).SelectMany(entity => entity.GetForeignKeys())
            .Where(key => typeof(ITenantOwned).IsAssignableFrom(key.PrincipalEntityType.ClrType)).ToList();
        Assert.NotEmpty(keys);
        Assert.Empty(keys.Where(key => key.Properties[0].Name != nameof(ITenantOwned.TenantId)).Select(key => key.ToString()));
    }

    [Fact]
    public void The_script_for_sql_server_parses()
    {
        using var context = Open(DatabaseOptions.SqlServer);
        var script = context.GetService<IMigrator>().GenerateScript();
        Assert.Contains("CREATE TABLE [Payments]", script, StringComparison.Ordinal);
        Assert.Empty(Errors(script));
    }

    [Theory]
    [InlineData(DueKind.Payment)]
    [InlineData(DueKind.QrCode)]
    public void The_claim_for_sql_server_parses(DueKind kind) => Assert.Empty(Errors(ClaimRows.Statement(sqlite: false, kind)));

    [Fact]
    public void The_numbering_for_sql_server_parses() => Assert.Empty(Errors(InboxCommands.LastSequence(sqlite: false)));

    [Fact]
    public void The_invariants_for_sql_server_parse() => Assert.All(Invariants.Statements, sql => Assert.Empty(Errors(sql)));

    [Fact]
    public void The_claim_for_sql_server_parses_control() => Assert.NotEmpty(Errors(ClaimRows.Statement(sqlite: true, DueKind.Payment)));

    [Theory]
    [MemberData(nameof(Providers))]
    public void States_are_stored_by_name(string provider)
    {
        using var context = Open(provider);
        var states = context.Model.GetEntityTypes().SelectMany(entity => entity.GetProperties())
            .Where(property => (Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType).IsEnum).ToList();
        Assert.NotEmpty(states);
        Assert.Empty(states.Where(property => property.GetTypeMapping().Converter?.ProviderClrType != typeof(string)).Select(property => property.ToString()));
    }

    [Fact]
    public async Task Instants_are_stored_in_utc_and_come_back_as_utc()
    {
        await using var portal = await TestPortal.StartAsync();
        var shop = await portal.AShopAsync();
        var counter = await portal.ACounterAsync(shop);
        await portal.APaymentAsync(shop, counter);
        Assert.StartsWith("2026-03-01 04:00:00", (string)portal.Files.Sql("SELECT PaidAt FROM Payments")!, StringComparison.Ordinal);   // noon in GMT+8
        Assert.Equal(TimeSpan.Zero, (await portal.PaymentAsync(shop, "2026030122001400001400000001")).PaidAt!.Value.Offset);
    }

    private static IEnumerable<IEntityType> Owned(IModel model) => model.GetEntityTypes().Where(entity => typeof(ITenantOwned).IsAssignableFrom(entity.ClrType));

    private static bool IsWalled(IEntityType entity) =>
        entity.GetDeclaredQueryFilters().Any(filter => filter.Key == "tenant") && entity.FindPrimaryKey()!.Properties[0].Name == nameof(ITenantOwned.TenantId);

    private static IList<ParseError> Errors(string sql)
    {
        new TSql150Parser(initialQuotedIdentifiers: true).Parse(new StringReader(sql), out var errors);
        return errors;
    }

    /// <summary>A model in which somebody forgot the wall.</summary>
    private sealed class HoleInTheWall() : DbContext(new DbContextOptionsBuilder<HoleInTheWall>().UseSqlite("Data Source=none.db").Options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            modelBuilder.Entity<TenantFeed>().HasKey(feed => feed.LastSequence);
            modelBuilder.Entity<TenantFeed>().Property(feed => feed.TenantId).HasConversion(id => id.Value, value => new TenantId(value));
        }
    }
}
