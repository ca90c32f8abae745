using System.Diagnostics;
using Portal.Bench.Load;
using Portal.Bench.Report;
using Portal.Bench.Servers;

namespace Portal.Bench.Sections;

/// <summary>Alipay answers again: how fast what is unclear gets its answer, held to what its answers themselves take.</summary>
internal static class UnknownSection
{
    private const int AtOnce = 8;
    private const int AtOnceWhileBusy = 16;
    private const int PerSecond = 5;
    private const double MostOfTheIdeal = 1.3;
    private const double CapTolerance = 0.02;
    private const double AnswerWithin = 50;
    private const string Prefix = "20260305220014";
    private const string BusyPrefix = "20260306220014";
    private const string FreshPrefix = "20260307220014";
    private static readonly double[] s_shares = [0.5, 0.95, 0.99];
    private static readonly TimeSpan s_answer = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_answerWhileBusy = TimeSpan.FromMilliseconds(100);

    /// <summary>The bucket that was full at the start is empty after this.</summary>
    private static readonly TimeSpan s_firstCalls = TimeSpan.FromSeconds(4);

    public static async Task MeasureAsync(Stand stand, Plan plan, FigureTable table)
    {
        var outage = await Outage.PlayAsync(stand, Prefix, plan.Unknown);
        await ClearedAsync(outage.Copy(stand), plan, table);
        await CappedAsync(outage, plan, table);
        await BusyAsync(stand, plan, table);
    }

    private static async Task ClearedAsync(Outage outage, Plan plan, FigureTable table)
    {
        await using var simulator = await ServerProcess.SimulatorAsync(outage.SimulatorFolder, s_answer);
        using var api = new SimulatorApi(simulator);
        await api.ArmAsync("delay-before");
        var before = await api.CallsAsync();
        await using var portal = await Outage.PortalAsync(outage.PortalFolder, simulator, 0, AtOnce);
        var start = Stopwatch.GetTimestamp();
        var cpu = (Portal: portal.Cpu, Simulator: simulator.Cpu);
        await Outage.UntilAsync(() => Outage.Count(outage.PortalFolder, "DueAt IS NOT NULL") == 0);
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var spent = (Portal: portal.Cpu - cpu.Portal, Simulator: simulator.Cpu - cpu.Simulator);
        var queries = await api.CallsAsync() - before;
        Progress.Say($"CPU, ms a query: portal {spent.Portal.TotalMilliseconds / queries:0.0}, simulator {spent.Simulator.TotalMilliseconds / queries:0.0}");
        table.Beside(
            $"{plan.Unknown} unknown payments, {queries} queries of {s_answer.TotalMilliseconds:0} ms, {AtOnce} at once, no cap: seconds until all are final (floor: queries × answer ÷ at once)",
            seconds, queries * s_answer.TotalSeconds / AtOnce, "0.0", most: MostOfTheIdeal);
        Final(table, outage, plan.Unknown, "Status = 'Paid'");
    }

    private static async Task CappedAsync(Outage outage, Plan plan, FigureTable table)
    {
        await using var simulator = await ServerProcess.SimulatorAsync(outage.SimulatorFolder, s_answer);
        using var api = new SimulatorApi(simulator);
        await api.ArmAsync("delay-before");
        await using var portal = await Outage.PortalAsync(outage.PortalFolder, simulator, PerSecond, AtOnce);
        await Task.Delay(s_firstCalls);
        var from = TimeProvider.System.GetUtcNow();
        await Task.Delay(plan.CappedWindow);
        var queries = await api.QueriesAsync(from, from + plan.CappedWindow);
        var rate = queries / plan.CappedWindow.TotalSeconds;
        table.Against(
            $"the same with a cap of {PerSecond} calls a second: calls a second over {plan.CappedWindow.TotalSeconds:0} s (queries)",
            $"{FigureTable.Text(rate, "0.00")} ({queries})", $"{PerSecond}.0 ± {CapTolerance * 100:0} %", Math.Abs(rate - PerSecond) <= CapTolerance * PerSecond);
    }

    /// <summary>One warm portal throughout: the outage ends in the instant in which the load begins.</summary>
    private static async Task BusyAsync(Stand stand, Plan plan, FigureTable table)
    {
        var unknown = plan.UnknownWhileBusy;
        var ideal = unknown * s_answerWhileBusy.TotalSeconds / AtOnceWhileBusy;
        var fresh = (int)(Plan.PerSecond * Math.Ceiling(2 * ideal));
        var outage = new Outage(stand.CopyForPortal(), stand.CopyForPortal());
        await using var simulator = await ServerProcess.SimulatorAsync(outage.SimulatorFolder, s_answerWhileBusy);
        using var api = new SimulatorApi(simulator);
        await api.MakeTradesAsync(stand.Harbour, unknown, BusyPrefix);
        await api.MakeTradesAsync(stand.Harbour, fresh, FreshPrefix);
        await api.ArmAsync("delay-before");
        await api.ArmAsync("unknow");
        await using var portal = await Outage.PortalAsync(outage.PortalFolder, simulator, 0, AtOnceWhileBusy);
        await ClosedLoop.RunAsync(portal, Notices.Make(stand, stand.Harbour, BusyPrefix, unknown), 16);
        await Outage.UntilAsync(() => Outage.Count(outage.PortalFolder, "Status = 'Unknown'") == unknown);
        var requests = Notices.Make(stand, stand.Harbour, FreshPrefix, fresh);
        var load = new OpenLoop(fresh);
        await api.ClearAsync();
        await api.ArmAsync("delay-before");
        var start = Stopwatch.GetTimestamp();
        var cpu = (Portal: portal.Cpu, Simulator: simulator.Cpu);
        var arriving = Task.Run(() => load.RunAsync(portal.Address, requests, Plan.PerSecond));
        await Outage.UntilAsync(() => Outage.Count(outage.PortalFolder, $"TradeNo LIKE '{BusyPrefix}%' AND DueAt IS NOT NULL") == 0);
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Progress.Say($"CPU of one core: portal {(portal.Cpu - cpu.Portal).TotalSeconds / seconds:P0}, simulator {(simulator.Cpu - cpu.Simulator).TotalSeconds / seconds:P0}");
        await arriving;
        table.Beside(
            $"{unknown} unknown payments, {s_answerWhileBusy.TotalMilliseconds:0} ms an answer, {AtOnceWhileBusy} at once, while {Plan.PerSecond} notifications a second arrive: seconds until all are final (floor: payments × answer ÷ at once)",
            seconds, ideal, "0.00", most: MostOfTheIdeal);
        table.Against(
            "the notifications meanwhile: p50, p95, p99 of the answer, ms", string.Join(", ", s_shares.Select(share => FigureTable.Text(load.Answers.Percentile(share), "0.0"))),
            $"p99 < {AnswerWithin:0}", load.Failed == 0 && load.Answers.Percentile(0.99) < AnswerWithin);
        Final(table, outage, unknown, $"TradeNo LIKE '{BusyPrefix}%' AND Status = 'Paid'");
    }

    private static void Final(FigureTable table, Outage outage, int count, string condition)
    {
        var paid = Outage.Count(outage.PortalFolder, condition);
        table.Against("of these, paid as the simulator says", $"{paid}", $"{count}", paid == count);
    }
}
