using System.Data;
using System.Data.Common;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;

namespace Portal.Infrastructure.Persistence.Seeding;

/// <summary>Many rows in one go, as each database takes them fastest.</summary>
internal sealed class BulkInsert(DbConnection connection) : IDisposable
{
    private readonly Dictionary<string, DbCommand> _prepared = [];

    public async Task WriteAsync(SeededTable table, DbTransaction transaction, CancellationToken ct)
    {
        if (connection is SqliteConnection)
        {
            Insert(table, transaction);
        }
        else
        {
            await CopyAsync(table, (SqlConnection)connection, (SqlTransaction)transaction, ct);
        }
    }

    public void Dispose()
    {
        foreach (var command in _prepared.Values)
        {
            command.Dispose();
        }
    }

    private void Insert(SeededTable table, DbTransaction transaction)
    {
        var command = _prepared.TryGetValue(table.Name, out var known) ? known : _prepared[table.Name] = Prepare(table);
        command.Transaction = transaction;
        foreach (var row in table.Rows)
        {
            for (var i = 0; i < row.Length; i++)
            {
                command.Parameters[i].Value = row[i] ?? DBNull.Value;
            }
            command.ExecuteNonQuery();
        }
    }

    private DbCommand Prepare(SeededTable table)
    {
        var command = connection.CreateCommand();
        command.CommandText = $"INSERT INTO {table.Name} ({string.Join(", ", table.Columns.Select(column => $"\"{column}\""))}) VALUES ({string.Join(", ", table.Columns.Select((_, i) => $"@p{i}"))})";
        for (var i = 0; i < table.Columns.Length; i++)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = $"@p{i}";
            command.Parameters.Add(parameter);
        }
        return command;
    }

    private static async Task CopyAsync(SeededTable table, SqlConnection connection, SqlTransaction transaction, CancellationToken ct)
    {
        using var rows = new DataTable();
        for (var i = 0; i < table.Columns.Length; i++)
        {
            rows.Columns.Add(table.Columns[i], OnServer(table.Rows.Select(row => row[i]).FirstOrDefault(value => value is not null))?.GetType() ?? typeof(string));
        }
        foreach (var row in table.Rows)
        {
            rows.Rows.Add([.. row.Select(value => OnServer(value) ?? DBNull.Value)]);
        }
        using var copy = new SqlBulkCopy(connection, SqlBulkCopyOptions.CheckConstraints, transaction) { DestinationTableName = table.Name };
        foreach (var column in table.Columns)
        {
            copy.ColumnMappings.Add(column, column);
        }
        await copy.WriteToServerAsync(rows, ct);
    }

    private static object? OnServer(object? value) => value is DateOnly day ? day.ToDateTime(TimeOnly.MinValue) : value;
}
