namespace Portal.Bench.Circuits;

/// <summary>Many open pages, kept alive.</summary>
internal sealed class Crowd : IAsyncDisposable
{
    private static readonly TimeSpan s_pingEvery = TimeSpan.FromSeconds(4);
    private readonly List<Circuit> _pages = [];
    private readonly CancellationTokenSource _gone = new();
    private readonly Task _pinging;

    public Crowd() => _pinging = PingAsync();

    public int Count => _pages.Count;

    public long Bytes => _pages.Sum(page => page.Bytes);

    public async Task<Circuit> OpenAsync(Visitor visitor, string path, BatchSeen? seen = null)
    {
        var page = await Circuit.OpenAsync(visitor, path, seen);
        lock (_pages)
        {
            _pages.Add(page);
        }
        return page;
    }

    /// <summary>Waits until no page has heard anything for a while.</summary>
    public async Task SettleAsync(TimeSpan quiet)
    {
        for (var looks = 0; looks < 300 && _pages.Any(page => page.Quiet < quiet); looks++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _gone.CancelAsync();
        await _pinging.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var page in _pages)
        {
            await page.DisposeAsync();
        }
        _gone.Dispose();
    }

    private async Task PingAsync()
    {
        using var timer = new PeriodicTimer(s_pingEvery);
        while (await timer.WaitForNextTickAsync(_gone.Token))
        {
            Circuit[] open;
            lock (_pages)
            {
                open = [.. _pages];
            }
            foreach (var page in open)
            {
                await page.PingAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
