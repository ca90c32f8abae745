namespace Portal.Tests.Schedules;

/// <summary>The schedules of <c>ScheduleTests</c>, always the same ones, and so few that they can be played for every mutant.</summary>
public sealed class FewSchedulesTests
{
    private const ulong Count = 1_500;

    [Fact]
    public async Task No_schedule_breaks_a_rule_and_every_operation_ends() => Assert.Null(await OneThread.RunAsync(Play));

    private static string? Play()
    {
        var schedule = new Schedule();
        for (ulong seed = 1; seed <= Count; seed++)
        {
            if (schedule.Play(seed, Bug.None) is { } broken)
            {
                return $"seed {seed}: {broken}";
            }
        }
        return null;
    }
}
