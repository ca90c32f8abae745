using Microsoft.Extensions.DependencyInjection;
using Quartz;

namespace Portal.Infrastructure.Jobs;

/// <summary>Settings below <c>Portal:Jobs</c>.</summary>
public sealed class JobsOptions
{
    /// <summary>False: this process takes notifications and shows pages, but asks Alipay nothing by itself.</summary>
    public bool Enabled { get; set; } = true;
}

/// <summary>What a schedule wakes. What is due stands in our own tables; a tick is safe to be missed or doubled.</summary>
public interface IJobTick
{
    string Name { get; }

    /// <returns>How many rows it touched.</returns>
    Task<int> TickAsync(CancellationToken ct);
}

/// <summary>A tick and when it comes, by a Quartz expression in UTC.</summary>
public sealed record ScheduledJob(string Name, string Cron)
{
    /// <summary>What counts as silence is never shorter than this, since reports are written every five seconds.</summary>
    private static readonly TimeSpan s_shortest = TimeSpan.FromSeconds(30);

    private readonly CronExpression _when = new(Cron, TimeZoneInfo.Utc);

    /// <summary>How far apart two ticks are.</summary>
    public TimeSpan Interval
    {
        get
        {
            var next = NextAfter(DateTimeOffset.UnixEpoch)!.Value;
            return NextAfter(next)!.Value - next;
        }
    }

    public DateTimeOffset? NextAfter(DateTimeOffset now) => _when.GetNextValidTimeAfter(now);

    /// <summary>Not run for two intervals.</summary>
    /// <param name="last">When it last ended; null: it never did, which is silence only where it is known to run.</param>
    public bool IsSilentAt(DateTimeOffset now, DateTimeOffset? last) => now - last > TimeSpan.FromTicks(Math.Max(Interval.Ticks * 2, s_shortest.Ticks));
}

/// <summary>All schedules.</summary>
public static class PortalJobs
{
    public static IReadOnlyList<ScheduledJob> Schedule { get; } =
    [
        new(AskDue.JobName, "* * * * * ?"),
        new("check-invariants", "0 7 * * * ?"),
        new("send-mails", "5/10 * * * * ?"),
        new("tell-unclear", "40 * * * * ?"),
        new("watch-log", "20 * * * * ?"),
        new("destroy-keys", "0 41 * * * ?"),
        new("forget-buyers", "0 23 3 * * ?"),
    ];

    /// <summary>Quartz keeps nothing: it ticks.</summary>
    public static void AddPortalSchedule(this IServiceCollection services)
    {
        services.AddQuartz(quartz =>
        {
            foreach (var job in Schedule)
            {
                quartz.AddJob<TickJob>(tick => tick.WithIdentity(job.Name).DisallowConcurrentExecution(true));
                quartz.AddTrigger<TickJob>(trigger => trigger.ForJob(job.Name).WithIdentity(job.Name).WithCronSchedule(job.Cron));
            }
        });
        services.AddQuartzHostedService();                       // without it the schedule is known and never starts
    }
}

/// <summary>Leads a tick of the schedule to the tick of that name.</summary>
internal sealed class TickJob(JobRuns runs) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) => await runs.RunAsync(context.JobDetail.Key.Name, cancellationToken);
}
