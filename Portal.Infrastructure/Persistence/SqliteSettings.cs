using System.Data.Common;
using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;
using SQLitePCL;

namespace Portal.Infrastructure.Persistence;

/// <summary>What SQLite must be set to for the promises to hold, on every connection, and the check at start.</summary>
/// <remarks><c>synchronous=NORMAL</c> loses acknowledged rows at a power cut; a busy time-out without a command time-out holds callers for 30 s.</remarks>
/// <param name="isMoney">False: what is written need not outlive a power cut, only the process, and commits wait for no disk.</param>
public sealed class SqliteSettings(bool isMoney = true) : DbConnectionInterceptor
{
    /// <summary>Less than the busy time-out: a signal cuts SQLite's sleep short, and a driver that finds the command's time not quite up would wait for the lock
    /// all over again.</summary>
    public const int CommandSeconds = 3;

    private static readonly (string Name, string Set, string Expected)[] s_pragmas =
    [
        ("journal_mode", "WAL", "wal"),
        ("synchronous", "FULL", "2"),
        ("foreign_keys", "ON", "1"),
        ("busy_timeout", "4000", "4000"),
        ("journal_size_limit", "67108864", "67108864"),
    ];

    private static readonly ConditionalWeakTable<sqlite3, string> s_applied = [];

    private static readonly string s_applyAll = string.Concat(s_pragmas.Select(pragma => $"PRAGMA {pragma.Name}={pragma.Set};"));
    private static readonly string s_applyWithoutDisk = s_applyAll.Replace("synchronous=FULL", "synchronous=NORMAL", StringComparison.Ordinal);

    /// <param name="seconds">How long a command may take, the waiting for the lock included, in seconds.</param>
    public static string Complete(string connectionString, int seconds = CommandSeconds) =>
        new SqliteConnectionStringBuilder(connectionString) { DefaultTimeout = seconds, ForeignKeys = true }.ToString();

    /// <summary>Once for each connection that the pool keeps open: EF opens one for every statement, and the settings last as long as it does.</summary>
    public static void Apply(SqliteConnection connection) => Apply(connection, s_applyAll);

    /// <exception cref="InvalidOperationException">A setting did not take, e.g. WAL on a network share.</exception>
    public static void Assert(SqliteConnection connection)
    {
        foreach (var (name, _, expected) in s_pragmas)
        {
            using var command = connection.CreateCommand();
            command.CommandText = $"PRAGMA {name}";
            var actual = Convert.ToString(command.ExecuteScalar(), CultureInfo.InvariantCulture);
            if (actual != expected)
            {
                throw new InvalidOperationException($"SQLite says {name}={actual}; {expected} is needed, or acknowledged payments could be lost.");
            }
        }
    }

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => Apply((SqliteConnection)connection, isMoney ? s_applyAll : s_applyWithoutDisk);

    public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        ConnectionOpened(connection, eventData);
        return Task.CompletedTask;
    }

    private static void Apply(SqliteConnection connection, string pragmas)
    {
        if (connection.Handle is not { } handle || s_applied.TryGetValue(handle, out _))
        {
            return;
        }
        using var command = connection.CreateCommand();
        command.CommandText = pragmas;
        command.ExecuteNonQuery();
        s_applied.AddOrUpdate(handle, pragmas);
    }
}
