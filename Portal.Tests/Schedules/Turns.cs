namespace Portal.Tests.Schedules;

/// <summary>Numbers from a seed; the same seed gives the same schedule.</summary>
internal struct Dice(ulong seed)
{
    private ulong _state = seed;

    public int Next(int below)
    {
        unchecked                                                      // SplitMix64
        {
            _state += 0x9E3779B97F4A7C15;
            var z = _state;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return (int)((z ^ (z >> 31)) >> 33) % below;
        }
    }

    public bool Percent(int chance) => Next(100) < chance;
}

/// <summary>Whatever waits for its turn: a commit, a request on the way, an answer. One thread takes them in the order that the dice say.</summary>
internal sealed class Turns
{
    /// <summary>The owner of what outlives a process: requests that are on their way.</summary>
    public const int Nobody = -1;

    private readonly List<(int Owner, DateTimeOffset? Until, Action Run)> _waiting = [];

    public int Count => _waiting.Count;

    public void Clear() => _waiting.Clear();

    /// <param name="until">Taken at the latest when the clock comes by.</param>
    public void Add(int owner, Action run, DateTimeOffset? until = null) => _waiting.Add((owner, until, run));

    /// <summary>A thing of a process that answers its caller when its turn comes; never where the process is killed before.</summary>
    public Task<T> Await<T>(int owner, Func<T> act)
    {
        var source = new TaskCompletionSource<T>();
        Add(owner, () => source.SetResult(act()));
        return source.Task;
    }

    public void Take(int index)
    {
        var turn = _waiting[index];
        _waiting.RemoveAt(index);
        turn.Run();
    }

    public void Kill(int owner) => _waiting.RemoveAll(turn => turn.Owner == owner);

    /// <summary>Takes what can wait no longer.</summary>
    public void TakeUntil(DateTimeOffset now)
    {
        for (var i = 0; i < _waiting.Count; i++)
        {
            if (_waiting[i].Until <= now)
            {
                Take(i);
                i = -1;
            }
        }
    }
}

/// <summary>A clock that stands until the schedule moves it.</summary>
internal sealed class PlayedClock : TimeProvider
{
    public DateTimeOffset Now { get; set; }

    public override DateTimeOffset GetUtcNow() => Now;
}
