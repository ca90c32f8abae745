using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Portal.Infrastructure.Persistence;

namespace Portal.Tests.TestKit;

/// <summary>A SQLite file of its own in a temporary folder, with the product's settings. Migrated once per run, copied for each test.</summary>
internal sealed class TestDatabase : IDisposable
{
    private const string FileName = "portal.db";
    private static readonly Lazy<byte[]> s_migrated = new(Migrate);

    private TestDatabase(string folder)
    {
        Folder = folder;
        Database = new PortalDatabase(new DatabaseOptions(), folder);
    }

    /// <summary>The data folder; keys may lie beside the file.</summary>
    public string Folder { get; }

    public PortalDatabase Database { get; }

    public static TestDatabase Create()
    {
        var folder = Directory.CreateTempSubdirectory("portal-test-").FullName;
        PutInto(folder);
        return new TestDatabase(folder);
    }

    /// <summary>Puts the migrated file into a data folder in which no portal was yet; the folder is made where there is none.</summary>
    public static void PutInto(string folder)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(Path.Combine(folder, FileName), s_migrated.Value);
    }

    /// <summary>A connection with the product's settings, for tests that look at or break rows behind the model's back.</summary>
    public SqliteConnection Connect()
    {
        var connection = new SqliteConnection(Database.ConnectionString);
        connection.Open();
        SqliteSettings.Apply(connection);
        return connection;
    }

    /// <summary>Runs one statement; the first column of the first row, or null.</summary>
    public object? Sql(string sql, params (string Name, object Value)[] parameters)
    {
        using var connection = Connect();
        using var command = new SqliteCommand(sql, connection);
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }
        return command.ExecuteScalar();
    }

    public long Count(string table) => (long)Sql($"SELECT COUNT(*) FROM {table}")!;

    public void Dispose()
    {
        using (var connection = new SqliteConnection(Database.ConnectionString))
        {
            SqliteConnection.ClearPool(connection);
        }
        Directory.Delete(Folder, recursive: true);
    }

    private static byte[] Migrate()
    {
        using var empty = new TestDatabase(Directory.CreateTempSubdirectory("portal-test-").FullName);
        using (var context = empty.Database.OpenWithoutTenant())
        {
            context.Database.Migrate();
        }
        using (var connection = empty.Connect())
        {
            new SqliteCommand("PRAGMA wal_checkpoint(TRUNCATE)", connection).ExecuteNonQuery();
        }
        return File.ReadAllBytes(Path.Combine(empty.Folder, FileName));
    }
}
