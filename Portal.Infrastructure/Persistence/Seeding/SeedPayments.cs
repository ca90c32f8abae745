using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.Counters;
using Portal.Domain.Tenants;
using Portal.Infrastructure.Persistence.Inbox;
using Portal.Infrastructure.Secrets;

namespace Portal.Infrastructure.Persistence.Seeding;

/// <summary>What was written.</summary>
/// <param name="Rows">In all tables.</param>
public sealed record SeededCount(long Payments, long Rows, TimeSpan Took)
{
    public long RowsPerSecond => (long)(Rows / Math.Max(Took.TotalSeconds, 0.001));
}

/// <summary>Writes a made-up month beside a running portal: short transactions, and between two of them long enough a pause for whoever waits.</summary>
public sealed class SeedPayments(PortalDatabase database, TenantSecrets secrets, TimeProvider clock)
{
    private const int FirstBatch = 100;
    private const int MostPayments = 5_000;
    private static readonly TimeSpan s_longestLock = TimeSpan.FromMilliseconds(200);

    /// <summary>Longer than the 100 ms that SQLite sleeps at most before it asks for the lock again.</summary>
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(110);

    /// <summary>The codes that the payments are to come by: the tenant's counters whose code pays. Empty: there is none.</summary>
    public async Task<IReadOnlyList<QrCode>> CodesAsync(Tenant tenant, CancellationToken ct)
    {
        await using var context = database.Open(tenant.Id);
        return await context.QrCodes.AsNoTracking().Where(code => code.IsActive && code.Status == QrCodeStatus.Live).OrderBy(code => code.CreatedAt).ToListAsync(ct);
    }

    /// <param name="codes">Of <see cref="CodesAsync"/>; at least one.</param>
    public async Task<SeededCount> RunAsync(Tenant tenant, IReadOnlyList<QrCode> codes, int payments, int seed, CancellationToken ct)
    {
        await using var context = database.Open(tenant.Id);
        var account = await context.Accounts.AsNoTracking().SingleAsync(ct);
        var tables = new SeededTables(tenant, account.Id, codes, secrets);
        await using var connection = await database.ConnectAsync(ct);
        using var commands = new InboxCommands(connection);
        using var bulk = new BulkInsert(connection);
        var (since, written, size) = (clock.GetTimestamp(), (Payments: 0L, Rows: 0L), FirstBatch);
        using var month = SeededMonth.Of(tenant, codes.Count, payments, seed, clock.GetUtcNow()).GetEnumerator();
        while (Next(month, size) is { Count: > 0 } batch)
        {
            var began = clock.GetTimestamp();
            written.Rows += await WriteAsync(connection, commands, bulk, tables, tenant, batch, ct);
            written.Payments += batch.Count;
            var held = Math.Max(clock.GetElapsedTime(began).TotalMilliseconds, 1);
            size = Math.Clamp((int)(size * (s_longestLock.TotalMilliseconds / held)), size / 2, Math.Min(size * 2, MostPayments));
            await Task.Delay(s_pause, ct);
        }
        return new SeededCount(written.Payments, written.Rows, clock.GetElapsedTime(since));
    }

    private static List<SeededPayment> Next(IEnumerator<SeededPayment> month, int size)
    {
        var batch = new List<SeededPayment>(size);
        while (batch.Count < Math.Max(size, 1) && month.MoveNext())
        {
            batch.Add(month.Current);
        }
        return batch;
    }

    /// <returns>Rows written.</returns>
    private static async Task<long> WriteAsync(
        DbConnection connection, InboxCommands commands, BulkInsert bulk, SeededTables tables, Tenant tenant, List<SeededPayment> batch, CancellationToken ct)
    {
        await using var transaction = connection is SqliteConnection sqlite ? sqlite.BeginTransaction(deferred: false) : await connection.BeginTransactionAsync(ct);
        commands.Begin(transaction);
        var last = await commands.LastSequenceAsync(tenant.Id);
        tables.Clear();
        foreach (var payment in batch)
        {
            last = tables.Add(payment, last);
        }
        foreach (var table in tables.All)
        {
            await bulk.WriteAsync(table, transaction, ct);
        }
        await commands.NumberedAsync(tenant.Id, last);
        await transaction.CommitAsync(ct);
        return tables.All.Sum(table => (long)table.Rows.Count);
    }
}
