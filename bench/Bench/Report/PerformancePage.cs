using Portal.Bench.Servers;

namespace Portal.Bench.Report;

/// <summary>docs/performance.md: what stands between the two marks is the last run's.</summary>
internal static class PerformancePage
{
    private const string Begin = "<!-- figures: begin -->";
    private const string End = "<!-- figures: end -->";

    public static async Task ReplaceAsync(string figures)
    {
        var page = await File.ReadAllTextAsync(Repository.PerformancePage);
        int from = page.IndexOf(Begin, StringComparison.Ordinal), to = page.IndexOf(End, StringComparison.Ordinal);
        if (from < 0 || to < from)
        {
            throw new InvalidOperationException($"docs/performance.md has no place for the figures: {Begin} … {End}");
        }
        await File.WriteAllTextAsync(Repository.PerformancePage, $"{page[..(from + Begin.Length)]}\n{figures.TrimEnd()}\n{page[to..]}");
    }
}
