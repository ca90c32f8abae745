using Portal.Bench.Circuits;
using Portal.Bench.Load;
using Portal.Bench.Report;
using Portal.Bench.Servers;

namespace Portal.Bench.Sections;

/// <summary>Notifications as fast as they are taken, portal and floor in turn on the same requests; then the same ones again.</summary>
internal static class NotificationSection
{
    private const string Prefix = "20260301220014";

    public static async Task MeasureAsync(Stand stand, Plan plan, FigureTable table)
    {
        var blocks = 2 * plan.Rounds;
        var book = new RequestBook(Notices.Make(stand, stand.Harbour, Prefix, plan.WarmUp + (blocks * plan.Levels.Sum(level => level.Count))));
        await using var portal = await ServerProcess.PortalAsync(stand.CopyForPortal(), "--Portal:Jobs:Enabled=false");
        await using var floor = await ServerProcess.FloorAsync(stand, stand.EmptyFolder());
        var warmUp = book.Next(plan.WarmUp);
        await ClosedLoop.RunAsync(portal, warmUp, 64);
        await ClosedLoop.RunAsync(floor, warmUp, 64);
        Block fresh = null!, again = null!;
        foreach (var (connections, count) in plan.Levels)
        {
            var level = await LevelAsync(portal, floor, book, connections, count, plan.Rounds);
            Report(table, connections, level);
            (fresh, again) = (level.Portal, level.PortalAgain);
        }
        var expected = plan.WarmUp + (blocks * plan.Levels.Sum(level => level.Count));
        var rows = Rows(portal);
        table.Against("rows after all fresh ones and all replays: notifications, payments, changes", $"{rows.Notifications}, {rows.Payments}, {rows.Events}", $"each {expected}", rows == (expected, expected, expected));
        table.Against("replays at 64: rate beside fresh ones", $"{FigureTable.Text(again.Rate, "0")}/s, fresh {FigureTable.Text(fresh.Rate, "0")}/s", "at least as fast", again.Rate >= fresh.Rate);
        await PushesAsync(stand, portal, warmUp, table);
    }

    /// <summary>A B B A; the portal's replays follow its fresh ones.</summary>
    private static async Task<Level> LevelAsync(ServerProcess portal, ServerProcess floor, RequestBook book, int connections, int count, int rounds)
    {
        List<Block> ofPortal = [], ofFloor = [], again = [], floorAgain = [];
        for (var round = 0; round < rounds; round++)
        {
            ArraySegment<byte[]> first = book.Next(count), second = book.Next(count);
            await OneAsync(portal, first, ofPortal, again);
            await OneAsync(floor, first, ofFloor, floorAgain);
            await OneAsync(floor, second, ofFloor, floorAgain);
            await OneAsync(portal, second, ofPortal, again);
        }
        return new Level(Block.Median(ofPortal), Block.Median(ofFloor), Block.Median(again), Block.Median(floorAgain));

        async Task OneAsync(ServerProcess server, ArraySegment<byte[]> requests, List<Block> fresh, List<Block> repeated)
        {
            fresh.Add(await ClosedLoop.RunAsync(server, requests, connections));
            repeated.Add(await ClosedLoop.RunAsync(server, requests, connections));
        }
    }

    private static void Report(FigureTable table, int connections, Level level)
    {
        var (portal, floor, again, floorAgain) = level;
        var isHeld = connections > 1;
        Progress.Say($"the load itself cost {portal.OwnCpuMicroseconds:0} and {floor.OwnCpuMicroseconds:0} µs CPU a request; refused: {portal.Failed}, {floor.Failed}");
        table.Beside($"{connections} connections: notifications a second", portal.Rate, floor.Rate, "0", least: isHeld ? 0.6 : null);
        table.Beside($"{connections}: CPU, µs a notification", portal.CpuMicroseconds, floor.CpuMicroseconds, "0", most: isHeld ? 2.0 : null);
        table.Beside($"{connections}: p50, ms", portal.P50, floor.P50, "0.0");
        table.Beside($"{connections}: p95, ms", portal.P95, floor.P95, "0.0");
        table.Beside($"{connections}: p99, ms", portal.P99, floor.P99, "0.0", most: isHeld ? 2.0 : null);
        table.Beside($"{connections}: replays a second", again.Rate, floorAgain.Rate, "0");
        if (portal.Failed + floor.Failed + again.Failed + floorAgain.Failed is > 0 and var failed)
        {
            table.Against($"{connections}: not acknowledged", $"{failed}", "0", false);
        }
        if (connections == 64)
        {
            table.Against("64: the floor itself, notifications a second", "", "≥ 4000 on two idle cores", floor.Rate >= 4000, FigureTable.Text(floor.Rate, "0"));
        }
    }

    /// <summary>An open page must not hear of what it knows; that it hears of what is new is seen first.</summary>
    private static async Task PushesAsync(Stand stand, ServerProcess portal, ArraySegment<byte[]> known, FigureTable table)
    {
        await using var crowd = new Crowd();
        using var visitor = await Visitor.SignInAsync(portal.Address, stand.Harbour.Owner, stand.Password);
        var page = await crowd.OpenAsync(visitor, stand.Harbour.Page);
        await crowd.SettleAsync(TimeSpan.FromSeconds(2));
        var before = page.Bytes;
        await ClosedLoop.RunAsync(portal, Notices.Make(stand, stand.Harbour, "20260302220014", 1), 1);
        await Task.Delay(TimeSpan.FromSeconds(2));
        var heard = page.Bytes - before;
        before = page.Bytes;
        await ClosedLoop.RunAsync(portal, known.Slice(0, Math.Min(known.Count, 2000)), 16);
        await Task.Delay(TimeSpan.FromSeconds(2));
        table.Against("replays: bytes pushed to an open page (a new one pushes)", $"{page.Bytes - before} ({heard})", "0", page.Bytes == before && heard > 0);
    }

    private static (long Notifications, long Payments, long Events) Rows(ServerProcess portal) => (
        DatabaseFile.Number(portal.Folder, "portal.db", "SELECT COUNT(*) FROM Notifications"),
        DatabaseFile.Number(portal.Folder, "portal.db", "SELECT COUNT(*) FROM Payments"),
        DatabaseFile.Number(portal.Folder, "portal.db", "SELECT COUNT(*) FROM PaymentEvents"));

    private sealed record Level(Block Portal, Block Floor, Block PortalAgain, Block FloorAgain);

    /// <summary>Hands out requests that nobody has sent.</summary>
    private sealed class RequestBook(byte[][] requests)
    {
        private int _next;

        public ArraySegment<byte[]> Next(int count)
        {
            var taken = new ArraySegment<byte[]>(requests, _next, count);
            _next += count;
            return taken;
        }
    }
}
