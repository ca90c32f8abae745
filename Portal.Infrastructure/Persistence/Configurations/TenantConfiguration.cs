using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Domain.Alarms;
using Portal.Domain.Attention;
using Portal.Domain.Counters;
using Portal.Domain.Tenants;

namespace Portal.Infrastructure.Persistence.Configurations;

internal sealed class TenantConfiguration : IEntityTypeConfiguration<Tenant>
{
    public void Configure(EntityTypeBuilder<Tenant> builder)
    {
        builder.HasKey(tenant => tenant.Id);
        builder.HasIndex(tenant => tenant.Name).IsUnique();
        builder.Property(tenant => tenant.WrappedDataKey).HasMaxLength(1024);
        builder.Property(tenant => tenant.Version).IsConcurrencyToken();
        builder.Ignore(tenant => tenant.RefusesSignIn);
        builder.Ignore(tenant => tenant.HoldsCodes);
        builder.Ignore(tenant => tenant.Zone);
    }
}

internal sealed class GatewayAccountConfiguration : IEntityTypeConfiguration<GatewayAccount>
{
    public void Configure(EntityTypeBuilder<GatewayAccount> builder)
    {
        builder.ToTable("GatewayAccounts");
        builder.HasKey(account => new { account.TenantId, account.Id });
        builder.HasOne<Tenant>().WithMany().HasForeignKey(account => account.TenantId).OnDelete(DeleteBehavior.Restrict);
        builder.Property(account => account.Partner).HasMaxLength(16).IsUnicode(false);
        builder.HasIndex(account => account.Partner).IsUnique();
        builder.Property(account => account.SealedSecret).HasMaxLength(8000);
        builder.Property(account => account.AlipayPublicKey).HasMaxLength(2000);
        builder.Property(account => account.PreviousKey).HasMaxLength(8000);
    }
}

internal sealed class MembershipConfiguration : IEntityTypeConfiguration<Membership>
{
    public void Configure(EntityTypeBuilder<Membership> builder)
    {
        builder.HasKey(membership => new { membership.TenantId, membership.UserId });
        builder.HasOne<Tenant>().WithMany().HasForeignKey(membership => membership.TenantId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(membership => membership.UserId);
        builder.HasMany(membership => membership.Counters).WithOne().HasForeignKey(bound => new { bound.TenantId, bound.UserId }).OnDelete(DeleteBehavior.Cascade);
        builder.Property(membership => membership.Version).IsConcurrencyToken();
    }
}

internal sealed class MembershipCounterConfiguration : IEntityTypeConfiguration<MembershipCounter>
{
    public void Configure(EntityTypeBuilder<MembershipCounter> builder)
    {
        builder.ToTable("MembershipCounters");
        builder.HasKey(bound => new { bound.TenantId, bound.UserId, bound.CounterId });
        builder.HasOne<Counter>().WithMany().HasForeignKey(bound => new { bound.TenantId, bound.CounterId }).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class PlatformMembershipConfiguration : IEntityTypeConfiguration<PlatformMembership>
{
    public void Configure(EntityTypeBuilder<PlatformMembership> builder) => builder.HasKey(membership => membership.UserId);
}

internal sealed class SupportGrantConfiguration : IEntityTypeConfiguration<SupportGrant>
{
    public void Configure(EntityTypeBuilder<SupportGrant> builder)
    {
        builder.ToTable("SupportGrants");
        builder.HasKey(grant => new { grant.TenantId, grant.Id });
        builder.HasOne<Tenant>().WithMany().HasForeignKey(grant => grant.TenantId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class SupportVisitConfiguration : IEntityTypeConfiguration<SupportVisit>
{
    public void Configure(EntityTypeBuilder<SupportVisit> builder)
    {
        builder.ToTable("SupportVisits");
        builder.HasKey(visit => new { visit.TenantId, visit.Id });
        builder.HasOne<SupportGrant>().WithMany().HasForeignKey(visit => new { visit.TenantId, visit.GrantId }).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class KeyDraftConfiguration : IEntityTypeConfiguration<KeyDraft>
{
    public void Configure(EntityTypeBuilder<KeyDraft> builder)
    {
        builder.ToTable("KeyDrafts");
        builder.HasKey(draft => draft.TenantId);
        builder.HasOne<Tenant>().WithMany().HasForeignKey(draft => draft.TenantId).OnDelete(DeleteBehavior.Restrict);
        builder.Property(draft => draft.SealedSecret).HasMaxLength(8000);
        builder.Property(draft => draft.PublicKey).HasMaxLength(2000);
    }
}

internal sealed class TenantFeedConfiguration : IEntityTypeConfiguration<TenantFeed>
{
    public void Configure(EntityTypeBuilder<TenantFeed> builder)
    {
        builder.ToTable("TenantFeeds");
        builder.HasKey(feed => feed.TenantId);
        builder.HasOne<Tenant>().WithMany().HasForeignKey(feed => feed.TenantId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class AlarmConfiguration : IEntityTypeConfiguration<Alarm>
{
    public void Configure(EntityTypeBuilder<Alarm> builder)
    {
        builder.HasKey(alarm => new { alarm.TenantId, alarm.Id });
        builder.HasOne<Tenant>().WithMany().HasForeignKey(alarm => alarm.TenantId).OnDelete(DeleteBehavior.Restrict);
        builder.Property(alarm => alarm.Cause).HasMaxLength(200);
        builder.Property(alarm => alarm.ClosedReason).HasMaxLength(Note.MaxLength);
        builder.Ignore(alarm => alarm.About);
        builder.HasIndex(alarm => new { alarm.TenantId, alarm.Cause }).IsUnique().HasFilter("ClosedAt IS NULL");
    }
}
