using System.Diagnostics.CodeAnalysis;

namespace Portal.Infrastructure.Persistence;

/// <summary>The line of this process's writers. On SQLite one writes at a time, and whoever finds the lock taken holds a thread asleep and looks again
/// ever more rarely: sixteen jobs at it starve the pool, and messages wait with them. In line nobody sleeps, and each is served in turn; messages, for which a till waits, come first.</summary>
/// <remarks>A courtesy and no lock: whoever has stood in line for long goes on without, and the database decides, as it does between processes.</remarks>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "A semaphore whose wait handle nobody asks for holds nothing.")]
public sealed class WriterLine(bool isNeeded)
{
    /// <summary>As long as a command waits for the database's own lock: whoever leaves a line that moves finds that lock free ever more rarely, and gives up.</summary>
    private static readonly TimeSpan s_longestInLine = TimeSpan.FromSeconds(3);

    /// <summary>Longer than any transaction of ours: who has the turn is held up by another process.</summary>
    private static readonly TimeSpan s_longestTurn = TimeSpan.FromSeconds(1);

    /// <summary>Messages must be answered within four seconds, which the database's own lock may take already.</summary>
    private static readonly TimeSpan s_longestOfMessages = TimeSpan.FromMilliseconds(250);

    private readonly SemaphoreSlim _line = new(1, 1);
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Nobody stands in line.</summary>
    public static WriterLine None { get; } = new(isNeeded: false);

    /// <summary>Waits for the turn, which ends when it is disposed of. Whoever has it begins nothing that takes another.</summary>
    /// <returns>Null: it is not needed, or was waited for too long.</returns>
    public async ValueTask<IDisposable?> TakeAsync(CancellationToken ct)
    {
        if (!isNeeded || !await _line.WaitAsync(s_longestInLine, ct))
        {
            return null;
        }
        try
        {
            return await NextAsync(s_longestTurn, ct);
        }
        finally
        {
            _line.Release();
        }
    }

    /// <summary>The same for messages, of which one batch is written at a time: they stand before the line, and wait for two of it at most.</summary>
    public async ValueTask<IDisposable?> TakeForMessagesAsync() => isNeeded ? await NextAsync(s_longestOfMessages, CancellationToken.None) : null;

    /// <summary>Here waits the first of the line, and a batch of messages.</summary>
    private async ValueTask<IDisposable?> NextAsync(TimeSpan longest, CancellationToken ct) => await _turn.WaitAsync(longest, ct) ? new Turn(_turn) : null;

    private sealed class Turn(SemaphoreSlim turn) : IDisposable
    {
        public void Dispose() => turn.Release();
    }
}
