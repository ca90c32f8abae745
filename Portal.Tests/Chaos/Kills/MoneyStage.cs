using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Counters;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Infrastructure.Alipay.Simulator;
using Portal.Tests.TestKit;
using Portal.Web.Composition;

namespace Portal.Tests.Chaos.Kills;

/// <summary>A simulator in a process of its own, a data folder whose portals come and go at one address, and an owner who is signed in to all of them.
/// It is noon of an Alipay day; the clocks of both sides can be moved on together.</summary>
internal sealed class MoneyStage : IAsyncDisposable
{
    private static readonly DateTimeOffset s_noon = new(2026, 3, 2, 4, 0, 0, TimeSpan.Zero);

    private readonly PortalFolder _simulatorFolder = new();
    private readonly long _since = TimeProvider.System.GetTimestamp();
    private readonly string _address = $"http://127.0.0.1:{FreePort()}";
    private TimeSpan _moved;

    private MoneyStage()
    {
    }

    /// <summary>Where the next portal finds its data.</summary>
    public PortalFolder Folder { get; private set; } = new();

    public PortalProcess Simulator { get; private set; } = null!;

    public string SimulatorDatabase => $"Data Source={Path.Combine(_simulatorFolder.Location, "simulator.db")}";

    /// <summary>What customers scan.</summary>
    public string CodeText { get; private set; } = "";

    public string Cookies { get; private set; } = "";

    public string Token { get; private set; } = "";

    public DateTimeOffset Now => s_noon + TimeProvider.System.GetElapsedTime(_since) + _moved;

    /// <param name="folder">Null: a folder of its own.</param>
    public static async Task<MoneyStage> StartAsync(PortalFolder? folder = null)
    {
        var stage = new MoneyStage();
        stage.Folder = folder ?? stage.Folder;
        try
        {
            await stage.OpenAsync();
            return stage;
        }
        catch
        {
            await stage.DisposeAsync();
            throw;
        }
    }

    private async Task OpenAsync()
    {
        Directory.CreateDirectory(_simulatorFolder.Location);
        Simulator = await PortalProcess.StartSimulatorAsync(_simulatorFolder.Location, $"--Portal:Clock:StartAt={Now:O}");
        await using var portal = await PortalFixture.StartAsync(Now.ToString("O", CultureInfo.InvariantCulture), Folder.Location, null, [.. Settings(), "--Portal:Jobs:Enabled=false"]);
        var details = new TenantDetails("Harbour Tea", "HKD", "Asia/Hong_Kong", "HK", "1 Test Street", "5812", false);
        var tenant = Assert.IsType<Outcome<Tenant>.Done>(await ActivatorUtilities.CreateInstance<SimulatedTenants>(portal.Services).AddAsync(details, "2088000000006001", SignAlgorithm.Rsa2, default)).Value;
        var counter = Assert.IsType<Outcome<Counter>.Done>(await portal.Get<CreateQrCode>().RunAsync(Actor.Operator(tenant.Id), "Till 1", "first", default)).Value;
        CodeText = counter.ActiveCode.Text!;
        var owner = await portal.SignInAsync(new PortalTenant(tenant.Id, "Harbour Tea", "2088000000006001", "HKD", PortalKeys.StrangerSigner));
        Token = await owner.TokenAsync();
        Cookies = owner.Cookies;
    }

    /// <summary>The next portal of the folder, at the time that it is now.</summary>
    /// <param name="fault">A name of <see cref="PlantedFaults"/>; null: the product as it is.</param>
    /// <param name="settings">Beside the stage's own, as on the command line.</param>
    public Task<PortalProcess> PortalAsync(string? fault = null, params string[] settings) => StartAsync(fault, ["--urls", _address, .. Settings(), .. settings]);

    /// <summary>Another process at the folder, at an address of its own; Alipay's messages go to the first.</summary>
    public Task<PortalProcess> AnotherPortalAsync(string? fault = null) => StartAsync(fault, Settings());

    /// <summary>The portals that are started from now on find a copy of this folder, in a place of its own; what lay in the old place is gone.</summary>
    /// <param name="from">What a disk holds after a power cut.</param>
    public void Recover(string from, PortalFolder to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var place = Path.Combine(to.Location, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(place)!);
            using var copy = new FileStream(place, FileMode.CreateNew);
            copy.Write(File.ReadAllBytes(file));
            copy.Flush(flushToDisk: true);                             // or the next cut would meet what the test forgot to write
        }
        Folder.Dispose();
        Folder = to;
    }

    /// <summary>It is later for every portal that is started from now on.</summary>
    public void MoveOn(TimeSpan by) => _moved += by;

    /// <summary>It is as late for the simulator.</summary>
    public Task TellSimulatorAsync() => PostAsync("clock", new { offsetSeconds = (long)_moved.TotalSeconds });

    /// <summary>So many calls meet the fault, whenever they come; what only delays takes a second.</summary>
    public Task ArmAsync(string service, string fault, int times) =>
        PostAsync("faults", new { service, fault, times, seconds = FaultNames.IsDelay(fault) ? 1 : (int?)null });

    public async Task DisarmAsync()
    {
        using var cleared = await Simulator.Client.DeleteAsync("/simulator/api/faults");
        Assert.True(cleared.IsSuccessStatusCode);
    }

    /// <summary>A customer pays.</summary>
    public Task PayAsync(string amount) => PostAsync("payments", new { qrcode = CodeText, amount, notify = true });

    public async ValueTask DisposeAsync()
    {
        if (Simulator is not null)
        {
            await Simulator.DisposeAsync();
        }
        Folder.Dispose();
        _simulatorFolder.Dispose();
    }

    private Task<PortalProcess> StartAsync(string? fault, string[] settings)
    {
        settings = [.. settings, $"--Portal:Clock:StartAt={Now:O}"];
        return fault is null ? PortalProcess.StartAsync(Folder.Location, settings) : PortalProcess.StartWithFaultAsync(fault, Folder.Location, settings);
    }

    private string[] Settings() =>
    [
        $"--Portal:PublicBaseUrl={_address}", "--Portal:Simulator:Enabled=false", $"--Portal:Simulator:Address={new Uri(Simulator.Client.BaseAddress!, "/simulator/gateway.do")}",
        "--Portal:Gateway:CallsPerSecond=0", "--Portal:Gateway:FailuresToRest=0",
    ];

    private async Task PostAsync(string path, object body)
    {
        using var answer = await Simulator.Client.PostAsJsonAsync($"/simulator/api/{path}", body);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Below those that the system hands out by itself: nobody takes it while one portal is dead and the next has not begun.</summary>
    private static int FreePort()
    {
        while (true)
        {
            var port = Random.Shared.Next(20_000, 32_000);
            try
            {
                using var probe = new TcpListener(IPAddress.Loopback, port);
                probe.Start();
                return port;
            }
            catch (SocketException)
            {
                // taken; another one
            }
        }
    }
}
