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

    Task TickAsync(CancellationToken ct);
}

/// <summary>All schedules: name of the tick and when it comes (UTC).</summary>
public static class PortalJobs
{
    public static IReadOnlyList<(string Name, string Cron)> Schedule { get; } =
    [
        ("ask-due", "* * * * * ?"),
        ("check-invariants", "0 7 * * * ?"),
        ("watch-log", "20 * * * * ?"),
        ("forget-buyers", "0 23 3 * * ?"),
    ];

    /// <summary>Quartz keeps nothing: it ticks.</summary>
    public static void AddPortalSchedule(this IServiceCollection services)
    {
        services.AddQuartz(quartz =>
        {
            foreach (var (name, cron) in Schedule)
            {
                quartz.AddJob<TickJob>(job => job.WithIdentity(name).DisallowConcurrentExecution(true));
                quartz.AddTrigger<TickJob>(trigger => trigger.ForJob(name).WithIdentity(name).WithCronSchedule(cron));
            }
        });
        services.AddQuartzHostedService();                       // without it the schedule is known and never starts
    }
}

/// <summary>Leads a tick of the schedule to the tick of that name.</summary>
internal sealed class TickJob(IEnumerable<IJobTick> ticks) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) =>
        await ticks.Single(tick => tick.Name == context.JobDetail.Key.Name).TickAsync(cancellationToken);
}
