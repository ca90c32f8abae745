using System.Globalization;
using Portal.Tests.Chaos.Kills;
using Portal.Tests.TestKit;

namespace Portal.Tests.Chaos.Pairs;

/// <summary>R4 on the real stack: two clerks give back from one payment at the same moment, more than it has, by one process and by two at one data folder,
/// Alipay being another process.</summary>
[Trait("Figure", "R4")]
public sealed class RefundPairTests
{
    [Fact]
    [Trait("Row", "R4 two processes")]
    [Trait("Row", "M-01")]
    public async Task Of_two_refunds_at_once_by_one_and_by_two_processes_one_holds_and_is_made_once()
    {
        var (inOne, inTwo, seed) = (Figures.Size("R4", 50, 10_000), Figures.Size("R4", 500, 10_000), Figures.Seed());
        await using var stage = await MoneyStage.StartAsync();
        await using var one = await stage.PortalAsync();
        await using var other = await stage.AnotherPortalAsync();
        var pairs = new RefundPairs(stage);
        await pairs.PlayAsync(one, one, inOne, seed);
        await pairs.PlayAsync(one, other, inTwo, seed);
        await PortalWait.UntilAsync("nothing is due", () => Reckoning.IsQuiet(stage), TimeSpan.FromMinutes(1));
        var (found, books) = (await Reckoning.OfAsync(stage, one.Client), PairBooks.Of(stage));
        Figures.Print(string.Create(CultureInfo.InvariantCulture,
            $"R4 seed {seed}: {inOne} pairs in one process, {inTwo} in two, {found.Refunds} refunds made: over-refunds = {books.OverRefunded}, lost reservations = {books.LostReservations}, not once = {books.NotOnce}, differing = {found.Differing}"));
        Assert.Equal(new PairBooks(0, 0, 0), books);
        Assert.Empty(found.What);
        Assert.Equal((inOne + inTwo, 0, 0), (found.Refunds, found.ForAPerson, found.Open));
        Assert.Equal([("held", inOne + inTwo), ("stale", inOne + inTwo)], pairs.Told.CountBy(told => told).Select(told => (told.Key, told.Value)).Order());
    }

    [Fact]
    public async Task Of_two_refunds_at_once_one_holds_control_without_the_version()
    {
        await using var stage = await MoneyStage.StartAsync();
        await using var one = await stage.PortalAsync(PlantedFaults.Unversioned);
        await using var other = await stage.AnotherPortalAsync(PlantedFaults.Unversioned);
        var pairs = new RefundPairs(stage);
        await pairs.PlayAsync(one, other, 40, 1);
        var books = PairBooks.Of(stage);
        Assert.True(books is { LostReservations: > 0, NotOnce: > 0 }, $"{books}");
    }
}
