using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;

namespace Portal.Bench.Servers;

/// <summary>A measured program in a process of its own, with what the system counts of it.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private const double TicksPerSecond = 100;                       // USER_HZ, which is 100 on every Linux that .NET runs on
    private const string PortalReady = "Portal ready: ";
    private const string FloorReady = "Floor ready: ";
    private const string SimulatorReady = "Simulator ready: ";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly TaskCompletionSource<Uri> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServerProcess(string folder, string program, IEnumerable<string> arguments)
    {
        Folder = folder;
        StartedAt = Stopwatch.GetTimestamp();
        _process = Child.Start(program, arguments);
        _process.OutputDataReceived += (_, line) => Hear(line.Data);
        _process.ErrorDataReceived += (_, line) => Hear(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Its data.</summary>
    public string Folder { get; }

    public int Id => _process.Id;

    /// <summary>Of <see cref="Stopwatch"/>.</summary>
    public long StartedAt { get; }

    public Uri Address { get; private set; } = null!;

    /// <summary>User and system time of the whole process.</summary>
    public TimeSpan Cpu
    {
        get
        {
            var fields = File.ReadAllText($"/proc/{Id}/stat").Split(')')[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var ticks = long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
            return TimeSpan.FromSeconds(ticks / TicksPerSecond);
        }
    }

    public long ResidentBytes =>
        1024 * long.Parse(File.ReadLines($"/proc/{Id}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);

    /// <summary>The portal as it is published, in Development: with the demo and the simulator.</summary>
    public static Task<ServerProcess> PortalAsync(string folder, params string[] settings) =>
        ReadyAsync(new ServerProcess(folder, Repository.Portal, [.. PortalArguments(folder, 0), .. settings]));

    /// <summary>The simulator alone.</summary>
    /// <param name="delay">How late an answer is while the fault <c>delay-before</c> is armed.</param>
    public static Task<ServerProcess> SimulatorAsync(string folder, TimeSpan delay) => ReadyAsync(new ServerProcess(
        folder, Repository.Portal, ["simulator", "--urls", At(0).ToString(), "--data", folder, "--environment", "Development", $"--Portal:Simulator:Behaviour:Delay={delay:c}"]));

    public static Task<ServerProcess> FloorAsync(Stand stand, string folder) =>
        ReadyAsync(new ServerProcess(folder, Repository.Floor, FloorArguments(stand, folder, 0)));

    /// <summary>Starts without waiting.</summary>
    public static ServerProcess BeginPortal(string folder, int port, params string[] settings) => new(folder, Repository.Portal, [.. PortalArguments(folder, port), .. settings]) { Address = At(port) };

    /// <inheritdoc cref="BeginPortal"/>
    public static ServerProcess BeginFloor(Stand stand, string folder, int port) => new(folder, Repository.Floor, FloorArguments(stand, folder, port)) { Address = At(port) };

    public static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        return ((System.Net.IPEndPoint)socket.LocalEndPoint!).Port;
    }

    /// <summary>Resident memory once the garbage is collected and nothing changes any more.</summary>
    public async Task<long> SettledBytesAsync()
    {
        await GarbageCollection.ForceAsync(Id);
        var before = ResidentBytes;
        for (var looks = 0; looks < 15; looks++)
        {
            await Task.Delay(TimeSpan.FromSeconds(1));
            var now = ResidentBytes;
            if (looks >= 2 && Math.Abs(now - before) < 200_000)
            {
                return now;
            }
            before = now;
        }
        return before;
    }

    /// <summary>SIGTERM, as a service manager sends it, so that the files are whole.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            using var kill = Process.Start("kill", ["-TERM", $"{Id}"]);
            await kill.WaitForExitAsync();
            try
            {
                await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(15));
            }
            catch (TimeoutException)
            {
                _process.Kill();
            }
        }
        _process.Dispose();
    }

    private static async Task<ServerProcess> ReadyAsync(ServerProcess server)
    {
        try
        {
            server.Address = await server._ready.Task.WaitAsync(s_patience);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    private static Uri At(int port) => new($"http://127.0.0.1:{port}");

    private static string[] PortalArguments(string folder, int port) => ["--urls", At(port).ToString(), "--environment", "Development", $"--Portal:DataFolder={folder}", "--Portal:Limits:OpenPerPerson=10000", "--Portal:Limits:OpenPerAddress=10000", "--Portal:Limits:OpenInAll=10000"];

    private static string[] FloorArguments(Stand stand, string folder, int port) => ["--urls", At(port).ToString(), $"--data={folder}", $"--key={stand.PublicKeyFile}"];

    private void Hear(string? line)
    {
        foreach (var words in new[] { PortalReady, FloorReady, SimulatorReady })
        {
            if (line?.StartsWith(words, StringComparison.Ordinal) == true)
            {
                _ready.TrySetResult(new Uri(line[words.Length..]));
            }
        }
        if (line?.StartsWith("error: ", StringComparison.Ordinal) == true)
        {
            Progress.Say(line);
        }
    }
}
