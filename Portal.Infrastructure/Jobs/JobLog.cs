using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Portal.Domain.Primitives;
using Portal.Infrastructure.Persistence;

namespace Portal.Infrastructure.Jobs;

/// <summary>Counts what jobs do, in memory, and writes it down every five seconds: a heartbeat that costs the same however often a job ticks.</summary>
public sealed class JobLog(PortalDatabase database, TimeProvider clock, ILogger<JobLog> log) : BackgroundService
{
    private const int Tries = 3;
    private static readonly TimeSpan s_every = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<(string Job, TenantId Tenant), JobTally> _tallies = new();

    /// <summary>A run of the job ended.</summary>
    /// <param name="rows">Rows that it touched itself; what <see cref="Touched"/> counts is not told twice.</param>
    public void Ended(string job, int rows, Exception? failed = null) => Add(job, default, new JobTally(clock.GetUtcNow(), rows, failed is null ? 0 : 1, failed?.GetType().Name));

    /// <summary>Rows of a tenant that the run touched, which its <see cref="Ended"/> tells of the job as a whole; errors count for both at once.</summary>
    /// <param name="error">Name of the exception's type; null: none is known.</param>
    public void InTenant(string job, TenantId tenant, int rows, int errors = 0, string? error = null)
    {
        if (tenant != default && (rows, errors) != (0, 0))
        {
            Add(job, tenant, new JobTally(clock.GetUtcNow(), rows, errors, error));
        }
        if (errors > 0)
        {
            Add(job, default, new JobTally(clock.GetUtcNow(), 0, errors, error));
        }
    }

    /// <summary>A row of a tenant was worked on, in the job's name, by what no run waits for.</summary>
    public void Touched(string job, TenantId tenant, bool isError)
    {
        var tally = new JobTally(clock.GetUtcNow(), 1, isError ? 1 : 0);
        Add(job, tenant, tally);
        Add(job, default, tally);
    }

    /// <summary>Writes down what was counted; what cannot be written now is kept for the next time.</summary>
    public async Task FlushAsync(CancellationToken ct)
    {
        foreach (var key in _tallies.Keys)
        {
            if (_tallies.TryRemove(key, out var tally) && !await SaveAsync(key.Job, key.Tenant, tally, ct))
            {
                Add(key.Job, key.Tenant, tally);
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_every, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await FlushAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // the portal ends; the last seconds of counts are no evidence of anything
        }
    }

    private void Add(string job, TenantId tenant, JobTally tally) => _tallies.AddOrUpdate((job, tenant), tally, (_, before) => before.And(tally));

    /// <summary>Two processes may count the same job: the one that comes second reads again.</summary>
    private async Task<bool> SaveAsync(string job, TenantId tenant, JobTally tally, CancellationToken ct)
    {
        for (var attempt = 1; attempt <= Tries; attempt++)
        {
            try
            {
                await using var context = database.OpenWithoutTenant();
                var report = await context.JobReports.FirstOrDefaultAsync(row => row.Job == job && row.TenantId == tenant, ct);
                if (report is null)
                {
                    context.JobReports.Add(report = JobReport.Of(job, tenant));
                }
                report.Add(tally);
                await context.SaveChangesAsync(ct);
                return true;
            }
            catch (DbUpdateException)
            {
                // another process wrote the same row in the same moment
            }
            catch (DbException busy)
            {
                log.LogWarning(busy, "What {Job} did could not be written down; it is tried again", job);
                return false;
            }
        }
        return false;
    }
}
