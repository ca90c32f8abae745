using Portal.Domain.Tenants;
using Portal.Tests.TestKit;

namespace Portal.Tests.Chaos;

/// <summary>A data folder with one tenant and counters, left as a portal leaves it that was stopped.</summary>
internal static class Stage
{
    public static async Task<PortalCounter> CounterAsync(PortalFolder folder, SignAlgorithm algorithm = SignAlgorithm.Md5)
    {
        await using var portal = await PortalFixture.StartAsync(folder: folder.Location, settings: "--Portal:Jobs:Enabled=false");
        return await portal.AddCounterAsync(await portal.AddTenantAsync(algorithm: algorithm));
    }
}
