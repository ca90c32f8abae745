using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Domain.People;

namespace Portal.Infrastructure.Persistence.Configurations;

internal sealed class SecondFactorConfiguration : IEntityTypeConfiguration<SecondFactor>
{
    public void Configure(EntityTypeBuilder<SecondFactor> builder)
    {
        builder.ToTable("SecondFactors");
        builder.HasKey(factor => factor.UserId);
        builder.Property(factor => factor.SealedSecret).HasMaxLength(1024);
        builder.Property(factor => factor.RecoveryHashes).HasMaxLength(RecoveryCodes.Count * RecoveryCodes.HashBytes);
        builder.Property(factor => factor.Version).IsConcurrencyToken();
        builder.Ignore(factor => factor.IsSet);
        builder.Ignore(factor => factor.RecoveryLeft);
    }
}
