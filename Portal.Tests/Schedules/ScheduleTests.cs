using System.Globalization;
using Portal.Tests.Chaos;

namespace Portal.Tests.Schedules;

/// <summary>R3: the rules of money under crashes, lost, late and doubled requests and answers, people and a cancel, in random order from a printed seed.</summary>
[Trait("Figure", "R3")]
public sealed class ScheduleTests
{
    private static readonly TimeSpan s_findWithin = TimeSpan.FromSeconds(5);

    public static TheoryData<string> Planted() => [.. Enum.GetNames<Bug>().Where(name => name != nameof(Bug.None))];

    [Fact]
    [Trait("Row", "R3")]
    [Trait("Row", "M-03")]
    [Trait("Row", "M-04")]
    [Trait("Row", "7.5 refund notification before the payment notification")]
    public async Task No_schedule_breaks_a_rule_and_every_operation_ends()
    {
        var (count, seed) = (Figures.Size("R3", 1_000_000, 10_000_000), Figures.Seed());
        var (broken, reviews, seconds) = await OneThread.RunAsync(() => Run(seed, count));
        Figures.Print(string.Create(
            CultureInfo.InvariantCulture, $"R3 seed {seed}: {count} schedules, {count / seconds:0} a second on one core, {reviews} for a person: broken = {broken.Count}"));
        Assert.Empty(broken);
        Assert.InRange(reviews, 0, count / 10);
    }

    [Theory]
    [MemberData(nameof(Planted))]
    [Trait("Row", "R3 ten planted bugs")]
    public async Task A_planted_bug_is_found_control(string bug)
    {
        var planted = Enum.Parse<Bug>(bug);
        var found = await OneThread.RunAsync(() =>
        {
            var schedule = new Schedule();
            var since = TimeProvider.System.GetTimestamp();
            for (ulong i = 0; TimeProvider.System.GetElapsedTime(since) < s_findWithin; i++)
            {
                if (schedule.Play(SeedOf(1, i), planted) is { } broken)
                {
                    return broken;
                }
            }
            return null;
        });
        Assert.NotNull(found);
    }

    /// <summary>Schedules that once broke a rule.</summary>
    [Theory]
    [InlineData(4294967786UL)]                                         // messages of two refunds, the first of which does not fit
    [InlineData(4294972895UL)]                                         // a refused cancel and a query, booked in the same instant
    [InlineData(4294980210UL)]                                         // refused for balance, carried out by a doubled request, refused once more
    [InlineData(330712663115UL)]                                       // a copy of a request that was refused for balance was carried out after all
    [InlineData(4294967953UL)]                                         // a refund was done while its payment was in review
    [InlineData(1963498128191585402UL)]                                // a waiting refund was ended on an answer that did not tell, and a copy of it had been carried out
    [InlineData(1963498128191613099UL)]                                // the same, sent again under a new number
    public async Task A_schedule_that_once_broke_a_rule_breaks_none(ulong seed) => Assert.Null(await OneThread.RunAsync(() => new Schedule().Play(seed, Bug.None)));

    private static (List<string> Broken, int Reviews, double Seconds) Run(int seed, int count)
    {
        var (schedule, broken) = (new Schedule(), new List<string>());
        var since = TimeProvider.System.GetTimestamp();
        for (ulong i = 0; i < (ulong)count && broken.Count < 10; i++)
        {
            if (schedule.Play(SeedOf(seed, i), Bug.None) is { } what)
            {
                broken.Add($"seed {SeedOf(seed, i)}: {what}");
            }
        }
        return (broken, schedule.Reviews, TimeProvider.System.GetElapsedTime(since).TotalSeconds);
    }

    private static ulong SeedOf(int run, ulong index) => ((ulong)(uint)run << 32) + index;
}
