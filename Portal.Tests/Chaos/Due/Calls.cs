using Microsoft.AspNetCore.Http;
using Portal.Tests.TestKit;

namespace Portal.Tests.Chaos.Due;

/// <summary>A gateway that says of every trade that it is paid, keeps the order in which it was asked, and keeps its answers back when it is told to.</summary>
internal sealed class Calls
{
    private readonly Lock _lock = new();
    private readonly List<(string Partner, long At)> _asked = [];
    private TaskCompletionSource _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _held;

    public Calls() => _goOn.SetResult();

    /// <summary>How often it was asked so far.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _asked.Count;
            }
        }
    }

    public async Task AnswerAsync(ReceivedRequest request, HttpContext http)
    {
        Task goOn;
        lock (_lock)
        {
            _asked.Add((request.Parameters["partner"], TimeProvider.System.GetTimestamp()));
            goOn = _goOn.Task;
            _held += goOn.IsCompleted ? 0 : 1;
        }
        await goOn;
        await Replies.Xml(Arrivals.SaidPaid(request))(request, http);
    }

    /// <summary>Answers nobody until <see cref="GoOn"/>; returns when so many wait.</summary>
    public Task HoldAsync(int count)
    {
        lock (_lock)
        {
            (_goOn, _held) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), 0);
        }
        return PortalWait.UntilAsync($"{count} calls wait", () => Volatile.Read(ref _held) >= count, TimeSpan.FromMinutes(1));
    }

    public void GoOn() => _goOn.TrySetResult();

    /// <summary>Waits for a partner's call.</summary>
    /// <param name="nth">1: the partner's first.</param>
    /// <returns>How many were asked before it, by whomever, and when it came.</returns>
    public async Task<(int Before, long At)> OfAsync(string partner, int nth)
    {
        var found = -1;
        await PortalWait.UntilAsync("it has its turn", () => (found = IndexOf(partner, nth)) >= 0, TimeSpan.FromMinutes(1));
        lock (_lock)
        {
            return (found, _asked[found].At);
        }
    }

    private int IndexOf(string partner, int nth)
    {
        lock (_lock)
        {
            return _asked.FindIndex(call => call.Partner == partner && --nth == 0);
        }
    }
}
