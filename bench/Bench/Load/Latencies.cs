using System.Diagnostics;

namespace Portal.Bench.Load;

/// <summary>Times of many requests, in ticks of <see cref="Stopwatch"/>, in memory that is there before the first.</summary>
internal sealed class Latencies(int count)
{
    private readonly long[] _ticks = new long[count];
    private long[]? _sorted;

    public void Set(int index, long ticks) => _ticks[index] = ticks;

    /// <summary>Milliseconds that this share of the requests did not exceed.</summary>
    /// <param name="share">0 to 1.</param>
    public double Percentile(double share)
    {
        _sorted ??= [.. _ticks.Order()];
        return _sorted.Length == 0 ? double.NaN : _sorted[Math.Clamp((int)Math.Ceiling(share * _sorted.Length) - 1, 0, _sorted.Length - 1)] * 1000d / Stopwatch.Frequency;
    }
}

/// <summary>What one block of load gave.</summary>
/// <param name="Rate">Acknowledged a second.</param>
/// <param name="CpuMicroseconds">Of the server, a request.</param>
/// <param name="OwnCpuMicroseconds">Of this program, a request.</param>
internal sealed record Block(double Rate, double P50, double P95, double P99, double CpuMicroseconds, double OwnCpuMicroseconds, int Failed)
{
    /// <summary>Each figure's own median over the blocks.</summary>
    public static Block Median(IReadOnlyList<Block> blocks) => new(
        Of(blocks, block => block.Rate), Of(blocks, block => block.P50), Of(blocks, block => block.P95), Of(blocks, block => block.P99),
        Of(blocks, block => block.CpuMicroseconds), Of(blocks, block => block.OwnCpuMicroseconds), blocks.Sum(block => block.Failed));

    private static double Of(IReadOnlyList<Block> blocks, Func<Block, double> figure) => Middle.Of(blocks.Select(figure));
}

/// <summary>The median.</summary>
internal static class Middle
{
    public static double Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? double.NaN : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
