using System.Collections.Concurrent;
using System.Diagnostics;

namespace Portal.Tests.TestKit;

/// <summary>What a command of the program said, and how it ended.</summary>
internal sealed record PortalRun(int Exit, IReadOnlyList<string> Output, IReadOnlyList<string> Error);

/// <summary>The built portal as a process of its own, to be killed or stopped as an operator, or a power cut, would.</summary>
internal sealed class PortalProcess : IAsyncDisposable
{
    private static readonly string[] s_ready = ["Portal ready: ", "Simulator ready: "];
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private static readonly string[] s_notInherited = ["ASPNETCORE_URLS", "ASPNETCORE_ENVIRONMENT", "DOTNET_ENVIRONMENT", "DOTNET_LAUNCH_PROFILE", "ASPNETCORE_HTTP_PORTS"];

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly ConcurrentQueue<string> _error = new();
    private readonly TaskCompletionSource<Uri> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false });

    private PortalProcess(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Take(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(_error, line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>The program as <c>dotnet build</c> leaves it, beside its sources.</summary>
    public static string Program { get; } = FindProgram();

    /// <summary>The system's number of the process.</summary>
    public int Id => _process.Id;

    public IReadOnlyList<string> Output => [.. _output];

    public IReadOnlyList<string> Error => [.. _error];

    /// <summary>Follows no redirect and keeps no cookie; has an address once the portal is ready.</summary>
    public HttpClient Client => _client;

    /// <param name="folder">Where the command is typed; null: the folder of temporary files.</param>
    /// <param name="environment">Variables for the process, beside those that it inherits; no address and no environment is inherited.</param>
    public static PortalProcess Start(IReadOnlyDictionary<string, string>? environment, string? folder, params string[] arguments)
    {
        return Launch(environment, folder, [Program, .. arguments]);
    }

    /// <summary>A portal in Development on a free port, without the demo unless the settings say otherwise; returns when it is ready.</summary>
    public static Task<PortalProcess> StartAsync(string dataFolder, params string[] settings) => StartAsync([Program], dataFolder, settings);

    /// <summary>The same on a machine that is set so.</summary>
    /// <param name="machine">Variables of its environment, e.g. <c>TZ</c> and <c>LC_ALL</c>.</param>
    public static Task<PortalProcess> StartAsync(IReadOnlyDictionary<string, string> machine, string dataFolder, params string[] settings) => StartAsync([Program], dataFolder, settings, machine);

    /// <summary>The same, with a part that does wrong in the place of the right one.</summary>
    /// <param name="fault">A name of <see cref="Chaos.PlantedFaults"/>.</param>
    public static Task<PortalProcess> StartWithFaultAsync(string fault, string dataFolder, params string[] settings) =>
        StartAsync([typeof(PortalProcess).Assembly.Location, Chaos.PlantedFaults.Verb, fault], dataFolder, settings);

    /// <summary>The simulator alone, on a free port; returns when it is ready.</summary>
    public static async Task<PortalProcess> StartSimulatorAsync(string dataFolder, params string[] settings)
    {
        var simulator = Launch(null, null, [Program, "simulator", "--urls", "http://127.0.0.1:0", "--data", dataFolder, "--environment", "Development", .. settings]);
        await simulator.ReadyAsync();
        return simulator;
    }

    private static async Task<PortalProcess> StartAsync(string[] program, string dataFolder, string[] settings, IReadOnlyDictionary<string, string>? machine = null)
    {
        var portal = Launch(
            machine, null, [.. program, "--urls", "http://127.0.0.1:0", "--environment", "Development", $"--Portal:DataFolder={dataFolder}", "--Portal:Demo:Enabled=false", .. settings]);
        await portal.ReadyAsync();
        return portal;
    }

    private static PortalProcess Launch(IReadOnlyDictionary<string, string>? environment, string? folder, string[] command)
    {
        var start = new ProcessStartInfo("dotnet", command)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = folder ?? Path.GetTempPath(),
        };
        foreach (var name in s_notInherited.Concat(start.Environment.Keys.Where(key => key.StartsWith("Portal__", StringComparison.Ordinal)).ToList()))
        {
            start.Environment.Remove(name);
        }
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }
        return new PortalProcess(start);
    }

    /// <summary>Runs to the end, with text for standard input.</summary>
    public static async Task<PortalRun> RunAsync(IReadOnlyDictionary<string, string>? environment, string? folder, string input, params string[] arguments)
    {
        await using var process = Start(environment, folder, arguments);
        await process._process.StandardInput.WriteAsync(input);
        process._process.StandardInput.Close();
        return new PortalRun(await process.EndAsync(), process.Output, process.Error);
    }

    public static Task<PortalRun> RunAsync(params string[] arguments) => RunAsync(null, null, "", arguments);

    public async Task<Uri> ReadyAsync()
    {
        var ended = _process.WaitForExitAsync();
        await Task.WhenAny(_ready.Task, ended).WaitAsync(s_patience);
        Assert.True(_ready.Task.IsCompleted, $"the portal ended before it was ready: {string.Join('\n', Error.Concat(Output))}");
        return _client.BaseAddress ??= await _ready.Task;
    }

    /// <summary>SIGKILL: nothing of the program's runs any more.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(s_patience);
    }

    /// <summary>SIGTERM, as a service manager sends it.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> TerminateAsync()
    {
        await SignalAsync("TERM");
        return await EndAsync();
    }

    /// <summary>SIGSTOP: the process stands still at whatever line it is.</summary>
    public Task FreezeAsync() => SignalAsync("STOP");

    /// <summary>SIGCONT, after <see cref="FreezeAsync"/>.</summary>
    public Task ThawAsync() => SignalAsync("CONT");

    /// <summary>Waits for the end.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> EndAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(s_patience);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }
        _process.Dispose();
        _client.Dispose();
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{_process.Id}"]);
        await kill.WaitForExitAsync().WaitAsync(s_patience);
    }

    private void Take(string? line)
    {
        Keep(_output, line);
        if (Array.Find(s_ready, ready => line?.StartsWith(ready, StringComparison.Ordinal) == true) is { } ready)
        {
            _ready.TrySetResult(new Uri(line![ready.Length..]));
        }
    }

    private static void Keep(ConcurrentQueue<string> lines, string? line)
    {
        if (line is not null)
        {
            lines.Enqueue(line);
        }
    }

    private static string FindProgram()
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var root = output;
        while (!File.Exists(Path.Combine(root.FullName, "Portal.sln")))
        {
            root = root.Parent ?? throw new InvalidOperationException("The tests do not stand below Portal.sln.");
        }
        return Path.Combine(root.FullName, "Portal.Web", "bin", output.Parent!.Name, output.Name, "Portal.Web.dll");
    }
}
