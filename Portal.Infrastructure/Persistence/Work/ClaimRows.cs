using System.Data.Common;
using Portal.Domain.Primitives;
using Portal.Domain.Work;

namespace Portal.Infrastructure.Persistence.Work;

/// <summary>What kind of row is due.</summary>
public enum DueKind
{
    Payment,
    QrCode,
    Refund,
    Cancel,
    Mail,
}

/// <summary>A row that is ours for as long as the lease lasts.</summary>
public sealed record ClaimedRow(DueKind Kind, TenantId Tenant, Guid Id, Lease Lease);

/// <summary>Marks due rows as one's own by a single statement, so that two processes never hold the same row.</summary>
public sealed class ClaimRows(PortalDatabase database)
{
    private static readonly Dictionary<DueKind, string> s_tables = new()
    {
        [DueKind.Payment] = "Payments",
        [DueKind.QrCode] = "QrCodes",
        [DueKind.Refund] = "Refunds",
        [DueKind.Cancel] = "Cancels",
        [DueKind.Mail] = "OutgoingMails",
    };

    private static readonly string s_onSqlite =
        "UPDATE {0} SET LeaseToken = LeaseToken + 1, LeasedUntil = @until WHERE TenantId = @tenant AND Id IN "
        + "(SELECT Id FROM {0} WHERE TenantId = @tenant AND DueAt <= @now AND (LeasedUntil IS NULL OR LeasedUntil < @now) ORDER BY DueAt LIMIT @limit) "
        + "RETURNING Id, LeaseToken";

    private static readonly string s_anyOnSqlite = "SELECT EXISTS (SELECT 1 FROM {0} WHERE TenantId = @tenant AND DueAt <= @now AND (LeasedUntil IS NULL OR LeasedUntil < @now))";

    private static readonly string s_onSqlServer =
        "WITH due AS (SELECT TOP (@limit) Id, LeaseToken, LeasedUntil FROM {0} WITH (ROWLOCK, UPDLOCK, READPAST) "
        + "WHERE TenantId = @tenant AND DueAt <= @now AND (LeasedUntil IS NULL OR LeasedUntil < @now) ORDER BY DueAt) "
        + "UPDATE due SET LeaseToken = LeaseToken + 1, LeasedUntil = @until OUTPUT inserted.Id, inserted.LeaseToken";

    /// <param name="limit">At most so many, the longest due first.</param>
    public async Task<IReadOnlyList<ClaimedRow>> ClaimAsync(DueKind kind, TenantId tenant, DateTimeOffset now, TimeSpan leaseFor, int limit, CancellationToken ct)
    {
        await using var connection = await database.ConnectAsync(ct);
        await using var command = connection.CreateCommand();
        Add(command, "@tenant", tenant.Value);
        Add(command, "@now", now.UtcDateTime);
        if (database.IsSqlite)
        {
            command.CommandText = s_anyOnSqlite.Replace("{0}", s_tables[kind], StringComparison.Ordinal);
            if (await command.ExecuteScalarAsync(ct) is 0L)
            {
                return [];                                             // most kinds have nothing due, and an update of nothing takes the write lock, too
            }
        }
        command.CommandText = Statement(database.IsSqlite, kind);
        Add(command, "@until", (now + leaseFor).UtcDateTime);
        Add(command, "@limit", limit);
        using var turn = await database.Writers.TakeAsync(ct);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var claimed = new List<ClaimedRow>();
        while (await reader.ReadAsync(ct))
        {
            claimed.Add(new ClaimedRow(kind, tenant, reader.GetGuid(0), new Lease(reader.GetInt64(1))));
        }
        return claimed;
    }

    /// <summary>The statement as it is sent; a test parses the one that no database here can run.</summary>
    internal static string Statement(bool sqlite, DueKind kind) =>
        (sqlite ? s_onSqlite : s_onSqlServer).Replace("{0}", s_tables[kind], StringComparison.Ordinal);

    private static void Add(DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = value;
        command.Parameters.Add(parameter);
    }
}
