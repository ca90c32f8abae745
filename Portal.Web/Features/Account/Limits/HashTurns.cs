namespace Portal.Web.Features.Account.Limits;

/// <summary>Hashing a password costs tens of milliseconds of a processor: few at once, a short queue, and no more.</summary>
public sealed class HashTurns : IDisposable
{
    public const int AtOnce = 4;
    public const int MaxWaiting = 16;

    /// <summary>When it is worth trying again after none was free.</summary>
    public static readonly TimeSpan TryAfter = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _turns = new(AtOnce, AtOnce);
    private int _waiting;

    /// <returns>A turn, given back by disposing it; null: too many wait already.</returns>
    public async Task<IDisposable?> TakeAsync(CancellationToken ct)
    {
        var hasTurn = false;
        try
        {
            hasTurn = Interlocked.Increment(ref _waiting) <= AtOnce + MaxWaiting && await _turns.WaitAsync(s_patience, ct);
            return hasTurn ? new Turn(this) : null;
        }
        finally
        {
            if (!hasTurn)
            {
                Interlocked.Decrement(ref _waiting);
            }
        }
    }

    public void Dispose() => _turns.Dispose();

    private void GiveBack()
    {
        _turns.Release();
        Interlocked.Decrement(ref _waiting);
    }

    private sealed class Turn(HashTurns turns) : IDisposable
    {
        private int _isOver;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isOver, 1) == 0)
            {
                turns.GiveBack();
            }
        }
    }
}
