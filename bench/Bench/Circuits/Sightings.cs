using System.Diagnostics;
using System.Text;
using Portal.Bench.Load;

namespace Portal.Bench.Circuits;

/// <summary>When each payment was first seen on each page.</summary>
internal sealed class Sightings(string prefix, int payments)
{
    private readonly byte[] _prefix = Encoding.ASCII.GetBytes(prefix);
    private readonly List<long[]> _pages = [];

    /// <summary>A page more.</summary>
    public BatchSeen Page()
    {
        var first = new long[payments];
        lock (_pages)
        {
            _pages.Add(first);
        }
        return (batch, at) =>
        {
            var from = 0;
            for (var index = Notices.IndexIn(batch, _prefix, ref from); index >= 0; index = Notices.IndexIn(batch, _prefix, ref from))
            {
                if (index < payments)
                {
                    Interlocked.CompareExchange(ref first[index], at, 0);
                }
            }
        };
    }

    public bool HasEverywhere(int index) => _pages.TrueForAll(page => Volatile.Read(ref page[index]) > 0);

    /// <summary>From the appointed time of a notification to its row on a page, over all pages. A payment that a page never showed, because eleven newer
    /// ones came in the same moment, counts until the first newer one.</summary>
    /// <returns>The times, and how many were so passed over.</returns>
    public (Latencies Times, int PassedOver) Since(OpenLoop load)
    {
        var times = new Latencies(_pages.Count * payments);
        int at = 0, passed = 0;
        foreach (var page in _pages)
        {
            var newer = Stopwatch.GetTimestamp();
            for (var i = payments - 1; i >= 0; i--)
            {
                passed += page[i] == 0 ? 1 : 0;
                var seen = page[i] == 0 ? newer : page[i];
                newer = Math.Min(newer, seen);
                times.Set(at++, seen - load.AppointedAt(i));
            }
        }
        return (times, passed);
    }
}
