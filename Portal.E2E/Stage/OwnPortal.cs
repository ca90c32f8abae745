namespace Portal.E2E.Stage;

/// <summary>A portal that the tests of one class share among themselves.</summary>
public class OwnPortal : IAsyncLifetime
{
    private readonly string[] _settings;

    public OwnPortal()
        : this([])
    {
    }

    /// <param name="settings">As on a command line.</param>
    protected OwnPortal(params string[] settings) => _settings = settings;

    internal PortalHost Portal { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Portal = await PortalHost.StartAsync(settings: _settings);

    public async ValueTask DisposeAsync()
    {
        await Portal.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}

/// <summary>The same at noon of an Alipay day.</summary>
public sealed class PortalAtNoon() : OwnPortal(PortalHost.AtNoon);
