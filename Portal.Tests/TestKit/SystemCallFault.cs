using System.Diagnostics;

namespace Portal.Tests.TestKit;

/// <summary>A process whose system calls fail for a while, as a broken disk or a full one makes them: strace holds it and injects.</summary>
internal sealed class SystemCallFault : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private static readonly Lazy<string?> s_refusal = new(Probe);
    private readonly Process _strace;

    private SystemCallFault(Process strace) => _strace = strace;

    /// <param name="processId">A child of this process, whose threads are all held.</param>
    /// <param name="injection">As strace writes it, e.g. <c>fsync:error=EIO:when=1+</c>; counts are per thread.</param>
    public static async Task<SystemCallFault> BeginAsync(int processId, string injection)
    {
        var start = new ProcessStartInfo("strace", ["-f", "-p", $"{processId}", "-o", "/dev/null", "-e", $"trace={injection.Split(':')[0]}", "-e", $"inject={injection}"])
        {
            RedirectStandardError = true,
        };
        var strace = Process.Start(start) ?? throw new InvalidOperationException("strace did not start.");
        var said = await strace.StandardError.ReadLineAsync().WaitAsync(s_patience);
        Assert.True(said?.Contains("attached", StringComparison.Ordinal) == true, $"strace may not hold a process here: {said}");
        _ = strace.StandardError.ReadToEndAsync();
        return new SystemCallFault(strace);
    }

    /// <summary>CI installs strace, so there a test may not go without; elsewhere, and where the system lets nobody hold a process, the test says why it did nothing.</summary>
    public static void Require()
    {
        var isHere = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "strace")));
        if (!isHere && Environment.GetEnvironmentVariable("CI") != "true")
        {
            Assert.Skip("no strace: the faults of a disk cannot be played");
        }
        Assert.True(isHere, "CI installs strace");
        if (s_refusal.Value is { } refusal)
        {
            Assert.Skip($"no right to hold a process: {refusal}");
        }
    }

    /// <summary>Null where a child may be held; else what strace says.</summary>
    private static string? Probe()
    {
        using var child = Process.Start("sleep", "30");
        using var strace = Process.Start(new ProcessStartInfo("strace", ["-p", $"{child.Id}", "-o", "/dev/null"]) { RedirectStandardError = true })!;
        var said = strace.StandardError.ReadLine();
        child.Kill();
        strace.WaitForExit();
        return said?.Contains("attached", StringComparison.Ordinal) == true ? null : said ?? "strace says nothing";
    }

    /// <summary>The fault is over: the process goes on with a sound disk. It may have died by the fault.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_strace.HasExited)
        {
            using var stop = Process.Start("kill", ["-INT", $"{_strace.Id}"]);
            await stop.WaitForExitAsync();
        }
        await _strace.WaitForExitAsync().WaitAsync(s_patience);
        _strace.Dispose();
    }
}
