using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Portal.Infrastructure.Persistence;
using Portal.Tests.Alipay.Simulator;
using Portal.Tests.TestKit;

namespace Portal.Tests.Persistence;

public sealed class SqliteSettingsTests
{
    [Fact]
    public async Task Every_connection_of_the_model_and_of_the_writers_keeps_what_it_acknowledges()
    {
        using var files = TestDatabase.Create();
        await using var bare = (SqliteConnection)await files.Database.ConnectAsync(default);
        SqliteSettings.Assert(bare);
        Assert.Equal(["wal", "2", "1", "4000"], Pragmas(bare));                // typed here: the product's own list could be wrong with its check
        Assert.Equal(SqliteSettings.CommandSeconds, bare.DefaultTimeout);
        for (var again = 0; again < 2; again++)                            // the second time out of the pool
        {
            await using var context = files.Database.OpenWithoutTenant();
            await context.Database.OpenConnectionAsync();
            SqliteSettings.Assert((SqliteConnection)context.Database.GetDbConnection());
            Assert.Equal(["wal", "2", "1", "4000"], Pragmas((SqliteConnection)context.Database.GetDbConnection()));
            Assert.Equal(SqliteSettings.CommandSeconds, context.Database.GetCommandTimeout());
        }
    }

    /// <summary>The pool hands out what was set before; one that is opened for the first time has it set.</summary>
    [Fact]
    public async Task Connections_are_set_once_each_and_stay_so_however_many_are_open_and_however_often_they_change_hands()
    {
        using var files = TestDatabase.Create();
        var handles = new HashSet<object>();
        for (var round = 0; round < 3; round++)
        {
            var open = new List<PortalContext>();
            for (var i = 0; i < 4; i++)
            {
                open.Add(files.Database.OpenWithoutTenant());
                await open[i].Database.OpenConnectionAsync();
                var connection = (SqliteConnection)open[i].Database.GetDbConnection();
                Assert.Equal(["wal", "2", "1", "4000"], Pragmas(connection));
                handles.Add(connection.Handle!);
            }
            foreach (var context in open)
            {
                await context.DisposeAsync();
            }
        }
        Assert.InRange(handles.Count, 4, 5);                              // the pool's own, used again and again; one more of whoever made the file
    }

    [Theory]
    [InlineData("synchronous=NORMAL")]
    [InlineData("synchronous=OFF")]
    [InlineData("foreign_keys=OFF")]
    [InlineData("busy_timeout=30000")]
    [InlineData("journal_mode=DELETE")]
    [InlineData("journal_size_limit=-1")]
    public void A_setting_that_did_not_take_is_refused(string pragma)
    {
        using var files = TestDatabase.Create();
        using var connection = files.Connect();
        SqliteSettings.Assert(connection);
        using var command = new SqliteCommand($"PRAGMA {pragma}", connection);
        command.ExecuteNonQuery();
        Assert.Contains(pragma.Split('=')[0], Assert.Throws<InvalidOperationException>(() => SqliteSettings.Assert(connection)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_simulator_s_file_waits_for_no_disk_but_longer_for_its_lock()
    {
        await using var stand = await SimulatorStand.StartAsync();
        await using var context = stand.File.Open();
        await context.Database.OpenConnectionAsync();
        var connection = (SqliteConnection)context.Database.GetDbConnection();
        Assert.Equal(["wal", "1", "1", "4000"], Pragmas(connection));
        Assert.Equal(30, connection.DefaultTimeout);
    }

    private static IEnumerable<string?> Pragmas(SqliteConnection connection)
    {
        foreach (var name in new[] { "journal_mode", "synchronous", "foreign_keys", "busy_timeout" })
        {
            using var command = new SqliteCommand($"PRAGMA {name}", connection);
            yield return Convert.ToString(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture);
        }
    }
}
