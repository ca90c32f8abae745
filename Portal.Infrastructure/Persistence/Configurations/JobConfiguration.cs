using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Infrastructure.Jobs;

namespace Portal.Infrastructure.Persistence.Configurations;

internal sealed class JobReportConfiguration : IEntityTypeConfiguration<JobReport>
{
    public void Configure(EntityTypeBuilder<JobReport> builder)
    {
        builder.ToTable("JobReports");
        builder.HasKey(report => new { report.Job, report.TenantId });
        builder.Property(report => report.Job).HasMaxLength(32).IsUnicode(false);
        builder.Property(report => report.LastError).HasMaxLength(128).IsUnicode(false);
        builder.Property(report => report.Rows).IsConcurrencyToken();
        builder.Ignore(report => report.IsWhole);
    }
}
