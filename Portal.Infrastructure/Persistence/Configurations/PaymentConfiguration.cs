using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Domain.Attention;
using Portal.Domain.Counters;
using Portal.Domain.Payments;
using Portal.Domain.Tenants;

namespace Portal.Infrastructure.Persistence.Configurations;

internal sealed class PaymentConfiguration : IEntityTypeConfiguration<Payment>
{
    public void Configure(EntityTypeBuilder<Payment> builder)
    {
        builder.HasKey(payment => new { payment.TenantId, payment.Id });
        builder.HasOne<QrCode>().WithMany().HasForeignKey(payment => new { payment.TenantId, payment.QrCodeId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Counter>().WithMany().HasForeignKey(payment => new { payment.TenantId, payment.CounterId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<GatewayAccount>().WithMany().HasForeignKey(payment => new { payment.TenantId, payment.AccountId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasMany(payment => payment.History).WithOne().HasForeignKey(step => new { step.TenantId, step.PaymentId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(payment => new { payment.AccountId, payment.TradeNo }).IsUnique();
        builder.HasIndex(payment => new { payment.TenantId, payment.Arrival });
        builder.HasIndex(payment => new { payment.TenantId, payment.CounterId, payment.Arrival });
        builder.HasIndex(payment => new { payment.TenantId, payment.OccurredAt });
        builder.HasIndex(payment => new { payment.TenantId, payment.DueAt }).HasFilter("DueAt IS NOT NULL");
        builder.HasIndex(payment => new { payment.TenantId, payment.Status }).HasFilter("Status = 'Review'").HasDatabaseName("IX_Payments_Review");
        builder.Property(payment => payment.Payer).HasMaxLength(100);
        builder.Property(payment => payment.PayerHash).HasMaxLength(32);
        builder.Property(payment => payment.Doubt).HasMaxLength(32).IsUnicode(false);
        builder.Property(payment => payment.DecidedReason).HasMaxLength(Note.MaxLength);
        builder.Property(payment => payment.Version).IsConcurrencyToken();
        builder.Property(payment => payment.LeaseToken).IsConcurrencyToken();
        builder.Ignore(payment => payment.Amount);
        builder.Ignore(payment => payment.Refunded);
        builder.Ignore(payment => payment.Refundable);
    }
}

internal sealed class PaymentStepConfiguration : IEntityTypeConfiguration<PaymentStep>
{
    public void Configure(EntityTypeBuilder<PaymentStep> builder)
    {
        builder.HasKey(step => new { step.TenantId, step.PaymentId, step.Id });
        builder.Property(step => step.Reason).HasMaxLength(64).IsUnicode(false);
    }
}

internal sealed class PaymentEventConfiguration : IEntityTypeConfiguration<PaymentEvent>
{
    public void Configure(EntityTypeBuilder<PaymentEvent> builder)
    {
        builder.HasKey(change => new { change.TenantId, change.Sequence });
        builder.Property(change => change.Sequence).ValueGeneratedNever();
        builder.HasOne<Payment>().WithMany().HasForeignKey(change => new { change.TenantId, change.PaymentId }).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class StoredNotificationConfiguration : IEntityTypeConfiguration<StoredNotification>
{
    public void Configure(EntityTypeBuilder<StoredNotification> builder)
    {
        builder.ToTable("Notifications");
        builder.HasKey(message => new { message.TenantId, message.Id });
        builder.HasOne<GatewayAccount>().WithMany().HasForeignKey(message => new { message.TenantId, message.AccountId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Payment>().WithMany().HasForeignKey(message => new { message.TenantId, message.PaymentId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(message => new { message.AccountId, message.NotifyId, message.Fingerprint }).IsUnique();
        builder.HasIndex(message => new { message.AccountId, message.Effect }).IsUnique();
        builder.HasIndex(message => new { message.TenantId, message.PaymentId });
        builder.Property(message => message.NotifyId).HasMaxLength(128);
        builder.Property(message => message.Fingerprint).HasMaxLength(32);
        builder.Property(message => message.Effect).HasMaxLength(32);
        builder.Property(message => message.TradeNo).HasMaxLength(64).IsUnicode(false);
        builder.Property(message => message.TradeStatus).HasMaxLength(32);
        builder.Property(message => message.RefundNo).HasMaxLength(100);
        builder.Property(message => message.RefundFee).HasMaxLength(100);
    }
}
