using System.Diagnostics;
using Portal.Bench.Servers;

namespace Portal.Bench.Load;

/// <summary>As many requests under way as there are connections, each answered before the next.</summary>
internal static class ClosedLoop
{
    public static async Task<Block> RunAsync(ServerProcess server, ArraySegment<byte[]> requests, int connections)
    {
        var open = await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => NoticeConnection.OpenAsync(server.Address)));
        var latencies = new Latencies(requests.Count);
        int next = -1, failed = 0;
        var cpu = server.Cpu;
        using var own = Process.GetCurrentProcess();
        var ownCpu = own.TotalProcessorTime;
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(open.Select(connection => Task.Run(async () =>
        {
            for (var i = Interlocked.Increment(ref next); i < requests.Count; i = Interlocked.Increment(ref next))
            {
                var sent = Stopwatch.GetTimestamp();
                if (!await connection.SendAsync(requests[i]))
                {
                    Interlocked.Increment(ref failed);
                }
                latencies.Set(i, Stopwatch.GetTimestamp() - sent);
            }
        })));
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        own.Refresh();
        foreach (var connection in open)
        {
            connection.Dispose();
        }
        return new Block(
            (requests.Count - failed) / seconds, latencies.Percentile(0.5), latencies.Percentile(0.95), latencies.Percentile(0.99),
            (server.Cpu - cpu).TotalMicroseconds / requests.Count, (own.TotalProcessorTime - ownCpu).TotalMicroseconds / requests.Count, failed);
    }
}
