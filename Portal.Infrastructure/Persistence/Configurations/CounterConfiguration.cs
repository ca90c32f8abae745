using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Domain.Counters;
using Portal.Domain.Tenants;

namespace Portal.Infrastructure.Persistence.Configurations;

internal sealed class CounterConfiguration : IEntityTypeConfiguration<Counter>
{
    public void Configure(EntityTypeBuilder<Counter> builder)
    {
        builder.HasKey(counter => new { counter.TenantId, counter.Id });
        builder.HasOne<Tenant>().WithMany().HasForeignKey(counter => counter.TenantId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(counter => new { counter.TenantId, counter.NameKey }).IsUnique();
        builder.HasIndex(counter => new { counter.TenantId, counter.CreationKey }).IsUnique();
        builder.Property(counter => counter.CreationKey).HasMaxLength(64);
        builder.HasMany(counter => counter.Codes).WithOne().HasForeignKey(code => new { code.TenantId, code.CounterId }).OnDelete(DeleteBehavior.Restrict);
        builder.Ignore(counter => counter.ActiveCode);
    }
}

internal sealed class QrCodeConfiguration : IEntityTypeConfiguration<QrCode>
{
    public void Configure(EntityTypeBuilder<QrCode> builder)
    {
        builder.HasKey(code => new { code.TenantId, code.Id });
        builder.HasIndex(code => code.AddressToken).IsUnique();
        builder.HasIndex(code => code.StoreId).IsUnique();
        builder.HasIndex(code => new { code.TenantId, code.CounterId }).IsUnique().HasFilter("IsActive = 1").HasDatabaseName("IX_QrCodes_OneActive");
        builder.HasIndex(code => new { code.TenantId, code.DueAt }).HasFilter("DueAt IS NOT NULL");
        builder.Property(code => code.Text).HasMaxLength(512);
        builder.Property(code => code.AddressToken).HasMaxLength(32).IsUnicode(false);
        builder.Property(code => code.StoreId).HasMaxLength(32).IsUnicode(false);
        builder.Property(code => code.LeaseToken).IsConcurrencyToken();
        builder.HasOne<QrCode>().WithMany().HasForeignKey(code => new { code.TenantId, code.ReplacesId }).OnDelete(DeleteBehavior.Restrict);
        builder.Ignore(code => code.IsOpen);
    }
}

internal sealed class CodeNoteConfiguration : IEntityTypeConfiguration<CodeNote>
{
    public void Configure(EntityTypeBuilder<CodeNote> builder)
    {
        builder.ToTable("CodeNotes");
        builder.HasKey(note => new { note.TenantId, note.Id });
        builder.HasOne<QrCode>().WithMany().HasForeignKey(note => new { note.TenantId, note.CodeId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(note => new { note.TenantId, note.CounterId });
        builder.Property(note => note.Reason).HasMaxLength(64);
    }
}
