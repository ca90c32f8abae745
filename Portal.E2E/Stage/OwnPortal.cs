namespace Portal.E2E.Stage;

/// <summary>A portal that the tests of one class share among themselves.</summary>
public sealed class OwnPortal : IAsyncLifetime
{
    internal PortalHost Portal { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Portal = await PortalHost.StartAsync();

    public ValueTask DisposeAsync() => Portal.DisposeAsync();
}
