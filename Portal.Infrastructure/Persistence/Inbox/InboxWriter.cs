using System.Data.Common;
using System.Diagnostics.Metrics;
using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Portal.Domain.Alarms;
using Portal.Domain.Notifications;
using Portal.Domain.Primitives;
using Portal.Infrastructure.Persistence.Work;
using Portal.Infrastructure.Secrets;

namespace Portal.Infrastructure.Persistence.Inbox;

/// <summary>Told when rows became due, so that they are asked at once.</summary>
public interface IDueSignal
{
    void Due();
}

/// <summary>The one writer of messages: what waits is written in one transaction, and only its commit answers the senders.</summary>
public class InboxWriter(PortalDatabase database, AcrossTenants across, TenantSecrets secrets, IFeedSignal feed, IDueSignal due, TimeProvider clock, ILogger<InboxWriter> log)
    : BackgroundService, IInbox
{
    private const int Capacity = 4096;
    private const int MaxBatch = 512;

    private static readonly Meter s_meter = new("Portal");
    private static readonly Counter<long> s_seenAgain = s_meter.CreateCounter<long>("portal.notifications.seen_again");

    private readonly Channel<Waiting> _waiting = Channel.CreateBounded<Waiting>(new BoundedChannelOptions(Capacity) { SingleReader = true });
    private readonly System.Collections.Concurrent.ConcurrentDictionary<TenantId, byte[]> _dataKeys = new();

    private sealed record Waiting(InboxEntry Entry, byte[] SealedBody)
    {
        public TaskCompletionSource<Receipt> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>Messages since the start that were on disk already when they came.</summary>
    public long SeenAgain { get; private set; }

    public virtual async Task<Receipt> StoreAsync(InboxEntry entry, CancellationToken ct)
    {
        var key = _dataKeys.TryGetValue(entry.Tenant, out var kept) ? kept : _dataKeys[entry.Tenant] = await across.WrappedDataKeyAsync(entry.Tenant, ct);
        if (entry.Notice.BuyerId is { Length: > 0 } buyer)
        {
            entry.Payment?.KnowPayer(secrets.HashOf(entry.Tenant, key, buyer));
        }
        var waiting = new Waiting(entry, secrets.Encrypt(entry.Tenant, key, entry.Body.Span));
        return _waiting.Writer.TryWrite(waiting) ? await waiting.Answer.Task : Receipt.Busy;
    }

    public async Task AlarmAsync(TenantId tenant, AlarmKind kind, string cause, string detail, CancellationToken ct)
    {
        if (!await TryAlarmAsync(tenant, kind, cause, detail, ct))
        {
            await TryAlarmAsync(tenant, kind, cause, detail, ct);          // another hand raised it in the same moment: count it there
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _waiting.Writer.TryComplete();                 // what was taken is still written; what comes now is busy
        if (ExecuteTask is { } running)
        {
            await running.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        InboxConnection? connection = null;
        var batch = new List<Waiting>(MaxBatch);
        while (await _waiting.Reader.WaitToReadAsync(CancellationToken.None))
        {
            batch.Clear();
            while (batch.Count < MaxBatch && _waiting.Reader.TryRead(out var next))
            {
                batch.Add(next);
            }
            connection = await WriteAsync(connection, batch);
        }
        if (connection is not null)
        {
            await connection.DisposeAsync();
        }
    }

    /// <returns>False when the same alarm was raised between looking and saving.</returns>
    private async Task<bool> TryAlarmAsync(TenantId tenant, AlarmKind kind, string cause, string detail, CancellationToken ct)
    {
        await using var context = database.Open(tenant);
        await new AlarmStore(context, clock).RaiseAsync(kind, cause, detail, null, ct);
        try
        {
            await context.SaveChangesAsync(ct);
            return true;
        }
        catch (DbUpdateException refused) when (refused.InnerException is DbException inner && UniqueViolation.Is(inner))
        {
            return false;
        }
    }

    /// <summary>One transaction for the batch; where it fails, nobody is answered success. A batch that breaks a rule is written one by one.</summary>
    private async Task<InboxConnection?> WriteAsync(InboxConnection? connection, List<Waiting> batch)
    {
        try
        {
            connection ??= new InboxConnection(await database.ConnectAsync(CancellationToken.None));
            var written = await CommitAsync(connection, batch);
            Answer(batch, Receipt.Stored);
            Tell(written);
            return connection;
        }
        catch (Exception failed)
        {
            log.LogError(failed, "The inbox could not be written; {Count} messages will come again", batch.Count);
            if (connection is not null)
            {
                await connection.DisposeAsync();
            }
            if (batch.Count > 1 && failed is DbException refused && RuleViolation.Is(refused))
            {
                return await OneByOneAsync(batch);
            }
            Answer(batch, Receipt.Busy);
            if (failed is not DbException broken || !RuleViolation.Is(broken))
            {
                AnswerAllThatWait();
            }
            return null;
        }
    }

    /// <summary>Who came while the disk or a lock held the batch has waited long enough: to wait for the next one too would outlast the sender.</summary>
    private void AnswerAllThatWait()
    {
        for (var count = _waiting.Reader.Count; count > 0 && _waiting.Reader.TryRead(out var next); count--)
        {
            next.Answer.TrySetResult(Receipt.Busy);
        }
    }

    private async Task<InboxConnection?> OneByOneAsync(List<Waiting> batch)
    {
        InboxConnection? connection = null;
        foreach (var waiting in batch.ToArray())
        {
            connection = await WriteAsync(connection, [waiting]);
        }
        return connection;
    }

    private async Task<InboxBatch> CommitAsync(InboxConnection connection, List<Waiting> batch)
    {
        using var turn = await database.Writers.TakeForMessagesAsync();
        await using var transaction = await connection.Connection.BeginTransactionAsync();
        connection.Commands.Begin(transaction);
        var written = new InboxBatch(connection.Commands);
        foreach (var waiting in batch)
        {
            await written.ApplyAsync(waiting.Entry, waiting.SealedBody);
        }
        await written.NumberAsync();
        await transaction.CommitAsync();
        return written;
    }

    private void Tell(InboxBatch written)
    {
        SeenAgain += written.SeenAgain;
        s_seenAgain.Add(written.SeenAgain);
        foreach (var tenant in written.Changed)
        {
            feed.Changed(tenant);
        }
        if (written.MadeDue)
        {
            due.Due();
        }
    }

    private static void Answer(List<Waiting> batch, Receipt receipt)
    {
        foreach (var waiting in batch)
        {
            waiting.Answer.TrySetResult(receipt);
        }
    }

    /// <summary>The writer's connection with its prepared statements; thrown away after any fault.</summary>
    private sealed class InboxConnection(DbConnection connection) : IAsyncDisposable
    {
        public DbConnection Connection => connection;

        public InboxCommands Commands { get; } = new(connection);

        public async ValueTask DisposeAsync()
        {
            Commands.Dispose();
            await connection.DisposeAsync();
        }
    }
}
