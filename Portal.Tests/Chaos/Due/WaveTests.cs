using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Portal.Domain.Gateway;
using Portal.Domain.Tenants;
using Portal.Infrastructure.Alipay;
using Portal.Infrastructure.Jobs;
using Portal.Infrastructure.Persistence.Work;
using Portal.Tests.TestKit;

namespace Portal.Tests.Chaos.Due;

/// <summary>Many answers of Alipay come in one moment: they are booked by few hands, so that messages and pages find a thread meanwhile.</summary>
public sealed class WaveTests
{
    private static readonly int s_hands = Math.Max(2, Environment.ProcessorCount / 2);
    private static readonly int s_wave = 4 * s_hands;
    private static readonly TimeSpan s_lease = TimeSpan.FromSeconds(30);
    private readonly Booking _booking = new();

    private Task<GatewayStand> StandAsync() => GatewayStand.StartAsync(SignAlgorithm.Md5, replace: services =>
    {
        services.Replace(ServiceDescriptor.Singleton<IJitter>(_booking));
        services.Configure<GatewayOptions>(options => (options.CallsPerSecond, options.CallsAtOnce) = (0, s_wave));
    });

    [Fact]
    public async Task A_wave_of_answers_is_booked_by_few_at_once_and_wholly()
    {
        await using var stand = await StandAsync();
        var job = stand.Portal.Get<AskDue>();
        await PlayAsync(stand, async () =>
        {
            stand.Portal.Get<JobsOptions>().Enabled = true;
            await job.StartAsync(default);
            await job.TickAsync(default);
        });
        await job.StopAsync(default);
        Assert.InRange(_booking.Most, 1, s_hands);
    }

    [Fact]
    public async Task A_wave_of_answers_is_booked_by_few_at_once_and_wholly_control_each_on_a_thread_of_its_own()
    {
        await using var stand = await StandAsync();
        await PlayAsync(stand, async () =>
        {
            foreach (var row in await stand.Portal.Get<ClaimRows>().ClaimAsync(DueKind.Payment, stand.Shop.Id, stand.Portal.Clock.GetUtcNow(), s_lease, s_wave, default))
            {
                _ = Task.Run(() => stand.Portal.Get<DueFlows>().RunAsync(row));
            }
        });
        Assert.InRange(_booking.Most, s_hands + 1, s_wave);
    }

    private static async Task PlayAsync(GatewayStand stand, Func<Task> beginAsync)
    {
        var calls = new Calls();
        stand.Gateway.Reply = calls.AnswerAsync;
        await Arrivals.SendAsync(stand.Portal, stand.Shop, await stand.Portal.ACounterAsync(stand.Shop), s_wave);
        var all = calls.HoldAsync(s_wave);
        await beginAsync();
        await all;
        calls.GoOn();
        await PortalWait.UntilAsync("all are paid", () => (long)stand.Portal.Files.Sql("SELECT COUNT(*) FROM Payments WHERE Status = 'Paid'")! == s_wave);
    }

    /// <summary>Asked for once by each booking; takes long enough for others to begin meanwhile.</summary>
    private sealed class Booking : IJitter
    {
        private readonly Lock _lock = new();
        private int _now;

        /// <summary>How many were at it in one moment.</summary>
        public int Most { get; private set; }

        public double Next()
        {
            lock (_lock)
            {
                Most = Math.Max(Most, ++_now);
            }
            SpinWait.SpinUntil(() => false, 20);
            lock (_lock)
            {
                _now--;
            }
            return 0.5;
        }
    }
}
