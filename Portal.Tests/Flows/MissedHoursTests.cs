using Microsoft.Extensions.DependencyInjection;
using Portal.Infrastructure.Jobs;
using Portal.Tests.TestKit;
using Quartz;

namespace Portal.Tests.Flows;

/// <summary>J-06: the clock is a day further on at once, as after a sleep. What came every hour comes once.</summary>
public sealed class MissedHoursTests
{
    private const string Hourly = "check-invariants";
    private const string Planted = "planted";
    private const string EachSecond = "each-second";

    [Fact]
    [Trait("Row", "J-06")]
    public async Task J_06_a_day_that_was_missed_is_one_run_and_not_twenty_four()
    {
        var (hourly, planted, seconds) = (new Counted(Hourly), new Counted(Planted), new Counted(EachSecond));
        await using var portal = await PortalFixture.StartAsync("2026-03-01T04:08:00Z", replace: services =>
        {
            services.Remove(services.Single(service => service.ServiceType == typeof(IJobTick) && service.ImplementationType == typeof(CheckInvariants)));
            services.AddSingleton<IJobTick>(hourly).AddSingleton<IJobTick>(planted).AddSingleton<IJobTick>(seconds);
            services.AddQuartz(quartz =>
            {
                quartz.AddJob<TickJob>(job => job.WithIdentity(EachSecond));
                quartz.AddTrigger<TickJob>(trigger => trigger.ForJob(EachSecond).WithIdentity(EachSecond).WithCronSchedule("* * * * * ?"));
                quartz.AddJob<TickJob>(job => job.WithIdentity(Planted).DisallowConcurrentExecution(true));          // as the product's: no run hides another
                quartz.AddTrigger<TickJob>(trigger => trigger.ForJob(Planted).WithIdentity(Planted).WithCronSchedule("0 7 * * * ?", cron => cron.WithMisfireInstruction(CronTriggerMisfireInstruction.IgnoreMisfires)));
            });
        });
        await PortalWait.UntilAsync("the schedule runs", () => seconds.Times > 0);
        portal.Clock.Advance(TimeSpan.FromHours(24));
        await PortalWait.UntilAsync("both came", () => hourly.Times > 0 && planted.Times >= 24);      // the planted one is the control: it makes up for each hour
        var round = seconds.Times;
        await PortalWait.UntilAsync("the schedule goes on", () => seconds.Times > round + 3);
        Assert.Equal(1, hourly.Times);
    }

    private sealed class Counted(string name) : IJobTick
    {
        private int _times;

        public string Name => name;

        public int Times => _times;

        public Task<int> TickAsync(CancellationToken ct) => Task.FromResult(Interlocked.Increment(ref _times) > 0 ? 0 : 1);
    }
}
