using System.Globalization;
using Portal.Tests.TestKit;

namespace Portal.Tests.Chaos;

/// <summary>R1: kill -9 at any moment while messages come, a tenth of them twice. What was acknowledged is there, once.</summary>
[Trait("Figure", "R1")]
public sealed class KillTests
{
    [Fact]
    [Trait("Row", "R1")]
    [Trait("Row", "N-23")]
    [Trait("Row", "N-24")]
    public async Task Killed_over_and_over_it_loses_and_doubles_nothing()
    {
        var (kills, messages, seed) = (Figures.Size("R1", 40, 1000), Figures.Size("R1", 20_000, 1_000_000), Figures.Seed());
        var (ledger, storm) = await RunAsync(kills, messages, seed, folder => PortalProcess.StartAsync(folder, Stage.OnlyTakes));
        Figures.Print(string.Create(CultureInfo.InvariantCulture, $"R1 seed {seed}: {kills} kills, {storm.Count} acknowledged, {storm.Twice} sent twice: lost = {ledger.Lost}, doubled = {ledger.Doubled}"));
        Assert.Equal((0, 0), (ledger.Lost, ledger.Doubled));
        Assert.InRange(storm.Count, messages, int.MaxValue);
        Assert.InRange(storm.Twice, messages / 20, int.MaxValue);
        Assert.Equal(storm.Count, ledger.Stored);                     // what was killed before its answer came again
    }

    [Fact]
    public async Task Killed_over_and_over_it_loses_and_doubles_nothing_control()
    {
        var (ledger, _) = await RunAsync(3, 300, Figures.Seed(), folder => PortalProcess.StartWithFaultAsync(PlantedFaults.Hasty, folder, Stage.OnlyTakes));
        Assert.InRange(ledger.Lost, 1, int.MaxValue);
    }

    private static async Task<(Ledger Ledger, Storm Storm)> RunAsync(int kills, int messages, int seed, Func<string, Task<PortalProcess>> startAsync)
    {
        using var folder = new PortalFolder();
        var storm = new Storm(await Stage.CounterAsync(folder));
        var random = new Random(seed);
        for (var kill = 1; kill <= kills; kill++)
        {
            await using var portal = await startAsync(folder.Location);
            var upTo = (int)((long)messages * kill / kills);
            var sending = storm.SendAsync(portal.Client, () => false);
            await PortalWait.UntilAsync("the portal takes messages", () => storm.Count >= upTo || sending.IsCompleted, TimeSpan.FromMinutes(1));
            await Task.Delay(random.Next(20));                         // not a wait for anything: the moment of the kill is drawn
            await portal.KillAsync();
            await sending;
        }
        await using (var last = await startAsync(folder.Location))
        {
            await storm.SendUnansweredAsync(last.Client);
            await last.TerminateAsync();
        }
        return (Ledger.Of(folder.Database, storm.Acknowledged), storm);
    }
}
