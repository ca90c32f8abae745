namespace Portal.Tests.TestKit;

/// <summary>Waits for what can be observed. A test that waits in vain says what it waited for.</summary>
internal static class PortalWait
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(15);

    public static Task UntilAsync(string what, Func<bool> holds, TimeSpan? atMost = null) => UntilAsync(what, () => Task.FromResult(holds()), atMost);

    public static async Task UntilAsync(string what, Func<Task<bool>> holds, TimeSpan? atMost = null)
    {
        var patience = atMost ?? s_patience;
        var started = TimeProvider.System.GetTimestamp();
        using var tick = new PeriodicTimer(s_look);
        while (!await holds())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < patience, $"waited {patience} in vain: {what}");
            await tick.WaitForNextTickAsync();
        }
    }
}
