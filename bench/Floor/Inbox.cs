using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace Portal.Floor;

/// <summary>One row a message, many messages a commit, one writer; WAL and <c>synchronous=FULL</c>, as the portal promises it.</summary>
internal sealed class Inbox : IAsyncDisposable
{
    private const int MaxBatch = 512;

    private readonly Channel<Waiting> _waiting = Channel.CreateUnbounded<Waiting>(new UnboundedChannelOptions { SingleReader = true });
    private readonly SqliteConnection _connection;
    private readonly Task _writing;

    public Inbox(string path)
    {
        _connection = new SqliteConnection($"Data Source={path};Pooling=False");
        _connection.Open();
        Run("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE IF NOT EXISTS Inbox (Id INTEGER PRIMARY KEY, NotifyId TEXT NOT NULL UNIQUE, Body BLOB NOT NULL)");
        _writing = Task.Run(WriteAsync);
    }

    private sealed record Waiting(string NotifyId, byte[] Body)
    {
        public TaskCompletionSource Stored { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>Returns after the commit; a message that was there before is left alone.</summary>
    public Task StoreAsync(string notifyId, byte[] body)
    {
        var waiting = new Waiting(notifyId, body);
        _waiting.Writer.TryWrite(waiting);
        return waiting.Stored.Task;
    }

    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.Complete();
        await _writing;
        await _connection.DisposeAsync();
    }

    private async Task WriteAsync()
    {
        using var insert = _connection.CreateCommand();
        insert.CommandText = "INSERT OR IGNORE INTO Inbox (NotifyId, Body) VALUES ($id, $body)";
        var id = insert.Parameters.Add("$id", SqliteType.Text);
        var body = insert.Parameters.Add("$body", SqliteType.Blob);
        var batch = new List<Waiting>(MaxBatch);
        while (await _waiting.Reader.WaitToReadAsync())
        {
            batch.Clear();
            using var transaction = _connection.BeginTransaction();
            insert.Transaction = transaction;
            while (batch.Count < MaxBatch && _waiting.Reader.TryRead(out var next))
            {
                (id.Value, body.Value) = (next.NotifyId, next.Body);
                insert.ExecuteNonQuery();
                batch.Add(next);
            }
            transaction.Commit();
            foreach (var stored in batch)
            {
                stored.Stored.SetResult();
            }
        }
    }

    private void Run(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
