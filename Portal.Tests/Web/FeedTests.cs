using System.Collections.Concurrent;
using Portal.Domain.Payments;
using Portal.Domain.Work;
using Portal.Tests.TestKit;
using Portal.Web.Realtime;

namespace Portal.Tests.Web;

/// <summary>The live feed of one process: every change once, in order, whoever is slow.</summary>
public sealed class FeedTests
{
    private const string NoJobs = "--Portal:Jobs:Enabled=false";

    [Fact]
    public async Task What_is_committed_right_after_subscribing_comes_even_to_the_first_listener()
    {
        await using var portal = await PortalFixture.StartAsync(settings: NoJobs);
        var tenant = await portal.AddTenantAsync();
        var counter = await portal.AddCounterAsync(tenant);
        for (var round = 0; round < 10; round++)
        {
            var heard = new Heard();
            using var open = portal.Get<IPaymentFeed>().Subscribe(new Audience(tenant.Id, Scope.Whole), null, 0, heard.TakeAsync);
            var tradeNo = await portal.ReportAsync(counter);        // before or after the feed's own first read: nobody can say
            await PortalWait.UntilAsync($"change of round {round}", () => heard.TradeNos.Contains(tradeNo));
        }
    }

    [Fact]
    public async Task The_position_stands_when_subscribing_returns()
    {
        await using var portal = await PortalFixture.StartAsync(settings: NoJobs);
        var tenant = await portal.AddTenantAsync();
        var counter = await portal.AddCounterAsync(tenant);
        await portal.ReportAsync(counter);
        var queries = portal.Get<IPaymentQueries>();
        var heard = new Heard();
        using var stream = new TenantStream(Actor.Job(tenant.Id), queries, portal.Clock, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
        using var open = stream.Listen(new Audience(tenant.Id, Scope.Whole), null, await queries.LastSequenceAsync(Actor.Job(tenant.Id), default), heard.TakeAsync);
        var between = await portal.ReportAsync(counter);            // committed between the subscription and the stream's first read
        stream.MarkChanged();
        await stream.ReadAsync(default);
        await PortalWait.UntilAsync("the change in between", () => heard.TradeNos.SequenceEqual([between]));
        Assert.Equal((await stream.TotalsAsync(default)).ToString(), heard.Totals!.ToString());
    }

    [Fact]
    public async Task A_listener_that_lost_its_queue_reads_again_and_gets_each_change_once()
    {
        await using var portal = await PortalFixture.StartAsync(settings: NoJobs);
        var tenant = await portal.AddTenantAsync();
        var counter = await portal.AddCounterAsync(tenant);
        var (slow, quick) = (new Heard(isSlow: true), new Heard());
        using var slowOpen = portal.Get<IPaymentFeed>().Subscribe(new Audience(tenant.Id, Scope.Whole), null, 0, slow.TakeAsync);
        using var quickOpen = portal.Get<IPaymentFeed>().Subscribe(new Audience(tenant.Id, Scope.Whole), null, 0, quick.TakeAsync);
        var sent = new List<string>();
        for (var i = 0; i < 200; i++)                               // more batches than a queue holds, each its own
        {
            sent.Add(await portal.ReportAsync(counter));
            await PortalWait.UntilAsync("the quick one has it", () => quick.TradeNos.Count == sent.Count);
        }
        Assert.True(slow.TradeNos.Count < sent.Count);
        slow.Release();
        await PortalWait.UntilAsync("the slow one has all", () => slow.TradeNos.Count >= sent.Count);
        Assert.Equal(sent, slow.TradeNos);
        Assert.Equal(sent, quick.TradeNos);
    }

    [Fact]
    public async Task Many_listeners_each_hear_what_they_asked_for()
    {
        await using var portal = await PortalFixture.StartAsync(settings: NoJobs);
        var (tea, noodles) = (await portal.AddTenantAsync("Tea"), await portal.AddTenantAsync("Noodles"));
        var (first, second, foreign) = (await portal.AddCounterAsync(tea), await portal.AddCounterAsync(tea, "Till 2"), await portal.AddCounterAsync(noodles));
        var (all, narrow, misled) = (Enumerable.Range(0, 100).Select(_ => new Heard()).ToList(), new Heard(), new Heard());
        var feed = portal.Get<IPaymentFeed>();
        var open = all.Select(heard => feed.Subscribe(new Audience(tea.Id, Scope.Whole), null, 0, heard.TakeAsync)).Append(feed.Subscribe(new Audience(tea.Id, Scope.Whole), second.Id, 0, narrow.TakeAsync)).Append(feed.Subscribe(new Audience(tea.Id, Scope.Whole), foreign.Id, 0, misled.TakeAsync)).ToList();
        await portal.ReportAsync(foreign);
        string[] sent = [await portal.ReportAsync(first), await portal.ReportAsync(second)];
        await PortalWait.UntilAsync("all have both", () => all.TrueForAll(heard => heard.TradeNos.SequenceEqual(sent)));
        await PortalWait.UntilAsync("the narrow one has its own", () => narrow.TradeNos.SequenceEqual([sent[1]]));
        Assert.Empty(misled.TradeNos);
        open.ForEach(subscription => subscription.Dispose());
        await portal.ReportAsync(first);
        var late = new Heard();
        using var again = feed.Subscribe(new Audience(tea.Id, Scope.Whole), null, 0, late.TakeAsync);
        var last = await portal.ReportAsync(first);
        await PortalWait.UntilAsync("the next one has what came after it joined", () => late.TradeNos is [.., var newest] && newest == last);
        Assert.All(all, heard => Assert.Equal(2, heard.TradeNos.Count));
    }

    [Fact]
    public async Task A_listener_that_fails_is_closed_and_the_others_go_on()
    {
        await using var portal = await PortalFixture.StartAsync(settings: NoJobs);
        var tenant = await portal.AddTenantAsync();
        var counter = await portal.AddCounterAsync(tenant);
        var heard = new Heard();
        using var broken = portal.Get<IPaymentFeed>().Subscribe(new Audience(tenant.Id, Scope.Whole), null, 0, _ => throw new InvalidOperationException("a broken page"));
        using var open = portal.Get<IPaymentFeed>().Subscribe(new Audience(tenant.Id, Scope.Whole), null, 0, heard.TakeAsync);
        string[] sent = [await portal.ReportAsync(counter), await portal.ReportAsync(counter)];
        await PortalWait.UntilAsync("the whole one has both", () => heard.TradeNos.SequenceEqual(sent));
        await PortalWait.UntilAsync("the failure is told", () => portal.Log.Lines.Any(line => line.Contains("A listener failed", StringComparison.Ordinal)));
    }

    /// <summary>What a page would have been given.</summary>
    private sealed class Heard(bool isSlow = false)
    {
        private readonly ConcurrentQueue<string> _tradeNos = new();
        private readonly TaskCompletionSource _may = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public IReadOnlyList<string> TradeNos => [.. _tradeNos];

        public DayTotals? Totals { get; private set; }

        public void Release() => _may.TrySetResult();

        public async Task TakeAsync(FeedNews news)
        {
            if (isSlow)
            {
                await _may.Task;
            }
            foreach (var row in news.Rows)
            {
                _tradeNos.Enqueue(row.TradeNo);
            }
            Totals = news.Totals;
        }
    }
}
