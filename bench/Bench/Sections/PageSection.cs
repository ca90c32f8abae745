using Portal.Bench.Circuits;
using Portal.Bench.Load;
using Portal.Bench.Report;
using Portal.Bench.Servers;

namespace Portal.Bench.Sections;

/// <summary>What an open till costs: memory of the server, bytes over the socket and over the wire.</summary>
internal static class PageSection
{
    private const int RowsOnTill = 20;
    private const int Pushes = 5;

    public static async Task MeasureAsync(Stand stand, Plan plan, FigureTable table)
    {
        await using (var portal = await ServerProcess.PortalAsync(stand.CopyForPortal()))
        await using (var floor = await ServerProcess.FloorAsync(stand, stand.EmptyFolder()))
        {
            using var visitor = await FilledTillAsync(stand, portal, "20260305220014");
            using var stranger = new Visitor(floor.Address);
            var ofPortal = await SlopeAsync(portal, visitor, stand.Harbour.Page, plan.PageSteps);
            var ofFloor = await SlopeAsync(floor, stranger, "/live", plan.PageSteps);
            table.Beside($"resident memory an open page, kB (slope over {string.Join(", ", plan.PageSteps)} pages)", ofPortal / 1024, ofFloor / 1024, "0", most: 3);
        }
        await using (var portal = await ServerProcess.PortalAsync(stand.CopyForPortal(), "--Portal:Jobs:Enabled=false"))
        {
            using var visitor = await FilledTillAsync(stand, portal, "20260306220014");
            await SocketAsync(stand, portal, visitor, table);
            await BrowserLoad.MeasureAsync(visitor, stand.Harbour.Page, table);
        }
    }

    private static async Task<Visitor> FilledTillAsync(Stand stand, ServerProcess portal, string prefix)
    {
        await ClosedLoop.RunAsync(portal, Notices.Make(stand, stand.Harbour, prefix, RowsOnTill), 1);
        return await Visitor.SignInAsync(portal.Address, stand.Harbour.Owner, stand.Password);
    }

    /// <returns>Bytes a page, by least squares.</returns>
    private static async Task<double> SlopeAsync(ServerProcess server, Visitor visitor, string path, IReadOnlyList<int> steps)
    {
        await using var crowd = new Crowd();
        var points = new List<(double Pages, double Bytes)>();
        foreach (var step in steps)
        {
            while (crowd.Count < step)
            {
                await crowd.OpenAsync(visitor, path);
            }
            points.Add((step, await server.SettledBytesAsync()));
            Progress.Say($"{path}: {step} pages, {points[^1].Bytes / 1024 / 1024:0.0} MB");
        }
        double x = points.Average(point => point.Pages), y = points.Average(point => point.Bytes);
        return points.Sum(point => (point.Pages - x) * (point.Bytes - y)) / points.Sum(point => (point.Pages - x) * (point.Pages - x));
    }

    private static async Task SocketAsync(Stand stand, ServerProcess portal, Visitor visitor, FigureTable table)
    {
        await using var crowd = new Crowd();
        var page = await crowd.OpenAsync(visitor, stand.Harbour.Page);
        await crowd.SettleAsync(TimeSpan.FromSeconds(2));
        table.Against("first till page over the socket, kB (before compression)", Kilobytes(page.WireBytes, page.Bytes), "≤ 40", page.WireBytes is > 0 and <= 40_000);
        List<double> travelled = [], plain = [];
        for (var i = 0; i < Pushes; i++)
        {
            var (wire, bytes) = (page.WireBytes, page.Bytes);
            await ClosedLoop.RunAsync(portal, Notices.Make(stand, stand.Harbour, $"2026030722001{i}", 1), 1);
            await Task.Delay(TimeSpan.FromSeconds(1.5));
            travelled.Add(page.WireBytes - wire);
            plain.Add(page.Bytes - bytes);
        }
        table.Against("one pushed row with the totals that follow it, kB (before compression)", Kilobytes(Middle.Of(travelled), Middle.Of(plain)), "≤ 2", Middle.Of(travelled) is > 0 and <= 2000 && Middle.Of(plain) > 0);
    }

    private static string Kilobytes(double travelled, double plain) => $"{FigureTable.Text(travelled / 1000, "0.0")} ({FigureTable.Text(plain / 1000, "0.0")})";
}
