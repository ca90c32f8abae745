using System.Collections.Concurrent;
using System.Diagnostics;

namespace Portal.E2E.Stage;

/// <summary>A program of ours in a process of its own, which never outlives the tests.</summary>
internal sealed class ChildProgram : IAsyncDisposable
{
    private const int LinesKept = 60;
    private static readonly TimeSpan s_startsWithin = TimeSpan.FromSeconds(60);
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _said = new();
    private readonly TaskCompletionSource<string> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string _readyWords;

    private ChildProgram(IEnumerable<string> arguments, string readyWords)
    {
        _readyWords = readyWords;
        _process = new Process { StartInfo = HowToStart(arguments), EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Hear(line.Data);
        _process.ErrorDataReceived += (_, line) => Hear(line.Data);
        _process.Exited += (_, _) => _ready.TrySetException(new InvalidOperationException($"the program ended before it was ready:\n{Said}"));
    }

    /// <summary>The last lines of its output.</summary>
    public string Said => string.Join('\n', _said);

    /// <summary>Starts it and waits for the line that begins with <paramref name="readyWords"/>.</summary>
    /// <returns>The program, and what follows the words: its address.</returns>
    /// <exception cref="InvalidOperationException">It ended instead.</exception>
    /// <exception cref="TimeoutException">It said nothing for a minute.</exception>
    public static async Task<(ChildProgram Program, Uri Address)> StartAsync(IEnumerable<string> arguments, string readyWords)
    {
        var program = new ChildProgram(arguments, readyWords);
        program._process.Start();
        AppDomain.CurrentDomain.ProcessExit += program.OnTestsEnd;
        program._process.BeginOutputReadLine();
        program._process.BeginErrorReadLine();
        try
        {
            return (program, new Uri(await program._ready.Task.WaitAsync(s_startsWithin)));
        }
        catch
        {
            await program.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs an operator's command to its end.</summary>
    /// <returns>What it printed.</returns>
    /// <exception cref="InvalidOperationException">It failed; with what it said.</exception>
    public static async Task<string> RunAsync(IEnumerable<string> arguments, TemporaryFolder data)
    {
        var start = HowToStart(arguments);
        start.Environment["Portal__DataFolder"] = data.Location;
        using var process = Process.Start(start)!;
        var (said, wrong) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? await said : throw new InvalidOperationException(await wrong);
    }

    /// <summary>SIGKILL: no handler runs, nothing is flushed.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnTestsEnd;
        if (!_process.HasExited)
        {
            await KillAsync();
        }
        _process.Dispose();
    }

    private static ProcessStartInfo HowToStart(IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [BuiltPortal(), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(IsOthersSetting).ToList())
        {
            start.Environment.Remove(name);
        }
        return start;
    }

    private void OnTestsEnd(object? sender, EventArgs e)
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }
    }

    private void Hear(string? line)
    {
        if (line is null)
        {
            return;
        }
        _said.Enqueue(line);
        while (_said.Count > LinesKept)
        {
            _said.TryDequeue(out _);
        }
        if (line.StartsWith(_readyWords, StringComparison.Ordinal))
        {
            _ready.TrySetResult(line[_readyWords.Length..].Trim());
        }
    }

    /// <summary>What a developer's shell sets for a portal must not reach the tests' portals.</summary>
    private static bool IsOthersSetting(string name) =>
        name.StartsWith("ASPNETCORE_", StringComparison.OrdinalIgnoreCase) || name.StartsWith("Portal__", StringComparison.OrdinalIgnoreCase)
        || name is "DOTNET_ENVIRONMENT" or "DOTNET_LAUNCH_PROFILE";

    /// <summary>The program beside this one: <c>Portal.E2E/bin/X/net10.0</c> and <c>Portal.Web/bin/X/net10.0</c>.</summary>
    private static string BuiltPortal()
    {
        var framework = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var configuration = framework.Parent!;
        var root = configuration.Parent!.Parent!.Parent!;
        return Path.Combine(root.FullName, "Portal.Web", "bin", configuration.Name, framework.Name, "Portal.Web.dll");
    }
}
