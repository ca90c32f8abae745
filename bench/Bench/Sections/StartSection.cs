using System.Diagnostics;
using System.Net;
using Portal.Bench.Load;
using Portal.Bench.Report;
using Portal.Bench.Servers;

namespace Portal.Bench.Sections;

/// <summary>From the start of the process to the first 200 of its health address, and what it holds when nobody asks for anything.</summary>
internal static class StartSection
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    public static async Task MeasureAsync(Stand stand, Plan plan, FigureTable table)
    {
        await KindAsync(stand, plan, table, "as an operator runs it", "--Portal:Demo:Enabled=false", "--Portal:Simulator:Enabled=false");
        await KindAsync(stand, plan, table, "with demo and simulator");
    }

    private static async Task KindAsync(Stand stand, Plan plan, FigureTable table, string kind, params string[] settings)
    {
        string ofPortal = stand.CopyForPortal(), ofFloor = stand.EmptyFolder();
        List<Start> portals = [], floors = [];
        for (var round = 0; round < plan.StartRounds; round++)
        {
            portals.Add(await OnceAsync(ServerProcess.BeginPortal(ofPortal, ServerProcess.FreePort(), settings), plan.Idle));
            floors.Add(await OnceAsync(ServerProcess.BeginFloor(stand, ofFloor, ServerProcess.FreePort()), plan.Idle));
            floors.Add(await OnceAsync(ServerProcess.BeginFloor(stand, ofFloor, ServerProcess.FreePort()), plan.Idle));
            portals.Add(await OnceAsync(ServerProcess.BeginPortal(ofPortal, ServerProcess.FreePort(), settings), plan.Idle));
        }
        table.Beside($"start of the process to the first 200, ms, {kind}", Middle.Of(portals.Select(start => start.Milliseconds)), Middle.Of(floors.Select(start => start.Milliseconds)), "0", most: 1.8);
        table.Beside($"idle memory {plan.Idle.TotalSeconds:0} s after the start, MB resident, {kind}", Middle.Of(portals.Select(start => start.Megabytes)), Middle.Of(floors.Select(start => start.Megabytes)), "0.0", most: 1.6);
    }

    private static async Task<Start> OnceAsync(ServerProcess server, TimeSpan idle)
    {
        await using (server)
        {
            var milliseconds = await FirstAnswerAsync(server);
            await Task.Delay(idle);
            return new Start(milliseconds, server.ResidentBytes / 1024d / 1024d);
        }
    }

    private static async Task<double> FirstAnswerAsync(ServerProcess server)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        var health = new Uri(server.Address, "/health/ready");
        while (Stopwatch.GetElapsedTime(server.StartedAt) < s_patience)
        {
            try
            {
                using var answer = await client.GetAsync(health);
                if (answer.StatusCode == HttpStatusCode.OK)
                {
                    return Stopwatch.GetElapsedTime(server.StartedAt).TotalMilliseconds;
                }
            }
            catch (HttpRequestException)
            {
                // nobody listens yet
            }
            await Task.Delay(TimeSpan.FromMilliseconds(2));
        }
        throw new TimeoutException("the server did not become ready");
    }

    private sealed record Start(double Milliseconds, double Megabytes);
}
