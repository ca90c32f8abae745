using Portal.Domain.Tenants;
using Portal.Tests.TestKit;

namespace Portal.Tests.Chaos;

/// <summary>A data folder with one tenant and counters, left as a portal leaves it that was stopped.</summary>
internal static class Stage
{
    /// <summary>A portal that only takes messages: nothing is asked by itself, and there is no simulator, as an operator runs it.</summary>
    public static string[] OnlyTakes { get; } = ["--Portal:Jobs:Enabled=false", "--Portal:Simulator:Enabled=false"];

    public static async Task<PortalCounter> CounterAsync(PortalFolder folder, SignAlgorithm algorithm = SignAlgorithm.Md5)
    {
        await using var portal = await PortalFixture.StartAsync(folder: folder.Location, settings: OnlyTakes);
        return await portal.AddCounterAsync(await portal.AddTenantAsync(algorithm: algorithm));
    }
}
