using System.Globalization;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Infrastructure.Jobs;
using Portal.Infrastructure.Persistence.Work;
using Portal.Tests.TestKit;

namespace Portal.Tests.Chaos.Due;

/// <summary>R11: one tenant has thousands of rows due; the row of another comes to its turn before more than a few of them. Counted in calls, not in time.</summary>
[Trait("Figure", "R11")]
public sealed class FairnessTests
{
    /// <summary>What one tenant may have under way, and two turns of it.</summary>
    private const int Few = 24;

    private const int AtOnce = 8;
    private static readonly TimeSpan s_lease = TimeSpan.FromSeconds(30);

    /// <param name="Before">Rows of the big tenant that were asked for between another's row being due and its turn, for each of those.</param>
    /// <param name="Waits">How long each waited, in milliseconds.</param>
    /// <param name="Asked">Rows of all that were asked for by the end.</param>
    private sealed record Turns(List<int> Before, List<double> Waits, int Asked);

    [Fact]
    [Trait("Row", "R11")]
    [Trait("Row", "J-05")]
    public async Task Behind_thousands_of_rows_of_one_tenant_anothers_comes_to_its_turn_at_once()
    {
        var (rows, others) = (Figures.Size("R11", 8000, 100_000), Figures.Size("R11", 20, 500));
        await using var stand = await GatewayStand.StartAsync(SignAlgorithm.Md5);
        var job = stand.Portal.Get<AskDue>();
        var found = await PlayAsync(stand, rows, others, async () =>
        {
            stand.Portal.Get<JobsOptions>().Enabled = true;
            await job.StartAsync(default);
            await job.TickAsync(default);
        });
        await job.StopAsync(default);
        found.Waits.Sort();
        var time = Figures.IsFull("R11") ? string.Create(CultureInfo.InvariantCulture, $", p50 {found.Waits[others / 2]:0} ms, p99 {found.Waits[others * 99 / 100]:0} ms (goal 1000)") : "";
        Figures.Print(string.Create(CultureInfo.InvariantCulture, $"R11: {rows} rows of one tenant due, {others} of another: at most {found.Before.Max()} asked before one of them{time}"));
        Assert.InRange(found.Before.Max(), 0, Few);
        Assert.InRange(found.Asked, others, rows);                     // the big one was not through before
        Assert.True(!Figures.IsFull("R11") || found.Waits[others * 99 / 100] <= 1000, "p99 over a second");
    }

    [Fact]
    public async Task Behind_thousands_of_rows_anothers_comes_to_its_turn_at_once_control_first_come_first_served()
    {
        await using var stand = await GatewayStand.StartAsync(SignAlgorithm.Md5);
        using var over = new CancellationTokenSource();
        var running = Task.CompletedTask;
        var found = await PlayAsync(stand, 500, 1, () =>
        {
            running = Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => Task.Run(() => FirstComeAsync(stand.Portal, over.Token))));
            return Task.CompletedTask;
        });
        await over.CancelAsync();
        await running;
        Assert.InRange(found.Before.Max(), Few + 1, int.MaxValue);
    }

    /// <summary>In a small run the gateway keeps its answers back while the other's message is stored, so that no stall of the machine counts; in a full one it does not, for the time counts.</summary>
    private static async Task<Turns> PlayAsync(GatewayStand stand, int rows, int others, Func<Task> startAsync)
    {
        var (portal, calls) = (stand.Portal, new Calls());
        stand.Gateway.Reply = calls.AnswerAsync;
        await Arrivals.SendAsync(portal, stand.Shop, await portal.ACounterAsync(stand.Shop), rows);
        var other = await portal.AShopAsync("Other", SignAlgorithm.Md5, gateway: stand.Gateway.Address);
        var counter = await portal.ACounterAsync(other);
        await startAsync();
        var (befores, waits) = (new List<int>(), new List<double>());
        for (var i = 1; i <= others; i++)
        {
            portal.Clock.Advance(TimeSpan.FromMilliseconds(10));
            if (!Figures.IsFull("R11"))
            {
                await calls.HoldAsync(AtOnce);
            }
            await Arrivals.SendAsync(portal, other, counter, 1);
            var (before, since) = (calls.Count, TimeProvider.System.GetTimestamp());
            calls.GoOn();
            var (turn, at) = await calls.OfAsync(other.Account.Partner, i);
            befores.Add(Math.Max(0, turn - before));
            waits.Add(Math.Max(0, TimeProvider.System.GetElapsedTime(since, at).TotalMilliseconds));
        }
        return new Turns(befores, waits, calls.Count);
    }

    /// <summary>The planted fault: whatever is due first is asked for first, whosever it is.</summary>
    private static async Task FirstComeAsync(TestPortal portal, CancellationToken over)
    {
        while (!over.IsCancellationRequested && portal.Files.Sql("SELECT TenantId FROM Payments WHERE DueAt IS NOT NULL AND LeasedUntil IS NULL ORDER BY DueAt LIMIT 1") is string tenant)
        {
            foreach (var row in await portal.Get<ClaimRows>().ClaimAsync(DueKind.Payment, new TenantId(Guid.Parse(tenant)), portal.Clock.GetUtcNow(), s_lease, 1, default))
            {
                await portal.Get<DueFlows>().RunAsync(row);
            }
        }
    }
}
