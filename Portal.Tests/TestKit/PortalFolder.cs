using Microsoft.Data.Sqlite;

namespace Portal.Tests.TestKit;

/// <summary>A temporary data folder, deleted with all that is in it.</summary>
/// <param name="location">Null: below the folder of temporary files.</param>
internal sealed class PortalFolder(string? location = null) : IDisposable
{
    /// <summary>Not made yet: making it is the portal's business.</summary>
    public string Location { get; } = location ?? Path.Combine(Path.GetTempPath(), $"portal-{Guid.NewGuid():N}");

    public string Database => $"Data Source={Path.Combine(Location, "portal.db")}";

    /// <summary>How many rows stand in a table of the portal's file.</summary>
    public long Count(string table)
    {
        using var connection = new SqliteConnection(Database);
        connection.Open();
        using var count = new SqliteCommand($"SELECT COUNT(*) FROM {table}", connection);
        return (long)count.ExecuteScalar()!;
    }

    /// <summary>Who may do what, as chmod writes it in octal, of the folder or of a file in it. On Windows, which has no such modes, what is asked for.</summary>
    public bool HasMode(string octal, string file = "") =>
        OperatingSystem.IsWindows() || Convert.ToString((int)File.GetUnixFileMode(Path.Combine(Location, file)), 8) == octal;

    public void Dispose()
    {
        using (var pooled = new SqliteConnection(Database))
        {
            SqliteConnection.ClearPool(pooled);
        }
        if (Directory.Exists(Location))
        {
            Directory.Delete(Location, recursive: true);
        }
    }
}
