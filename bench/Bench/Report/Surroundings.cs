using System.Diagnostics;
using System.Runtime.InteropServices;
using Portal.Bench.Load;
using Portal.Bench.Servers;

namespace Portal.Bench.Report;

/// <summary>What a figure means nothing without: command, commit, date, machine.</summary>
internal static class Surroundings
{
    public static async Task<string> DescribeAsync(Plan plan)
    {
        var changed = (await GitAsync("status", "--porcelain", "--untracked-files=no")).Length > 0 ? ", with changes" : "";
        var memory = File.ReadLines("/proc/meminfo").First().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
        var model = File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
        var gigabytes = double.Parse(memory, System.Globalization.CultureInfo.InvariantCulture) / 1024 / 1024;
        return $"""
            - command: `{plan.CommandLine}`{(plan.Brief ? " (**brief: its figures mean nothing**)" : "")}
            - commit: {await GitAsync("rev-parse", "--short", "HEAD")}{changed}
            - date: {TimeProvider.System.GetUtcNow():yyyy-MM-dd HH:mm} UTC
            - machine: {Environment.ProcessorCount} cores ({model}), {FigureTable.Text(gigabytes, "0")} GB, {RuntimeInformation.OSDescription.Trim()}, .NET {Environment.Version}
            - data folder: {MountOf(plan.Folder)}; 4 kB written and synced in {FigureTable.Text(SyncMilliseconds(plan.Folder), "0.00")} ms (median of 100)
            """;
    }

    private static string MountOf(string folder) => File.ReadLines("/proc/mounts").Select(line => line.Split(' '))
        .Where(mount => folder.StartsWith(mount[1], StringComparison.Ordinal)).OrderBy(mount => mount[1].Length)
        .Select(mount => $"{mount[2]} on {mount[0]}").LastOrDefault("unknown");

    private static double SyncMilliseconds(string folder)
    {
        using var file = new FileStream(Path.Combine(folder, "sync-probe"), FileMode.Create);
        var block = new byte[4096];
        return Middle.Of([.. Enumerable.Range(0, 100).Select(_ =>
        {
            var start = Stopwatch.GetTimestamp();
            file.Write(block);
            file.Flush(flushToDisk: true);
            return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        })]);
    }

    private static async Task<string> GitAsync(params string[] arguments)
    {
        using var git = Process.Start(new ProcessStartInfo("git", ["-C", Repository.Root, .. arguments]) { RedirectStandardOutput = true })!;
        var said = await git.StandardOutput.ReadToEndAsync();
        await git.WaitForExitAsync();
        return said.Trim();
    }
}
