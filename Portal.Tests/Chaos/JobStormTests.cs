using System.Globalization;
using Microsoft.Data.Sqlite;
using Portal.Infrastructure.Persistence.Work;
using Portal.Tests.Faults;
using Portal.Tests.TestKit;

namespace Portal.Tests.Chaos;

/// <summary>J-04: a hundred thousand rows are due at once. The portal holds a few of them at a time, and its memory is what it is without them.</summary>
public sealed class JobStormTests : IAsyncLifetime
{
    private const int Rows = 100_000;
    private const int MostAtOnce = 100;
    private const int Enough = 400;

    /// <summary>What a process's memory differs by from one start to the next, and what the asking itself takes; a hundred thousand rows are more.</summary>
    private const long MostBytes = 96L * 1024 * 1024;

    private static readonly string[] s_settings = ["--Portal:Gateway:CallsPerSecond=0", "--Portal:Gateway:FailuresToRest=0"];
    private readonly PortalFolder _folder = new();
    private long _quiet;

    public async ValueTask InitializeAsync()
    {
        await using (var portal = await PortalFixture.StartAsync(folder: _folder.Location, settings: "--Portal:Jobs:Enabled=false"))
        {
            var shop = await FaultStand.ShopAsync(portal);
            await shop.AskForCodeAsync();
            await shop.PayAsync();
            Assert.True(await shop.AppearsAsync());
        }
        await using (var portal = await PortalProcess.StartAsync(_folder.Location, s_settings))
        {
            await PortalWait.UntilAsync("the one payment is asked for", () => Count("Attempts > 0 OR Status <> 'Reported'") == 1);
            _quiet = Resident(portal);
        }
        Fill();
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    [Trait("Row", "J-04")]
    public async Task J_04_a_storm_is_claimed_in_small_pages_and_memory_stays_flat()
    {
        var (atOnce, bytes) = await StormAsync(() => PortalProcess.StartAsync(_folder.Location, s_settings));
        Figures.Print(string.Create(CultureInfo.InvariantCulture, $"J-04: {Rows} due, at most {atOnce} claimed at once, {bytes / 1024 / 1024} MB more than without"));
        Assert.InRange(atOnce, 1, MostAtOnce);
        Assert.InRange(bytes, long.MinValue, MostBytes);
    }

    [Fact]
    public async Task J_04_a_storm_is_claimed_in_small_pages_and_memory_stays_flat_control()
    {
        var (_, bytes) = await StormAsync(() => PortalProcess.StartWithFaultAsync(PlantedFaults.Greedy, _folder.Location, s_settings));
        Assert.InRange(bytes, MostBytes + 1, long.MaxValue);
        await using var portal = await PortalFixture.StartAsync(folder: _folder.Location, settings: "--Portal:Jobs:Enabled=false");
        portal.IsCheckedAtTheEnd = false;                              // the storm was written behind the model's back
        var tenant = (await portal.Get<Portal.Infrastructure.Persistence.AcrossTenants>().AllTenantsAsync(default)).Single();
        Assert.Equal(MostAtOnce + 1, (await portal.Get<ClaimRows>().ClaimAsync(DueKind.Payment, tenant, DateTimeOffset.UnixEpoch.AddYears(60), TimeSpan.FromDays(9999), MostAtOnce + 1, default)).Count);
        Assert.InRange(Leased(), MostAtOnce + 1, int.MaxValue);
    }

    /// <summary>The portal works on the storm until enough of it was asked about.</summary>
    /// <returns>The most rows that were claimed at any look, and the most bytes that the process held beyond those of a quiet one.</returns>
    private async Task<(int AtOnce, long Bytes)> StormAsync(Func<Task<PortalProcess>> startAsync)
    {
        var (asked, atOnce, most) = (Count("Attempts > 0"), 0, 0L);
        await using var portal = await startAsync();
        await PortalWait.UntilAsync("some of the storm is asked about", () =>
        {
            (atOnce, most) = (Math.Max(atOnce, Leased()), Math.Max(most, Resident(portal)));
            return Count("Attempts > 0") - asked >= Enough;
        }, TimeSpan.FromMinutes(1));
        return (atOnce, most - _quiet);
    }

    /// <summary>Copies of the one payment, each a trade of its own, all due.</summary>
    private void Fill()
    {
        using var connection = new SqliteConnection(_folder.Database);
        connection.Open();
        var columns = new List<string>();
        using (var info = new SqliteCommand("SELECT name FROM pragma_table_info('Payments')", connection))
        using (var rows = info.ExecuteReader())
        {
            while (rows.Read())
            {
                columns.Add(rows.GetString(0));
            }
        }
        var values = columns.Select(column => column switch
        {
            "Id" => "printf('%08X-0000-7000-8000-%012X', i, i)",
            "TradeNo" => "printf('20260301220014000014%08d', i)",
            "OutTradeNo" => "printf('storm%08d', i)",
            "Arrival" or "Sequence" => $"{column} + i",
            "Status" => "'Reported'",
            "DueAt" => "'2026-01-01 00:00:00'",
            "Attempts" => "0",
            "LeasedUntil" => "NULL",
            _ => column,
        });
        using var fill = new SqliteCommand(
            $"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {Rows}) INSERT INTO Payments ({string.Join(", ", columns)}) SELECT {string.Join(", ", values)} FROM Payments, n", connection);
        Assert.Equal(Rows, fill.ExecuteNonQuery());
        using var number = new SqliteCommand("UPDATE TenantFeeds SET LastSequence = (SELECT MAX(MAX(Sequence), MAX(Arrival)) FROM Payments)", connection);
        number.ExecuteNonQuery();
    }

    private int Leased() => Count("LeasedUntil IS NOT NULL AND DueAt IS NOT NULL AND LeasedUntil > strftime('%Y-%m-%d %H:%M:%S', 'now')");

    private int Count(string which)
    {
        using var connection = new SqliteConnection(_folder.Database);
        connection.Open();
        using var count = new SqliteCommand($"SELECT COUNT(*) FROM Payments WHERE {which}", connection);
        return (int)(long)count.ExecuteScalar()!;
    }

    private static long Resident(PortalProcess portal)
    {
        using var process = System.Diagnostics.Process.GetProcessById(portal.Id);
        return process.WorkingSet64;
    }
}
