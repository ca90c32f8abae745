using Microsoft.EntityFrameworkCore;
using Portal.Domain.Primitives;
using Portal.Domain.Work;
using Portal.Infrastructure.Persistence.Work;

namespace Portal.Infrastructure.Jobs;

/// <inheritdoc cref="IJobBoard"/>
public sealed class JobBoard(PlatformWorks works, JobRuns runs, JobLog log, JobsOptions options, TimeProvider clock) : IJobBoard
{
    private const int MaxTenants = 200;

    public async Task<IReadOnlyList<JobView>> ListAsync(PlatformActor actor, CancellationToken ct)
    {
        await using var context = await works.OpenAsync(actor, Permission.SeeJobs, ct);
        var reports = await context.JobReports.AsNoTracking().ToListAsync(ct);
        var names = await context.Tenants.AsNoTracking().ToDictionaryAsync(tenant => tenant.Id, tenant => tenant.Name, ct);
        var now = clock.GetUtcNow();
        return [.. PortalJobs.Schedule.Select(job => View(job, [.. reports.Where(report => report.Job == job.Name)], names, now))];
    }

    public async Task<Outcome<int>> RunNowAsync(PlatformActor actor, string name, CancellationToken ct)
    {
        await using var context = await works.OpenAsync(actor, Permission.RunJobs, ct);
        if (!runs.Knows(name))
        {
            return CommonErrors.NotFound;
        }
        if (!options.Enabled || await runs.RunAsync(name, ct) is not { } rows)
        {
            return CommonErrors.Unavailable;
        }
        await log.FlushAsync(ct);
        return rows;
    }

    private static JobView View(ScheduledJob job, IReadOnlyList<JobReport> reports, Dictionary<TenantId, string> names, DateTimeOffset now)
    {
        var whole = reports.FirstOrDefault(report => report.IsWhole);
        return new JobView(
            job.Name, job.Interval, whole?.LastAt, whole?.LastRows ?? 0, whole?.Rows ?? 0, whole?.Errors ?? 0, whole?.LastErrorAt, whole?.LastError,
            whole is null ? null : job.NextAfter(now), job.IsSilentAt(now, whole?.LastAt),
            [.. reports.Where(report => !report.IsWhole && names.ContainsKey(report.TenantId)).OrderByDescending(report => report.LastAt).Take(MaxTenants)
                .Select(report => new JobOfTenant(report.TenantId, names[report.TenantId], report.LastAt, report.Rows, report.Errors))]);
    }
}
