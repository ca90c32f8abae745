using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Domain.Claims;
using Portal.Domain.Counters;
using Portal.Domain.Payments;
using Portal.Domain.Tenants;

namespace Portal.Infrastructure.Persistence.Configurations;

internal sealed class ClaimConfiguration : IEntityTypeConfiguration<Claim>
{
    public void Configure(EntityTypeBuilder<Claim> builder)
    {
        builder.ToTable("Claims");
        builder.HasKey(claim => new { claim.TenantId, claim.Id });
        builder.HasOne<Tenant>().WithMany().HasForeignKey(claim => claim.TenantId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Counter>().WithMany().HasForeignKey(claim => new { claim.TenantId, claim.CounterId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Payment>().WithMany().HasForeignKey(claim => new { claim.TenantId, claim.PaymentId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(claim => new { claim.TenantId, claim.AskedAt });
        builder.HasIndex(claim => new { claim.TenantId, claim.AskedBy, claim.AskedAt });
        builder.HasIndex(claim => new { claim.TenantId, claim.Number, claim.AskedAt }).HasFilter("Number IS NOT NULL");
        builder.HasIndex(claim => new { claim.TenantId, claim.FoundTradeNo }).IsUnique().HasFilter("FoundTradeNo IS NOT NULL");
        builder.Property(claim => claim.Number).HasMaxLength(64).IsUnicode(false);
        builder.Property(claim => claim.FoundPayer).HasMaxLength(100);
        builder.Property(claim => claim.FoundPayerHash).HasMaxLength(32);
        builder.Property(claim => claim.Version).IsConcurrencyToken();
        builder.Ignore(claim => claim.Found);
        builder.Ignore(claim => claim.IsOpen);
    }
}
