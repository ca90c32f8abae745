using System.Globalization;
using Portal.Infrastructure.Alipay.Simulator;
using Portal.Tests.Flows;
using Portal.Tests.TestKit;

namespace Portal.Tests.Chaos.Kills;

/// <summary>kill -9 at any moment while customers pay and clerks give back and cancel, Alipay being another process; in the second half Alipay misbehaves, too.
/// Once the jobs have run, both sides' books agree, trade by trade.</summary>
[Trait("Figure", "kills")]
public sealed class MoneyKillTests
{
    private static readonly string[] s_services = [MoneyStand.QueryService, MoneyStand.RefundService, MoneyStand.CancelService, MoneyStand.RefundQueryService, FaultNames.NotificationService];

    /// <summary>Signed lies and messages that never come right: what they leave is a person's to settle, or the day file's to find (docs/faults.md).</summary>
    private static readonly string[] s_lies = ["not-exist", "wait-buyer-pay", "lost", "wrong-amount", "wrong-currency", "wrong-seller", "wrong-charset", "notify-verify-false", "notify-verify-invalid"];

    /// <summary>Until leases have run out, refused messages came again, and what lacked balance was asked for again.</summary>
    private static readonly int[] s_minutes = [3, 13, 13, 65, 65, 130, 370];

    [Fact]
    [Trait("Row", "kill program")]
    [Trait("Row", "D-06")]
    public async Task Killed_while_money_moves_both_sides_books_agree()
    {
        var (kills, seed) = (Figures.Size("kills", 20, 200), Figures.Seed());
        await using var stage = await MoneyStage.StartAsync();
        var clerks = new Clerks(stage, seed);
        var random = new Random(seed);
        await KillAsync(stage, clerks, random, kills / 2, null);
        await KillAsync(stage, clerks, random, kills - (kills / 2), () => ArmAsync(stage, random));
        var found = await SettleAsync(stage, clerks, null);
        Figures.Print(string.Create(CultureInfo.InvariantCulture,
            $"kills seed {seed}: {kills} kills, {found.Trades} trades, {found.Refunds} refunds, {found.Cancels} cancels, {clerks.Answered} commands ({clerks.Refused} refused, {clerks.Busy} told to try again), {found.ForAPerson} for a person: lost = {found.Lost}, doubled = {found.Doubled}, differing = {found.Differing}"));
        Assert.Empty(found.What);
        Assert.Equal((0, 0, 0, 0), (found.Lost, found.Doubled, found.Differing, found.Open));
        Assert.InRange(found.ForAPerson, 0, found.Trades / 50);
        Assert.InRange(found.Refunds, kills, int.MaxValue);
        Assert.InRange(found.Cancels, 1, int.MaxValue);
        Assert.InRange(clerks.Busy, 0, clerks.Answered / 20);          // a disk may stall now and then; a portal that seldom writes is broken
    }

    [Fact]
    public async Task Killed_while_money_moves_both_sides_books_agree_control_a_new_number_for_a_repeated_refund()
    {
        await using var stage = await MoneyStage.StartAsync();
        var (clerks, random) = (new Clerks(stage, 1, givesLittle: true), new Random(1));
        await KillAsync(stage, clerks, random, 3, () => stage.ArmAsync(MoneyStand.RefundService, "close-after", 5), PlantedFaults.Renumbering);
        var found = await SettleAsync(stage, clerks, PlantedFaults.Renumbering, rounds: 3);
        Assert.True(found.Doubled > 0, $"{found} {string.Join(", ", found.What)}");
        Assert.InRange(found.Differing + found.ForAPerson, 1, int.MaxValue);
    }

    [Fact]
    public async Task Killed_while_money_moves_both_sides_books_agree_control_acknowledged_before_it_is_stored()
    {
        await using var stage = await MoneyStage.StartAsync();
        var (clerks, random) = (new Clerks(stage, 2), new Random(2));
        await KillAsync(stage, clerks, random, 3, null, PlantedFaults.Hasty);
        Assert.InRange((await SettleAsync(stage, clerks, null, rounds: 1)).Lost, 1, int.MaxValue);
    }

    private static async Task KillAsync(MoneyStage stage, Clerks clerks, Random random, int kills, Func<Task>? armAsync, string? fault = null)
    {
        for (var kill = 0; kill < kills; kill++)
        {
            await using var portal = await stage.PortalAsync(fault);
            if (armAsync is not null)
            {
                await armAsync();
            }
            var (enough, working) = (clerks.Answered + 3 + random.Next(12), clerks.WorkAsync(portal.Client));
            await PortalWait.UntilAsync("clerks are served", () => clerks.Answered >= enough || working.IsCompleted, TimeSpan.FromMinutes(1));
            await Task.Delay(random.Next(40));                         // not a wait for anything: the moment of the kill is drawn
            await portal.KillAsync();
            await working;
        }
    }

    private static async Task ArmAsync(MoneyStage stage, Random random)
    {
        for (var i = 0; i < 3; i++)
        {
            var service = random.GetItems(s_services, 1)[0];
            await stage.ArmAsync(service, random.GetItems(FaultNames.Of(service)!.Except(s_lies).ToArray(), 1)[0], 1 + random.Next(3));
        }
    }

    internal static async Task<Reckoning> SettleAsync(MoneyStage stage, Clerks clerks, string? fault, int rounds = int.MaxValue)
    {
        await stage.DisarmAsync();
        Reckoning? found = null;
        foreach (var minutes in s_minutes.Take(rounds))
        {
            stage.MoveOn(TimeSpan.FromMinutes(minutes));
            await using var portal = await stage.PortalAsync(fault);
            await stage.TellSimulatorAsync();                          // only now: a message that finds nobody waits all the longer
            await clerks.SendUnansweredAsync(portal.Client);
            await PortalWait.UntilAsync("nothing is due", () => Reckoning.IsQuiet(stage), TimeSpan.FromMinutes(1));
            found = await Reckoning.OfAsync(stage, portal.Client);
            if (found.IsClear)
            {
                break;
            }
            Assert.Equal(0, await portal.TerminateAsync());
        }
        return found!;
    }
}
