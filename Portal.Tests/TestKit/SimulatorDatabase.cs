using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Infrastructure.Alipay.Simulator;

namespace Portal.Tests.TestKit;

/// <summary>The simulator's file with its tables and its pair of keys, made once per run: to make a pair costs more than to start a portal around it.</summary>
internal static class SimulatorDatabase
{
    private const string FileName = "simulator.db";
    private static readonly Lazy<byte[]> s_made = new(Make);

    /// <summary>Puts it into a data folder in which no simulator was yet.</summary>
    public static void PutInto(string folder) => File.WriteAllBytes(Path.Combine(folder, FileName), s_made.Value);

    private static byte[] Make()
    {
        using var folder = new PortalFolder();
        Directory.CreateDirectory(folder.Location);
        var file = new SimulatorFile(Options.Create(new SimulatorOptions { DataFolder = folder.Location }), TimeProvider.System);
        file.PrepareAsync(CancellationToken.None).GetAwaiter().GetResult();
        using (var context = file.Open())
        {
            var connection = (SqliteConnection)context.Database.GetDbConnection();
            connection.Open();
            new SqliteCommand("PRAGMA wal_checkpoint(TRUNCATE)", connection).ExecuteNonQuery();
            connection.Close();
            SqliteConnection.ClearPool(connection);
        }
        return File.ReadAllBytes(Path.Combine(folder.Location, FileName));
    }
}
