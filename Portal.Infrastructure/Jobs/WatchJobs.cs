using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Portal.Infrastructure.Persistence;

namespace Portal.Infrastructure.Jobs;

/// <summary>Looks at the jobs' heartbeats, in every process, also in one that runs none: a job that is silent for two intervals is told once.</summary>
/// <remarks>It hangs on no schedule, for that is what it watches. What it finds stands on <c>/admin/jobs</c> and in <c>/health/ready</c>, too.</remarks>
public sealed class WatchJobs(PortalDatabase database, TimeProvider clock, ILogger<WatchJobs> log) : BackgroundService
{
    private static readonly TimeSpan s_every = TimeSpan.FromSeconds(15);

    private readonly HashSet<string> _told = [];

    /// <summary>Names of jobs that are silent now, in order of the schedule.</summary>
    public IReadOnlyList<string> Silent { get; private set; } = [];

    public async Task LookAsync(CancellationToken ct)
    {
        await using var context = database.OpenWithoutTenant();
        var last = await context.JobReports.AsNoTracking().Where(report => report.TenantId == default).ToDictionaryAsync(report => report.Job, report => report.LastAt, ct);
        var now = clock.GetUtcNow();
        Silent = [.. PortalJobs.Schedule.Where(job => last.TryGetValue(job.Name, out var at) && job.IsSilentAt(now, at)).Select(job => job.Name)];
        foreach (var name in Silent.Where(_told.Add))
        {
            log.LogCritical("The job {Job} has not run since {Last:u}: whatever waits for it waits longer", name, last[name]);
        }
        _told.IntersectWith(Silent);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_every, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await LookAsync(stoppingToken);
                }
                catch (DbException busy)
                {
                    log.LogWarning(busy, "The jobs' heartbeats could not be read");
                }
            }
        }
        catch (OperationCanceledException)
        {
            // the portal ends
        }
    }
}
