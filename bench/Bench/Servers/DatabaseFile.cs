using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Portal.Bench.Servers;

/// <summary>A server's SQLite file, read beside it.</summary>
internal static class DatabaseFile
{
    public static long Number(string folder, string file, string sql) => long.Parse(Text(folder, file, sql), CultureInfo.InvariantCulture);

    public static string Text(string folder, string file, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(folder, file)};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToString(command.ExecuteScalar(), CultureInfo.InvariantCulture) ?? throw new InvalidOperationException($"Nothing was found by: {sql}");
    }
}
