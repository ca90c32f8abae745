using Portal.Tests.TestKit;

namespace Portal.Tests.Chaos.Kills;

/// <summary>D-08: the power goes while money moves. What Alipay was asked is on the disk, and both sides' books agree afterwards.</summary>
public sealed class MoneyCutTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);

    [Fact]
    [Trait("Row", "D-08")]
    public async Task D_08_after_power_cuts_while_money_moves_both_sides_books_agree()
    {
        var seed = Figures.Seed();
        using var disk = PowerCutTests.DiskOrSkip();
        await using var stage = await MoneyStage.StartAsync(Place(disk, 0));
        var (clerks, random) = (new Clerks(stage, seed), new Random(seed));
        for (var cut = 1; cut <= 2; cut++)
        {
            await CutAsync(disk, stage, clerks, cut, goesOnFor: 0, random);
        }
        var found = await MoneyKillTests.SettleAsync(stage, clerks, null);
        Figures.Print($"D-08 seed {seed}: 2 cuts, {found.Trades} trades, {found.Refunds} refunds, {found.Cancels} cancels, {clerks.Answered} commands: lost = {found.Lost}, doubled = {found.Doubled}, differing = {found.Differing}");
        Assert.Empty(found.What);
        Assert.Equal((0, 0, 0, 0), (found.Lost, found.Doubled, found.Differing, found.Open));
        Assert.InRange(found.Refunds, 2, int.MaxValue);
    }

    /// <summary>A disk that lied: what was written last is not on it.</summary>
    [Fact]
    public async Task D_08_after_power_cuts_while_money_moves_both_sides_books_agree_control()
    {
        using var disk = PowerCutTests.DiskOrSkip();
        await using var stage = await MoneyStage.StartAsync(Place(disk, 0));
        var clerks = new Clerks(stage, 3);
        await CutAsync(disk, stage, clerks, 1, goesOnFor: 20, new Random(3));
        var found = await MoneyKillTests.SettleAsync(stage, new Clerks(stage, 4), null, rounds: 1);       // nobody sends again what the portal forgot
        Assert.InRange(found.Lost + found.Doubled, 1, int.MaxValue);
    }

    /// <summary>The portal stands still in the midst of its work, its disk is copied as it is, and the next portal has that copy alone.</summary>
    /// <param name="goesOnFor">So many commands are answered after the copy was made: the planted fault.</param>
    private static async Task CutAsync(LoopDisk disk, MoneyStage stage, Clerks clerks, int cut, int goesOnFor, Random random)
    {
        using var held = new PortalFolder();
        await using var portal = await stage.PortalAsync();
        var (enough, working) = (clerks.Answered + 5 + random.Next(10), clerks.WorkAsync(portal.Client));
        await ServedAsync(clerks, working, enough);
        await portal.FreezeAsync();
        var shop = Path.GetFileName(stage.Folder.Location);
        disk.Cut(copy => CopyOut(Path.Combine(copy, shop), held.Location));
        if (goesOnFor > 0)
        {
            await portal.ThawAsync();
            enough = clerks.Answered + goesOnFor;
            await ServedAsync(clerks, working, enough);
        }
        await portal.KillAsync();
        await working;
        stage.Recover(held.Location, Place(disk, cut));
    }

    private static async Task ServedAsync(Clerks clerks, Task working, int enough)
    {
        await PortalWait.UntilAsync("clerks are served", () => clerks.Answered >= enough || working.IsCompleted, s_patience);
        if (working.IsCompleted)
        {
            await working;                                             // says why
        }
        Assert.InRange(clerks.Answered, enough, int.MaxValue);
    }

    private static PortalFolder Place(LoopDisk disk, int cut) => new(Path.Combine(disk.Mount, $"shop{cut}"));

    private static bool CopyOut(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var place = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(place)!);
            File.Copy(file, place);
        }
        return true;
    }
}
