using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;
using Portal.Domain.Alarms;
using Portal.Domain.Cancels;
using Portal.Domain.Counters;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Refunds;
using Portal.Domain.Tenants;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Persistence.Configurations;

namespace Portal.Infrastructure.Persistence;

/// <summary>The model, and the two layers that keep tenants apart: a filter that throws where no tenant is set, and a guard on writes.
/// Short-lived: one piece of work, one tenant.</summary>
public abstract class PortalContext(DbContextOptions options) : IdentityUserContext<PortalUser, Guid>(options)
{
    private TenantId? _tenant;

    public DbSet<Tenant> Tenants => Set<Tenant>();

    public DbSet<GatewayAccount> Accounts => Set<GatewayAccount>();

    public DbSet<Membership> Memberships => Set<Membership>();

    public DbSet<PlatformMembership> PlatformMemberships => Set<PlatformMembership>();

    public DbSet<Counter> Counters => Set<Counter>();

    public DbSet<QrCode> QrCodes => Set<QrCode>();

    public DbSet<CodeNote> CodeNotes => Set<CodeNote>();

    public DbSet<Payment> Payments => Set<Payment>();

    public DbSet<PaymentStep> PaymentSteps => Set<PaymentStep>();

    public DbSet<Refund> Refunds => Set<Refund>();

    public DbSet<Cancel> Cancels => Set<Cancel>();

    public DbSet<PaymentEvent> PaymentEvents => Set<PaymentEvent>();

    public DbSet<TenantFeed> Feeds => Set<TenantFeed>();

    public DbSet<StoredNotification> Notifications => Set<StoredNotification>();

    public DbSet<Alarm> Alarms => Set<Alarm>();

    /// <exception cref="InvalidOperationException">No tenant is set: nothing is read rather than everything.</exception>
    public TenantId CurrentTenant => _tenant ?? throw new InvalidOperationException("No tenant is set. Begin work with an actor.");

    /// <summary>Binds the context to one tenant for its whole life.</summary>
    public void ActFor(TenantId tenant) =>
        _tenant = _tenant is null || _tenant == tenant ? tenant : throw new InvalidOperationException("A context serves one tenant.");

    public override int SaveChanges(bool acceptAllChangesOnSuccess)
    {
        GuardWrites();
        return base.SaveChanges(acceptAllChangesOnSuccess);
    }

    public override Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        GuardWrites();
        return base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.UsePortalTypes();
        configurationBuilder.Conventions.Remove<ForeignKeyIndexConvention>();      // each index is paid for by every notification: those that serve are named
    }

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.ApplyConfigurationsFromAssembly(typeof(PortalContext).Assembly, type => type.Namespace == typeof(PortalTypes).Namespace);
        foreach (var entity in builder.Model.GetEntityTypes().Where(entity => typeof(ITenantOwned).IsAssignableFrom(entity.ClrType)))
        {
            typeof(PortalContext).GetMethod(nameof(FilterByTenant), System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Instance)!
                .MakeGenericMethod(entity.ClrType).Invoke(this, [builder]);
        }
    }

    private void FilterByTenant<T>(ModelBuilder builder)
        where T : class, ITenantOwned =>
        builder.Entity<T>().HasQueryFilter(TenantFilter.Name, row => row.TenantId == CurrentTenant);

    private void GuardWrites()
    {
        foreach (var entry in ChangeTracker.Entries<ITenantOwned>())
        {
            if (entry.State is EntityState.Added or EntityState.Modified or EntityState.Deleted && entry.Entity.TenantId != CurrentTenant)
            {
                throw new InvalidOperationException($"A {entry.Metadata.ClrType.Name} of another tenant was about to be written.");
            }
        }
    }
}

/// <summary>Name of the filter that every tenant's row stands behind.</summary>
internal static class TenantFilter
{
    public const string Name = "tenant";
}

/// <summary>The model on SQLite.</summary>
public sealed class SqlitePortalContext(DbContextOptions<SqlitePortalContext> options) : PortalContext(options);

/// <summary>The model on SQL Server.</summary>
public sealed class SqlServerPortalContext(DbContextOptions<SqlServerPortalContext> options) : PortalContext(options);
