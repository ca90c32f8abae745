using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Domain.Attention;
using Portal.Domain.Payments;
using Portal.Domain.Tenants;
using Portal.Infrastructure.Mail;

namespace Portal.Infrastructure.Persistence.Configurations;

internal sealed class CaseMarkConfiguration : IEntityTypeConfiguration<CaseMark>
{
    public void Configure(EntityTypeBuilder<CaseMark> builder)
    {
        builder.ToTable("CaseMarks");
        builder.HasKey(mark => new { mark.TenantId, mark.Kind, mark.SubjectId });
        builder.HasOne<Tenant>().WithMany().HasForeignKey(mark => mark.TenantId).OnDelete(DeleteBehavior.Restrict);
        builder.Property(mark => mark.Version).IsConcurrencyToken();
    }
}

internal sealed class NoteConfiguration : IEntityTypeConfiguration<Note>
{
    public void Configure(EntityTypeBuilder<Note> builder)
    {
        builder.ToTable("Notes");
        builder.HasKey(note => new { note.TenantId, note.Id });
        builder.HasOne<Tenant>().WithMany().HasForeignKey(note => note.TenantId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Payment>().WithMany().HasForeignKey(note => new { note.TenantId, note.PaymentId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(note => new { note.TenantId, note.PaymentId }).HasFilter("PaymentId IS NOT NULL");
        builder.HasIndex(note => new { note.TenantId, note.CaseKind, note.SubjectId });
        builder.Property(note => note.Text).HasMaxLength(Note.MaxLength);
    }
}

internal sealed class OutgoingMailConfiguration : IEntityTypeConfiguration<OutgoingMail>
{
    public void Configure(EntityTypeBuilder<OutgoingMail> builder)
    {
        builder.ToTable("OutgoingMails");
        builder.HasKey(mail => new { mail.TenantId, mail.Id });
        builder.HasOne<Tenant>().WithMany().HasForeignKey(mail => mail.TenantId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(mail => new { mail.TenantId, mail.Event, mail.UserId }).IsUnique();
        builder.HasIndex(mail => new { mail.TenantId, mail.DueAt }).HasFilter("DueAt IS NOT NULL");
        builder.Property(mail => mail.Event).HasMaxLength(80).IsUnicode(false);
        builder.Property(mail => mail.LeaseToken).IsConcurrencyToken();
    }
}
