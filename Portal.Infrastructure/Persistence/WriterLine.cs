using System.Diagnostics.CodeAnalysis;

namespace Portal.Infrastructure.Persistence;

/// <summary>The line of this process's writers. On SQLite one writes at a time, and whoever finds the lock taken holds a thread asleep and looks again
/// ever more rarely: sixteen jobs at it starve the pool, and messages wait with them. In line nobody sleeps, and each is served in turn.</summary>
/// <remarks>A courtesy and no lock: whoever has stood in line for long goes on without, and the database decides, as it does between processes.</remarks>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "A semaphore whose wait handle nobody asks for holds nothing.")]
public sealed class WriterLine(bool isNeeded)
{
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(1);

    /// <summary>For messages, which must be answered within four seconds that the database's own lock may take already.</summary>
    public static readonly TimeSpan LongestForMessages = TimeSpan.FromMilliseconds(250);

    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Nobody stands in line.</summary>
    public static WriterLine None { get; } = new(isNeeded: false);

    /// <summary>Waits for the turn, which ends when it is disposed of. Whoever has it begins nothing that takes another.</summary>
    /// <returns>Null: it is not needed, or was waited for too long.</returns>
    public ValueTask<IDisposable?> TakeAsync(CancellationToken ct) => TakeAsync(s_longest, ct);

    /// <inheritdoc cref="TakeAsync(CancellationToken)"/>
    /// <param name="longest">Waits no longer.</param>
    public async ValueTask<IDisposable?> TakeAsync(TimeSpan longest, CancellationToken ct) => isNeeded && await _turn.WaitAsync(longest, ct) ? new Turn(_turn) : null;

    private sealed class Turn(SemaphoreSlim turn) : IDisposable
    {
        public void Dispose() => turn.Release();
    }
}
