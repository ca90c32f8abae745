namespace Portal.Floor;

/// <summary>Feeds every open page once a second.</summary>
public sealed class Ticker : IDisposable
{
    private readonly Timer _timer;
    private int _count;

    public Ticker() => _timer = new Timer(_ => Ticked?.Invoke(Interlocked.Increment(ref _count)), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));

    public event Action<int>? Ticked;

    public void Dispose() => _timer.Dispose();
}
