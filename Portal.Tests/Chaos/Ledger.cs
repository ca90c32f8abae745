using Microsoft.Data.Sqlite;

namespace Portal.Tests.Chaos;

/// <summary>What stands in a database file, compared with what was promised.</summary>
/// <param name="Stored">Trades that have a payment.</param>
/// <param name="Lost">Acknowledged, and not there.</param>
/// <param name="Doubled">Payments too many for a trade, credits too many for a payment, messages that took effect twice, changes pushed twice.</param>
internal sealed record Ledger(int Stored, int Lost, int Doubled)
{
    private const string Excess =
        "SELECT (SELECT COUNT(*) - COUNT(DISTINCT TradeNo) FROM Payments)"
        + " + (SELECT COUNT(*) - COUNT(DISTINCT PaymentId) FROM PaymentSteps WHERE Reason = 'notification_stored')"
        + " + (SELECT COUNT(*) - COUNT(DISTINCT TradeNo) FROM Notifications WHERE Verdict = 'Applied')"
        + " + (SELECT COUNT(*) - COUNT(DISTINCT PaymentId) FROM PaymentEvents WHERE Status = 'Reported')";

    /// <param name="database">The file's connection string.</param>
    public static Ledger Of(string database, IReadOnlyCollection<string> acknowledged)
    {
        using var connection = new SqliteConnection(database);
        connection.Open();
        var stored = new HashSet<string>(StringComparer.Ordinal);
        using var trades = new SqliteCommand("SELECT TradeNo FROM Payments", connection);
        using (var rows = trades.ExecuteReader())
        {
            while (rows.Read())
            {
                stored.Add(rows.GetString(0));
            }
        }
        return new Ledger(stored.Count, acknowledged.Count(trade => !stored.Contains(trade)), (int)Scalar<long>(connection, Excess));
    }

    /// <summary>SQLite's own opinion of the file: <c>ok</c>, or what is broken.</summary>
    public static string Integrity(string database)
    {
        using var connection = new SqliteConnection(database);
        connection.Open();
        return Scalar<string>(connection, "PRAGMA integrity_check");
    }

    private static T Scalar<T>(SqliteConnection connection, string sql)
    {
        using var command = new SqliteCommand(sql, connection);
        return (T)command.ExecuteScalar()!;
    }
}
