using Portal.Tests.TestKit;

namespace Portal.Tests.Chaos.Kills;

/// <summary>The portal is told to stop while money moves: both sides' books agree afterwards.</summary>
public sealed class MoneyStopTests
{
    private static readonly TimeSpan s_stopWithin = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    [Fact]
    [Trait("Row", "D-17")]
    public async Task D_17_told_to_stop_while_money_moves_it_ends_within_ten_seconds_and_both_sides_books_agree()
    {
        await using var stage = await MoneyStage.StartAsync();
        var clerks = new Clerks(stage, Figures.Seed());
        await using (var portal = await stage.PortalAsync())
        {
            var working = clerks.WorkAsync(portal.Client);
            await PortalWait.UntilAsync("clerks are served", () => clerks.Answered >= 40, s_patience);
            var told = TimeProvider.System.GetTimestamp();
            Assert.Equal(0, await portal.TerminateAsync());
            Assert.InRange(TimeProvider.System.GetElapsedTime(told), TimeSpan.Zero, s_stopWithin);
            await working;
        }
        var found = await MoneyKillTests.SettleAsync(stage, clerks, null);
        Assert.Empty(found.What);
        Assert.Equal((0, 0, 0, 0), (found.Lost, found.Doubled, found.Differing, found.Open));
        Assert.InRange(found.Refunds, 1, int.MaxValue);
    }
}
