using System.Globalization;
using Microsoft.Data.Sqlite;
using Portal.Tests.TestKit;

namespace Portal.Tests.Chaos;

/// <summary>R2: the power goes while messages come. What was acknowledged before is on the disk, and the file is whole.</summary>
[Trait("Figure", "R2")]
public sealed class PowerCutTests
{
    private sealed record Cuts(int Acknowledged, int Lost, int Doubled, int Corrupt);

    [Fact]
    [Trait("Row", "R2")]
    [Trait("Row", "N-25")]
    public async Task A_power_cut_loses_nothing_that_was_acknowledged()
    {
        var (cuts, seed) = (Figures.Size("R2", 12, 200), Figures.Seed());
        using var disk = DiskOrSkip();
        var found = await RunAsync(disk, cuts, seed, folder => PortalProcess.StartAsync(folder, Stage.OnlyTakes));
        Figures.Print(string.Create(CultureInfo.InvariantCulture,
            $"R2 seed {seed}: {cuts} cuts, {found.Acknowledged} acknowledged: lost = {found.Lost}, doubled = {found.Doubled}, corrupt = {found.Corrupt}"));
        Assert.Equal((0, 0, 0), (found.Lost, found.Doubled, found.Corrupt));
        Assert.InRange(found.Acknowledged, cuts, int.MaxValue);
    }

    [Fact]
    public async Task A_power_cut_loses_nothing_that_was_acknowledged_control()
    {
        using var disk = DiskOrSkip();
        var found = await RunAsync(disk, 4, Figures.Seed(), folder => PortalProcess.StartWithFaultAsync(PlantedFaults.NotSynced, folder, Stage.OnlyTakes));
        Assert.InRange(found.Lost, 1, int.MaxValue);
    }

    internal static LoopDisk DiskOrSkip()
    {
        var disk = LoopDisk.TryMake(megabytes: 1024);
        if (disk is null)
        {
            Figures.Print("skipped: no loop device");
            Assert.Skip("no loop device");
        }
        return disk;
    }

    /// <summary>The process stands still while the disk is copied, so all that it had acknowledged is known; then it goes on to the next cut.</summary>
    private static async Task<Cuts> RunAsync(LoopDisk disk, int cuts, int seed, Func<string, Task<PortalProcess>> startAsync)
    {
        using var folder = new PortalFolder(Path.Combine(disk.Mount, "shop"));
        var storm = new Storm(await Stage.CounterAsync(folder));
        var random = new Random(seed);
        var (lost, doubled, corrupt, isEnough) = (0, 0, 0, false);
        await using var portal = await startAsync(folder.Location);
        var sending = storm.SendAsync(portal.Client, () => Volatile.Read(ref isEnough));
        for (var cut = 1; cut <= cuts; cut++)
        {
            var atLeast = storm.Count + 100 + random.Next(400);
            await PortalWait.UntilAsync("the portal takes messages", () => storm.Count >= atLeast, TimeSpan.FromMinutes(1));
            await portal.FreezeAsync();
            var ledger = disk.Cut(copy => LookAt(Path.Combine(copy, "shop"), storm.Acknowledged, ref corrupt));
            lost += ledger.Lost;
            doubled += ledger.Doubled;
            await portal.ThawAsync();
        }
        Volatile.Write(ref isEnough, true);
        await sending;
        await portal.TerminateAsync();
        SqliteConnection.ClearAllPools();
        return new Cuts(storm.Count, lost, doubled, corrupt);
    }

    private static Ledger LookAt(string folder, IReadOnlyCollection<string> acknowledged, ref int corrupt)
    {
        var database = $"Data Source={Path.Combine(folder, "portal.db")};Pooling=False";
        corrupt += Ledger.Integrity(database) == "ok" ? 0 : 1;
        return Ledger.Of(database, acknowledged);
    }
}
