using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Portal.Domain.Alarms;
using Portal.Domain.Work;
using Portal.Infrastructure.Persistence;

namespace Portal.Infrastructure.Jobs;

/// <summary>How large SQLite's write-ahead log may be before somebody is told.</summary>
/// <param name="Bytes">256 MiB, four times what a log keeps that is emptied as it should.</param>
public sealed record LogLimit(long Bytes = 256L * 1024 * 1024);

/// <summary>Looks every minute how large SQLite's write-ahead log is. One that grows without end has a reader that never ends: the disk will be full.</summary>
public sealed class WatchLog(PortalDatabase database, LogLimit limit, AcrossTenants across, IPortalWorkFactory works, JobLog reports, ILogger<WatchLog> log) : IJobTick
{
    private bool _isTold;

    public string Name => "watch-log";

    /// <summary>Alarms once when the limit is passed, and again only after the log has been below it.</summary>
    public async Task<int> TickAsync(CancellationToken ct)
    {
        var told = 0;
        var isOver = database.IsSqlite && SizeOf(database.ConnectionString) > limit.Bytes;
        if (isOver && !_isTold)
        {
            log.LogCritical("The database's log is over {Limit} bytes: a reader that never ends keeps it from being emptied", limit.Bytes);
            foreach (var tenant in await across.AllTenantsAsync(ct))
            {
                await using var work = await works.BeginAsync(Actor.Job(tenant), Permission.RaiseAlarm, ct);
                await work.Alarms.RaiseAsync(AlarmKind.DatabaseLogGrows, "wal", $"{limit.Bytes}", null, ct);
                await work.CommitAsync(ct);
                reports.InTenant(Name, tenant, 1);
                told++;
            }
        }
        _isTold = isOver;
        return told;
    }

    private static long SizeOf(string connectionString)
    {
        var file = new FileInfo(new SqliteConnectionStringBuilder(connectionString).DataSource + "-wal");
        return file.Exists ? file.Length : 0;
    }
}
