namespace Portal.Tests.Flows.Interleaved;

/// <summary>Two flows take turns: the first goes as far as a named place, the second as far as another, the first to its end, the second to its end.</summary>
internal sealed class Turn
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);
    private static readonly AsyncLocal<Turn?> s_current = new();

    private readonly string? _place;
    private readonly TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Turn(string? place) => _place = place;

    /// <summary>A flow comes by a place, and waits where it is its own.</summary>
    public static void At(string place)
    {
        if (s_current.Value is { } turn && turn._place == place && turn._arrived.TrySetResult())
        {
            Assert.True(turn._goOn.Task.Wait(s_patience), $"nobody went on after {place}");
        }
    }

    /// <param name="firstPlace">Null, or a place that it does not come by: the first ends before the second begins.</param>
    /// <param name="secondPlace">Null, or a place that it does not come by: the second ends while the first waits.</param>
    public static async Task PlayAsync(Func<Task> first, string? firstPlace, Func<Task> second, string? secondPlace)
    {
        var (one, other) = (new Turn(firstPlace), new Turn(secondPlace));
        var begun = await one.BeginAsync(first);
        var begunToo = await other.BeginAsync(second);
        one._goOn.SetResult();
        await begun.WaitAsync(s_patience);
        other._goOn.SetResult();
        await begunToo.WaitAsync(s_patience);
    }

    /// <returns>The flow, once it waits or has ended.</returns>
    private async Task<Task> BeginAsync(Func<Task> flow)
    {
        var running = Task.Run(() =>
        {
            s_current.Value = this;
            return flow();
        });
        await Task.WhenAny(running, _arrived.Task).WaitAsync(s_patience);
        return running;
    }
}
