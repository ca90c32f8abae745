namespace Portal.Tests.Schedules;

/// <summary>Plays schedules without the test runner's own context, which would put each step of a flow into a queue; here a turn runs on at once.</summary>
internal static class OneThread
{
    public static Task<T> RunAsync<T>(Func<T> play) => Task.Factory.StartNew(play, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
