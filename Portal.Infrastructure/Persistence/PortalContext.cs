using System.Data.Common;
using System.Runtime.ExceptionServices;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;
using Portal.Domain.Alarms;
using Portal.Domain.Approvals;
using Portal.Domain.Attention;
using Portal.Domain.Cancels;
using Portal.Domain.Claims;
using Portal.Domain.Counters;
using Portal.Domain.Payments;
using Portal.Domain.People;
using Portal.Domain.Primitives;
using Portal.Domain.Refunds;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Jobs;
using Portal.Infrastructure.Mail;
using Portal.Infrastructure.Persistence.Audit;
using Portal.Infrastructure.Persistence.Configurations;
using Portal.Infrastructure.Persistence.Work;

namespace Portal.Infrastructure.Persistence;

/// <summary>The model, and the layers that keep people apart: a filter that throws where no tenant is set, a filter that keeps people to their counters, and a guard on writes.
/// Short-lived: one piece of work, one tenant, one scope.</summary>
public abstract class PortalContext(DbContextOptions options) : IdentityUserContext<PortalUser, Guid>(options)
{
    private const string ScopeFilter = "scope";

    private TenantId? _tenant;

    public DbSet<Tenant> Tenants => Set<Tenant>();

    public DbSet<GatewayAccount> Accounts => Set<GatewayAccount>();

    public DbSet<Membership> Memberships => Set<Membership>();

    public DbSet<MembershipCounter> MembershipCounters => Set<MembershipCounter>();

    public DbSet<Session> Sessions => Set<Session>();

    public DbSet<Revocation> Revocations => Set<Revocation>();

    public DbSet<JobReport> JobReports => Set<JobReport>();
    public DbSet<SecondFactor> SecondFactors => Set<SecondFactor>();

    public DbSet<OneTimeLink> OneTimeLinks => Set<OneTimeLink>();

    public DbSet<SupportGrant> SupportGrants => Set<SupportGrant>();

    public DbSet<SupportVisit> SupportVisits => Set<SupportVisit>();

    public DbSet<KeyDraft> KeyDrafts => Set<KeyDraft>();

    public DbSet<PlatformMembership> PlatformMemberships => Set<PlatformMembership>();

    public DbSet<Counter> Counters => Set<Counter>();

    public DbSet<QrCode> QrCodes => Set<QrCode>();

    public DbSet<CodeNote> CodeNotes => Set<CodeNote>();

    public DbSet<Payment> Payments => Set<Payment>();

    public DbSet<PaymentStep> PaymentSteps => Set<PaymentStep>();

    public DbSet<Refund> Refunds => Set<Refund>();

    public DbSet<Approval> Approvals => Set<Approval>();

    public DbSet<LimitRule> LimitRules => Set<LimitRule>();

    public DbSet<Cancel> Cancels => Set<Cancel>();

    public DbSet<Claim> Claims => Set<Claim>();

    public DbSet<PaymentEvent> PaymentEvents => Set<PaymentEvent>();

    public DbSet<TenantFeed> Feeds => Set<TenantFeed>();

    public DbSet<StoredNotification> Notifications => Set<StoredNotification>();

    public DbSet<AuditRecord> AuditRows => Set<AuditRecord>();

    public DbSet<AuditHead> AuditHeads => Set<AuditHead>();

    public DbSet<Alarm> Alarms => Set<Alarm>();

    public DbSet<CaseMark> CaseMarks => Set<CaseMark>();

    public DbSet<Note> Notes => Set<Note>();

    public DbSet<OutgoingMail> OutgoingMails => Set<OutgoingMail>();

    /// <exception cref="InvalidOperationException">No tenant is set: nothing is read rather than everything.</exception>
    public TenantId CurrentTenant => _tenant ?? throw new InvalidOperationException("No tenant is set. Begin work with an actor.");

    /// <summary>What is shown of the tenant.</summary>
    public Scope Scope { get; private set; } = Scope.Whole;

