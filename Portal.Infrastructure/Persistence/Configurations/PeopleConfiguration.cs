using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Domain.People;
using Portal.Domain.Tenants;
using Portal.Infrastructure.Identity;

namespace Portal.Infrastructure.Persistence.Configurations;

internal sealed class SessionConfiguration : IEntityTypeConfiguration<Session>
{
    public void Configure(EntityTypeBuilder<Session> builder)
    {
        builder.ToTable("Sessions");
        builder.HasKey(session => session.Id);
        builder.HasIndex(session => session.KeyHash).IsUnique();
        builder.HasIndex(session => session.UserId);
        builder.HasIndex(session => session.ExpiresAt);
        builder.Property(session => session.KeyHash).HasMaxLength(32);
        builder.Property(session => session.Ticket).HasMaxLength(8000);
        builder.Property(session => session.Address).HasMaxLength(45).IsUnicode(false);
        builder.Ignore(session => session.HasSecondFactor);
    }
}

internal sealed class RevocationConfiguration : IEntityTypeConfiguration<Revocation>
{
    public void Configure(EntityTypeBuilder<Revocation> builder)
    {
        builder.ToTable("Revocations");
        builder.HasKey(revocation => revocation.Id);
        builder.Property(revocation => revocation.Id).ValueGeneratedOnAdd();
    }
}

internal sealed class OneTimeLinkConfiguration : IEntityTypeConfiguration<OneTimeLink>
{
    public void Configure(EntityTypeBuilder<OneTimeLink> builder)
    {
        builder.ToTable("OneTimeLinks");
        builder.HasKey(link => link.Id);
        builder.HasIndex(link => link.SecretHash).IsUnique();
        builder.HasIndex(link => new { link.TenantId, link.ExpiresAt });
        builder.HasOne<Tenant>().WithMany().HasForeignKey(link => link.TenantId).OnDelete(DeleteBehavior.Restrict);
        builder.Property(link => link.SecretHash).HasMaxLength(32);
        builder.Property(link => link.Counters).HasMaxLength(4000).IsUnicode(false);
        builder.Property(link => link.UsedAt).IsConcurrencyToken();
    }
}

/// <summary>Identity's own table of passkeys, which its model makes only where its options reach the context.</summary>
internal sealed class PasskeyConfiguration : IEntityTypeConfiguration<IdentityUserPasskey<Guid>>
{
    public void Configure(EntityTypeBuilder<IdentityUserPasskey<Guid>> builder)
    {
        builder.ToTable("AspNetUserPasskeys");
        builder.HasKey(passkey => passkey.CredentialId);
        builder.Property(passkey => passkey.CredentialId).HasMaxLength(900);
        builder.HasOne<PortalUser>().WithMany().HasForeignKey(passkey => passkey.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(passkey => passkey.UserId);
        builder.OwnsOne(passkey => passkey.Data).ToJson();
    }
}
