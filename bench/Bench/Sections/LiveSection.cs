using Portal.Bench.Circuits;
using Portal.Bench.Load;
using Portal.Bench.Report;
using Portal.Bench.Servers;

namespace Portal.Bench.Sections;

/// <summary>A busy shop: payments at a steady rate, tills open, jobs asking.</summary>
internal static class LiveSection
{
    private const double AnswerWithin = 50;
    private const double OnePageAllowance = 50;
    private const double ManyPagesAllowance = 150;
    private static readonly double[] s_shares = [0.5, 0.95, 0.99];
    private static readonly TimeSpan s_seenWithin = TimeSpan.FromSeconds(10);

    public static async Task MeasureAsync(Stand stand, Plan plan, FigureTable table)
    {
        await using var portal = await ServerProcess.PortalAsync(stand.CopyForPortal());
        await OnceAsync(stand, plan, table, portal, "20260303220014", 1, plan.OnePageSeconds, OnePageAllowance);
        await OnceAsync(stand, plan, table, portal, "20260304220014", plan.OpenPages, plan.ManyPagesSeconds, ManyPagesAllowance);
    }

    private static async Task OnceAsync(Stand stand, Plan plan, FigureTable table, ServerProcess portal, string prefix, int pages, int seconds, double allowance)
    {
        var count = Plan.PerSecond * seconds;
        using var harbour = await Visitor.SignInAsync(portal.Address, stand.Harbour.Owner, stand.Password);
        using var london = await Visitor.SignInAsync(portal.Address, stand.London.Owner, stand.Password);
        await harbour.PostJsonAsync("/simulator/api/trades", $$"""{"partner":"{{stand.Harbour.Partner}}","count":{{count}},"currency":"HKD","amount":"12.50","prefix":"{{prefix}}"}""");
        var requests = Notices.Make(stand, stand.Harbour, prefix, count);
        var warmUp = Notices.Make(stand, stand.Harbour, prefix + "9", plan.Brief ? 100 : 1000);
        await ClosedLoop.RunAsync(portal, warmUp, 16);
        await using var crowd = new Crowd();
        await using var strangers = new Crowd();
        var sightings = new Sightings(prefix, count);
        for (var i = 0; i < pages; i++)
        {
            await crowd.OpenAsync(harbour, stand.Harbour.Page, sightings.Page());
        }
        var stranger = await strangers.OpenAsync(london, stand.London.Page);
        await Task.Delay(TimeSpan.FromSeconds(3));
        var strangerBefore = stranger.Bytes;
        var cpu = portal.Cpu;
        var load = new OpenLoop(count);
        await load.RunAsync(portal.Address, requests, Plan.PerSecond);
        for (var waited = TimeSpan.Zero; waited < s_seenWithin && !sightings.HasEverywhere(count - 1); waited += TimeSpan.FromMilliseconds(100))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100));
        }
        var (times, passed) = sightings.Since(load);
        var post = load.Answers.Percentile(0.95);
        var asked = DatabaseFile.Number(portal.Folder, "portal.db", "SELECT COUNT(*) FROM Payments WHERE Status <> 'Reported'");
        var name = pages == 1 ? "1 till page" : $"{pages} till pages";
        Progress.Say($"{name}: server CPU {(portal.Cpu - cpu).TotalSeconds / seconds:P0} of one core; {asked} payments asked so far");
        table.Against($"{Plan.PerSecond} a second for {seconds} s, {name}, jobs on: p50, p95, p99 of the answer, ms", Times(load.Answers), $"p99 < {AnswerWithin:0}", load.Failed == 0 && load.Answers.Percentile(0.99) < AnswerWithin);
        table.Against($"{name}: notification to row on a page, p50, p95, p99, ms (rows pushed off unshown)", $"{Times(times)} ({(double)passed / count / pages:P0})", $"p95 ≤ the answer's p95 + {allowance:0}", sightings.HasEverywhere(count - 1) && times.Percentile(0.95) <= post + allowance);
        table.Against($"{name}: bytes to a page of another tenant", $"{stranger.Bytes - strangerBefore}", "0", stranger.Bytes == strangerBefore);
    }

    private static string Times(Latencies of) => string.Join(", ", s_shares.Select(share => FigureTable.Text(of.Percentile(share), "0.0")));
}