    /// <summary>Counters that are seen; empty unless <see cref="IsNarrow"/>.</summary>
    private IReadOnlyList<CounterId> SeenCounters => Scope.Counters ?? [];

    private bool IsNarrow => Scope.Counters is not null;

    private DateTimeOffset? PaymentsSince => Scope.PaymentsSince;

    /// <summary>Told after something was taken from somebody.</summary>
    internal Action? Revoked { get; set; }

    /// <summary>Where its writes stand in line.</summary>
    internal WriterLine Writers { get; set; } = WriterLine.None;

    /// <summary>Binds the context to one tenant for its whole life.</summary>
    public void ActFor(TenantId tenant) =>
        _tenant = _tenant is null || _tenant == tenant ? tenant : throw new InvalidOperationException("A context serves one tenant.");

    /// <summary>Shows nothing beyond this scope from here on; what is outside is not found.</summary>
    public void Narrow(Scope scope) => Scope = scope;

    public override int SaveChanges(bool acceptAllChangesOnSuccess)
    {
        GuardWrites();
        var revokes = Revokes();
        try
        {
            var written = base.SaveChanges(acceptAllChangesOnSuccess);
            revokes?.Invoke();
            return written;
        }
        catch (DbUpdateException failed) when (Trouble(failed) is { } trouble)
        {
            ExceptionDispatchInfo.Throw(trouble);
            throw;
        }
    }

    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        GuardWrites();
        var revokes = Revokes();
        try
        {
            var written = await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
            revokes?.Invoke();
            return written;
        }
        catch (DbUpdateException failed) when (Trouble(failed) is { } trouble)
        {
            ExceptionDispatchInfo.Throw(trouble);
            throw;
        }
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
            Filter(nameof(FilterByTenant), entity.ClrType, builder);
            if (typeof(IPaymentOwned).IsAssignableFrom(entity.ClrType))
            {
                Filter(nameof(FilterByPayment), entity.ClrType, builder);
            }
            else if (typeof(ICounterOwned).IsAssignableFrom(entity.ClrType) && entity.ClrType != typeof(Payment))
            {
                Filter(nameof(FilterByCounter), entity.ClrType, builder);
            }
        }
        builder.Entity<Counter>().HasQueryFilter(ScopeFilter, counter => !IsNarrow || SeenCounters.Contains(counter.Id));
        builder.Entity<Payment>().HasQueryFilter(
            ScopeFilter, payment => (!IsNarrow || SeenCounters.Contains(payment.CounterId)) && (PaymentsSince == null || payment.ArrivedAt >= PaymentsSince));
    }

    private void Filter(string by, Type entity, ModelBuilder builder) =>
        typeof(PortalContext).GetMethod(by, System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Instance)!.MakeGenericMethod(entity).Invoke(this, [builder]);

    private void FilterByTenant<T>(ModelBuilder builder)
        where T : class, ITenantOwned =>
        builder.Entity<T>().HasQueryFilter(TenantFilter.Name, row => row.TenantId == CurrentTenant);

    private void FilterByCounter<T>(ModelBuilder builder)
        where T : class, ICounterOwned =>
        builder.Entity<T>().HasQueryFilter(ScopeFilter, row => !IsNarrow || SeenCounters.Contains(row.CounterId));

    private void FilterByPayment<T>(ModelBuilder builder)
        where T : class, IPaymentOwned =>
        builder.Entity<T>().HasQueryFilter(ScopeFilter, row => (!IsNarrow && PaymentsSince == null) || Payments.Any(payment => payment.Id == row.PaymentId));

    /// <summary>What the database says itself when it could not write, as it does of a read; null: a row breaks a rule.</summary>
    private static DbException? Trouble(DbUpdateException failed) => failed.InnerException is DbException inner && !RuleViolation.Is(inner) ? inner : null;

    private Action? Revokes() => ChangeTracker.Entries<Revocation>().Any(entry => entry.State == EntityState.Added) ? Revoked : null;

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
