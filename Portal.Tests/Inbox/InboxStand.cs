using Portal.Domain.Tenants;
using Portal.Tests.TestKit;

namespace Portal.Tests.Inbox;

/// <summary>One portal without jobs for all tests of a class; each makes a tenant of its own.</summary>
public sealed class InboxStand : IAsyncLifetime
{
    private PortalFixture? _portal;
    private int _shops;

    internal PortalFixture Portal => _portal ?? throw new InvalidOperationException("Not started.");

    public async ValueTask InitializeAsync() => _portal = await PortalFixture.StartAsync(settings: "--Portal:Jobs:Enabled=false");

    internal async Task<PortalCounter> ACounterAsync(string currency = "HKD") =>
        await Portal.AddCounterAsync(await Portal.AddTenantAsync($"Shop {Interlocked.Increment(ref _shops)}", currency, SignAlgorithm.Rsa2));

    public ValueTask DisposeAsync() => Portal.DisposeAsync();
}
