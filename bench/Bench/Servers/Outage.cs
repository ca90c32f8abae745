using System.Globalization;
using Portal.Bench.Load;

namespace Portal.Bench.Servers;

/// <summary>Data folders of a portal and of a simulator, from a time in which Alipay answered no question: every payment is Unknown.</summary>
/// <remarks>Each arrived as a signed message, was asked about by the portal's own job, and got an answer that says nothing.</remarks>
internal sealed record Outage(string PortalFolder, string SimulatorFolder)
{
    private const string OneAddress = "http://127.0.0.1:9";                // wherever a portal listens, codes keep their address
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);

    public static async Task<Outage> PlayAsync(Stand stand, string prefix, int count)
    {
        var outage = new Outage(stand.CopyForPortal(), stand.CopyForPortal());
        await using var simulator = await ServerProcess.SimulatorAsync(outage.SimulatorFolder, TimeSpan.Zero);
        using var api = new SimulatorApi(simulator);
        await api.MakeTradesAsync(stand.Harbour, count, prefix);
        await api.ArmAsync("unknow");
        await using (var portal = await PortalAsync(outage.PortalFolder, simulator, 0, 8, "--Portal:Jobs:Enabled=false"))
        {
            await ClosedLoop.RunAsync(portal, Notices.Make(stand, stand.Harbour, prefix, count), 16);
        }
        await using (await PortalAsync(outage.PortalFolder, simulator, 0, 32))
        {
            await UntilAsync(() => Count(outage.PortalFolder, "Status = 'Unknown'") == count);
        }
        await UntilAsync(() => Count(outage.PortalFolder, "DueAt > strftime('%Y-%m-%d %H:%M:%f', 'now') OR LeasedUntil > strftime('%Y-%m-%d %H:%M:%f', 'now')") == 0);
        await api.ClearAsync();
        return outage;
    }

    /// <summary>The same state for another measurement.</summary>
    public Outage Copy(Stand stand) => new(stand.CopyOf(PortalFolder), stand.CopyOf(SimulatorFolder));

    public static Task<ServerProcess> PortalAsync(string folder, ServerProcess simulator, int perSecond, int atOnce, params string[] settings) => ServerProcess.PortalAsync(
        folder,
        [
            "--Portal:Simulator:Enabled=false", $"--Portal:Simulator:Address={new Uri(simulator.Address, "/simulator/gateway.do")}", $"--Portal:PublicBaseUrl={OneAddress}",
            $"--Portal:Gateway:CallsPerSecond={perSecond}", $"--Portal:Gateway:CallsAtOnce={atOnce}", .. settings,
        ]);

    public static long Count(string folder, string condition) => DatabaseFile.Number(folder, "portal.db", string.Create(CultureInfo.InvariantCulture, $"SELECT COUNT(*) FROM Payments WHERE {condition}"));

    /// <exception cref="TimeoutException">It did not come true.</exception>
    public static async Task UntilAsync(Func<bool> isTrue)
    {
        var since = TimeProvider.System.GetTimestamp();
        while (!isTrue())
        {
            if (TimeProvider.System.GetElapsedTime(since) > s_patience)
            {
                throw new TimeoutException("The payments did not come to where they should.");
            }
            await Task.Delay(TimeSpan.FromMilliseconds(100));
        }
    }
}
