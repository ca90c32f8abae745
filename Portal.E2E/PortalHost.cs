using System.Text.Json;
using Portal.E2E.Stage;

namespace Portal.E2E;

/// <summary>The built portal in a process of its own: Development, the demo's people, a free port, a data folder of its own.</summary>
internal sealed class PortalHost : IAsyncDisposable
{
    public const string Password = "lantern-harbour-42";

    /// <summary>Noon of an Alipay day: by night, China time, no refund is carried out at once, and late in the evening no payment can be cancelled any more.</summary>
    public const string AtNoon = "--Portal:Clock:StartAt=2026-03-02T04:00:00Z";
    private const string AnyPort = "http://127.0.0.1:0";
    private readonly TemporaryFolder _folder;
    private readonly bool _ownsFolder;
    private readonly string[] _settings;
    private ChildProgram _program;

    private PortalHost(ChildProgram program, Uri address, TemporaryFolder folder, bool ownsFolder, string[] settings)
    {
        (_program, Address, _folder, _ownsFolder, _settings) = (program, address, folder, ownsFolder, settings);
        Simulator = new SimulatorApi(address);
    }

    /// <summary>The same for the portal's whole life, restarts included.</summary>
    public Uri Address { get; }

    /// <summary>The simulator in this portal. A portal whose simulator stands elsewhere has none.</summary>
    public SimulatorApi Simulator { get; }

    /// <param name="folder">A data folder to share; null: one of its own, deleted at the end.</param>
    /// <param name="settings">As on a command line: <c>--Portal:Jobs:Enabled=false</c>.</param>
    public static async Task<PortalHost> StartAsync(TemporaryFolder? folder = null, params string[] settings)
    {
        var own = folder ?? new TemporaryFolder();
        await MadeDatabase.PutIntoAsync(own);
        var (program, address) = await RunAsync(own, AnyPort, settings);
        return new PortalHost(program, address, own, folder is null, settings);
    }

    /// <summary>As a newcomer starts it: without a data folder.</summary>
    public static async Task<PortalHost> StartFromNothingAsync()
    {
        var own = new TemporaryFolder();
        var (program, address) = await RunAsync(own, AnyPort, []);
        return new PortalHost(program, address, own, ownsFolder: true, []);
    }

    /// <summary>Makes a cashier of Harbour Tea who is bound to one counter, by the operator's command.</summary>
    /// <returns>The password.</returns>
    public async Task<string> AddCashierAsync(string email, string counter)
    {
        var said = await ChildProgram.RunAsync(["user", "add", "--email", email, "--role", "cashier", "--tenant", "Harbour Tea", "--counter", counter, "--json"], _folder);
        return JsonDocument.Parse(said).RootElement.GetProperty("password").GetString()!;
    }

    /// <summary>SIGKILL, as a power cut would.</summary>
    public Task KillAsync() => _program.KillAsync();

    /// <summary>Again on the same address and data folder, after <see cref="KillAsync"/>.</summary>
    public async Task RestartAsync()
    {
        await _program.DisposeAsync();
        (_program, _) = await RunAsync(_folder, Address.GetLeftPart(UriPartial.Authority), _settings);
    }

    public async ValueTask DisposeAsync()
    {
        Simulator.Dispose();
        await _program.DisposeAsync();
        if (_ownsFolder)
        {
            _folder.Dispose();
        }
    }

    private static Task<(ChildProgram Program, Uri Address)> RunAsync(TemporaryFolder folder, string urls, string[] settings) =>
        ChildProgram.StartAsync(
            ["--urls", urls, "--environment", "Development", $"--Portal:DataFolder={folder.Location}", $"--Portal:Demo:Password={Password}", .. settings],
            "Portal ready: ");
}
