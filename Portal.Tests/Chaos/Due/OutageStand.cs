using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Tenants;
using Portal.Infrastructure.Alipay;
using Portal.Infrastructure.Jobs;
using Portal.Tests.TestKit;

namespace Portal.Tests.Chaos.Due;

/// <summary>Shops with payments that nobody has asked for yet, a gateway that is sick when a test says so, the product's own job with its cap and its breaker,
/// and a clock that stands until it is moved.</summary>
internal sealed class OutageStand : IAsyncDisposable
{
    public const int CallsPerSecond = 5;
    private const string Open = "Status IN ('Reported', 'Pending', 'Unknown', 'Cancelling')";

    private readonly ScriptedGateway _gateway;
    private readonly AskDue _job;
    private readonly ConcurrentDictionary<(string Partner, DateTimeOffset At), int> _calls = new();

    private OutageStand(TestPortal portal, ScriptedGateway gateway) => (Portal, _gateway, _job) = (portal, gateway, portal.Get<AskDue>());

    public TestPortal Portal { get; }

    /// <summary>The most calls of one account at one moment of the clock, which moves by whole seconds.</summary>
    public int MostCalls => _calls.Values.DefaultIfEmpty().Max();

    public long Calls => _calls.Values.Sum(count => (long)count);

    public static async Task<OutageStand> StartAsync(int shops, int payments)
    {
        var portal = await TestPortal.StartAsync(replace: services => services.Configure<GatewayOptions>(options => (options.CallsPerSecond, options.FailuresToRest) = (CallsPerSecond, 5)));
        var stand = new OutageStand(portal, await ScriptedGateway.StartAsync());
        for (var i = 0; i < shops; i++)
        {
            var shop = await portal.AShopAsync($"Shop {i}", SignAlgorithm.Md5, gateway: stand._gateway.Address);
            await Arrivals.SendAsync(portal, shop, await portal.ACounterAsync(shop), payments);
        }
        portal.Get<JobsOptions>().Enabled = true;
        await stand._job.StartAsync(default);
        return stand;
    }

    /// <summary>From now on the gateway answers like this.</summary>
    public void Answers(Func<ReceivedRequest, HttpContext, Task> reply) => _gateway.Reply = (request, http) =>
    {
        _calls.AddOrUpdate((request.Parameters["partner"], Portal.Clock.GetUtcNow()), 1, (_, count) => count + 1);
        return reply(request, http);
    };

    /// <summary>Time passes by steps of whole seconds; after each the job does what it may.</summary>
    /// <param name="until">Asked after each step; true: it is enough.</param>
    /// <returns>How long it took by the clock.</returns>
    public async Task<TimeSpan> PassAsync(TimeSpan most, TimeSpan step, Func<bool>? until = null)
    {
        var passed = TimeSpan.Zero;
        while (passed < most && until?.Invoke() != true)
        {
            Portal.Clock.Advance(step);
            passed += step;
            await _job.TickAsync(default);
            await SettleAsync(() => _job.LastRoundAt >= Portal.Clock.GetUtcNow());
        }
        return passed;
    }

    public int Count(string condition) => Convert.ToInt32(Portal.Files.Sql($"SELECT COUNT(*) FROM Payments WHERE {condition}"), CultureInfo.InvariantCulture);

    /// <summary>How many nobody knows the end of.</summary>
    public int Unclear() => Count(Open);

    /// <summary>How many of those are due at no date.</summary>
    public int WithoutDate() => Count($"{Open} AND DueAt IS NULL");

    /// <summary>How many ended other than Alipay says: it says that all are paid.</summary>
    public int EndedOtherwise() => Count($"NOT {Open} AND Status <> 'Paid'");

    /// <summary>A fault: from now on nobody asks. A round that is under way ends first; by itself it would go on as long as the clock makes rows due.</summary>
    public async Task TurnOffAsync()
    {
        await _job.StopAsync(default);
        await SettleAsync(() => true);
        Portal.Get<JobsOptions>().Enabled = false;
    }

    public async ValueTask DisposeAsync()
    {
        await _job.StopAsync(default);
        await Portal.DisposeAsync();
        await _gateway.DisposeAsync();
    }

    /// <summary>Until the job has gone round and holds nothing; where it is off, at once.</summary>
    private async Task SettleAsync(Func<bool> hasGoneRound)
    {
        var since = TimeProvider.System.GetTimestamp();
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        while (Portal.Get<JobsOptions>().Enabled && (!hasGoneRound() || Count("LeasedUntil IS NOT NULL") > 0))
        {
            Assert.True(TimeProvider.System.GetElapsedTime(since) < TimeSpan.FromMinutes(1), "the job holds rows and does not end");
            await look.WaitForNextTickAsync();
        }
    }
}
