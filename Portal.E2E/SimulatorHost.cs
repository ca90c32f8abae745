using Portal.E2E.Stage;

namespace Portal.E2E;

/// <summary>The simulator alone, in a process and with a file of its own, so that a portal can die without it.</summary>
internal sealed class SimulatorHost : IAsyncDisposable
{
    private readonly ChildProgram _program;
    private readonly TemporaryFolder _folder;

    private SimulatorHost(ChildProgram program, Uri address, TemporaryFolder folder)
    {
        (_program, _folder) = (program, folder);
        Gateway = new Uri(address, "/simulator/gateway.do");
        Api = new SimulatorApi(address);
    }

    public Uri Gateway { get; }

    public SimulatorApi Api { get; }

    public static async Task<SimulatorHost> StartAsync()
    {
        var folder = new TemporaryFolder();
        var (program, address) = await ChildProgram.StartAsync(
            ["simulator", "--urls", "http://127.0.0.1:0", "--data", folder.Location, "--environment", "Development"], "Simulator ready: ");
        return new SimulatorHost(program, address, folder);
    }

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        await _program.DisposeAsync();
        _folder.Dispose();
    }
}
