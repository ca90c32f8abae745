using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Domain.Approvals;
using Portal.Domain.Attention;
using Portal.Domain.Cancels;
using Portal.Domain.Payments;
using Portal.Domain.Refunds;
using Portal.Domain.Tenants;

namespace Portal.Infrastructure.Persistence.Configurations;

internal sealed class RefundConfiguration : IEntityTypeConfiguration<Refund>
{
    public void Configure(EntityTypeBuilder<Refund> builder)
    {
        builder.ToTable("Refunds", table => table.HasCheckConstraint("CK_Refunds_Amount", "AmountMinor > 0"));
        builder.HasKey(refund => new { refund.TenantId, refund.Id });
        builder.HasOne<Payment>().WithMany().HasForeignKey(refund => new { refund.TenantId, refund.PaymentId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Refund>().WithMany().HasForeignKey(refund => new { refund.TenantId, refund.InsteadOf }).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(refund => new { refund.TenantId, refund.Number }).IsUnique();
        builder.HasIndex(refund => new { refund.TenantId, refund.Key }).IsUnique().HasFilter("\"Key\" IS NOT NULL");
        builder.HasIndex(refund => new { refund.TenantId, refund.PaymentId });
        builder.HasIndex(refund => new { refund.TenantId, refund.RequestedBy, refund.RequestedAt });
        builder.HasIndex(refund => new { refund.TenantId, refund.ApprovedBy, refund.RequestedAt }).HasFilter("ApprovedBy IS NOT NULL");
        builder.HasIndex(refund => new { refund.TenantId, refund.Status }).HasFilter("Status = 'Review'").HasDatabaseName("IX_Refunds_Review");
        builder.HasIndex(refund => new { refund.TenantId, refund.DueAt }).HasFilter("DueAt IS NOT NULL");
        builder.Property(refund => refund.Reason).HasMaxLength(128);
        builder.Property(refund => refund.Key).HasMaxLength(64);
        builder.Property(refund => refund.BodyHash).HasMaxLength(32);
        builder.Property(refund => refund.LastAnswer).HasMaxLength(64).IsUnicode(false);
        builder.Property(refund => refund.DecidedReason).HasMaxLength(Note.MaxLength);
        builder.Property(refund => refund.Version).IsConcurrencyToken();
        builder.Property(refund => refund.LeaseToken).IsConcurrencyToken();
        builder.Ignore(refund => refund.Amount);
        builder.Ignore(refund => refund.Next);
        builder.Ignore(refund => refund.IsRepeated);
    }
}

internal sealed class ApprovalConfiguration : IEntityTypeConfiguration<Approval>
{
    public void Configure(EntityTypeBuilder<Approval> builder)
    {
        builder.ToTable("Approvals", table => table.HasCheckConstraint("CK_Approvals_Amount", "AmountMinor > 0"));
        builder.HasKey(approval => new { approval.TenantId, approval.Id });
        builder.HasOne<Payment>().WithMany().HasForeignKey(approval => new { approval.TenantId, approval.PaymentId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Refund>().WithMany().HasForeignKey(approval => new { approval.TenantId, approval.RefundId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(approval => new { approval.TenantId, approval.Key }).IsUnique();
        builder.HasIndex(approval => new { approval.TenantId, approval.PaymentId });
        builder.HasIndex(approval => new { approval.TenantId, approval.PaymentId, approval.Status }).IsUnique().HasFilter("Status = 'Asked'").HasDatabaseName("IX_Approvals_OneOpen");
        builder.Property(approval => approval.Reason).HasMaxLength(128);
        builder.Property(approval => approval.Rule).HasMaxLength(32).IsUnicode(false);
        builder.Property(approval => approval.Key).HasMaxLength(64);
        builder.Property(approval => approval.BodyHash).HasMaxLength(32);
        builder.Property(approval => approval.AnswerReason).HasMaxLength(Note.MaxLength);
        builder.Property(approval => approval.Version).IsConcurrencyToken();
        builder.Ignore(approval => approval.Amount);
    }
}

internal sealed class LimitRuleConfiguration : IEntityTypeConfiguration<LimitRule>
{
    public void Configure(EntityTypeBuilder<LimitRule> builder)
    {
        builder.ToTable("LimitRules");
        builder.HasKey(rule => new { rule.TenantId, rule.Id });
        builder.HasOne<Tenant>().WithMany().HasForeignKey(rule => rule.TenantId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(rule => new { rule.TenantId, rule.Role }).IsUnique().HasFilter("Role IS NOT NULL");
        builder.HasIndex(rule => new { rule.TenantId, rule.UserId }).IsUnique().HasFilter("UserId IS NOT NULL");
        builder.Property(rule => rule.Version).IsConcurrencyToken();
        builder.Ignore(rule => rule.SaysNothing);
    }
}

internal sealed class CancelConfiguration : IEntityTypeConfiguration<Cancel>
{
    public void Configure(EntityTypeBuilder<Cancel> builder)
    {
        builder.ToTable("Cancels");
        builder.HasKey(cancel => new { cancel.TenantId, cancel.Id });
        builder.HasOne<Payment>().WithMany().HasForeignKey(cancel => new { cancel.TenantId, cancel.PaymentId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(cancel => new { cancel.TenantId, cancel.Key }).IsUnique();
        builder.HasIndex(cancel => new { cancel.TenantId, cancel.PaymentId }).IsUnique().HasFilter("Status IN ('Asked', 'Sent')").HasDatabaseName("IX_Cancels_OneOpen");
        builder.HasIndex(cancel => new { cancel.TenantId, cancel.PaymentId, cancel.RequestedAt });
        builder.HasIndex(cancel => new { cancel.TenantId, cancel.RequestedBy, cancel.RequestedAt });
        builder.HasIndex(cancel => new { cancel.TenantId, cancel.Status }).HasFilter("Status = 'Review'").HasDatabaseName("IX_Cancels_Review");
        builder.HasIndex(cancel => new { cancel.TenantId, cancel.DueAt }).HasFilter("DueAt IS NOT NULL");
        builder.Property(cancel => cancel.Key).HasMaxLength(64);
        builder.Property(cancel => cancel.LastAnswer).HasMaxLength(64).IsUnicode(false);
        builder.Property(cancel => cancel.DecidedReason).HasMaxLength(Note.MaxLength);
        builder.Property(cancel => cancel.Version).IsConcurrencyToken();
        builder.Property(cancel => cancel.LeaseToken).IsConcurrencyToken();
    }
}
