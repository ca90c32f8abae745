using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Infrastructure.Persistence.Audit;

namespace Portal.Infrastructure.Persistence.Configurations;

internal sealed class AuditRecordConfiguration : IEntityTypeConfiguration<AuditRecord>
{
    public void Configure(EntityTypeBuilder<AuditRecord> builder)
    {
        builder.ToTable("AuditRows", table => table.HasTrigger(AuditTriggers.NoChange));
        builder.HasKey(row => new { row.TenantId, row.Sequence });
        builder.Property(row => row.Sequence).ValueGeneratedNever();
        builder.HasIndex(row => new { row.TenantId, row.SubjectId, row.Sequence });
        builder.HasIndex(row => new { row.TenantId, row.CounterId, row.Sequence });
        builder.Property(row => row.Act).HasMaxLength(64).IsUnicode(false);
        builder.Property(row => row.SubjectKind).HasMaxLength(32).IsUnicode(false);
        builder.Property(row => row.SubjectId).HasMaxLength(64);
        builder.Property(row => row.Address).HasMaxLength(64).IsUnicode(false);
        builder.Property(row => row.Before).HasMaxLength(4000);
        builder.Property(row => row.After).HasMaxLength(4000);
        builder.Property(row => row.PreviousHash).HasMaxLength(AuditChain.HashLength);
        builder.Property(row => row.Hash).HasMaxLength(AuditChain.HashLength);
    }
}

internal sealed class AuditHeadConfiguration : IEntityTypeConfiguration<AuditHead>
{
    public void Configure(EntityTypeBuilder<AuditHead> builder)
    {
        builder.ToTable("AuditHeads");
        builder.HasKey(head => head.TenantId);
        builder.Property(head => head.Hash).HasMaxLength(AuditChain.HashLength);
    }
}
