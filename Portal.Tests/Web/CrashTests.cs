using System.Net;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.Payments;
using Portal.Tests.TestKit;

namespace Portal.Tests.Web;

/// <summary>Processes that die and processes that share: what was acknowledged is there, once, and gets booked.</summary>
public sealed class CrashTests
{
    private const string NoJobs = "--Portal:Jobs:Enabled=false";

    [Fact]
    [Trait("Row", "N-23")]
    [Trait("Row", "D-06")]
    public async Task A_portal_killed_between_stored_and_queried_books_the_payment_after_its_return()
    {
        using var folder = new PortalFolder();
        await using var watcher = await PortalFixture.StartAsync(folder: folder.Location, settings: NoJobs);
        var counter = await watcher.AddCounterAsync(await watcher.AddTenantAsync());
        var notice = PortalNotice.Of(counter);
        watcher.Gateway.Holds(notice.Trade());
        await using (var taking = await PortalProcess.StartAsync(folder.Location, NoJobs))
        {
            Assert.True((await notice.SendAsync(taking.Client, counter)).IsAcknowledged);
            await taking.KillAsync();
        }
        Assert.Equal(PaymentStatus.Reported, await watcher.ReadAsync(counter.Tenant, db => db.Payments.Select(row => row.Status).SingleAsync()));
        Assert.Equal(0, watcher.Gateway.TimesAsked(notice.TradeNo));
        await using var returned = await PortalProcess.StartAsync(folder.Location);
        await PortalWait.UntilAsync("the payment is booked", () => watcher.ReadAsync(counter.Tenant, db => db.Payments.AnyAsync(row => row.Status == PaymentStatus.Paid)));
    }

    [Fact]
    public async Task What_one_process_takes_the_hub_of_another_pushes_and_one_of_them_asks()
    {
        using var folder = new PortalFolder();
        await using var showing = await PortalFixture.StartAsync(folder: folder.Location);
        var tenant = await showing.AddTenantAsync();
        var counter = await showing.AddCounterAsync(tenant);
        await using var taking = await PortalProcess.StartAsync(folder.Location);
        await using var hub = await PortalHubClient.ConnectAsync(showing.Address, (await showing.SignInAsync(tenant)).Cookies);
        await hub.CallAsync("Since", 0);
        var notice = PortalNotice.Of(counter);
        showing.Gateway.Holds(notice.Trade());
        Assert.True((await notice.SendAsync(taking.Client, counter)).IsAcknowledged);
        var acknowledged = TimeProvider.System.GetTimestamp();
        var (_, row) = await hub.PushAsync();
        Assert.InRange(TimeProvider.System.GetElapsedTime(acknowledged), TimeSpan.Zero, TimeSpan.FromSeconds(1));
        Assert.Equal(notice.TradeNo, row.GetProperty("tradeNo").GetString());
        while (row.GetProperty("status").GetString() != "Paid")
        {
            (_, row) = await hub.PushAsync();
        }
        Assert.Equal(1, showing.Gateway.TimesAsked(notice.TradeNo));
    }

    /// <summary>More failing rounds than a tenant has places: each must give its places back.</summary>
    [Fact]
    public async Task Rounds_that_fail_at_claiming_cost_the_tenant_nothing()
    {
        await using var portal = await PortalFixture.StartAsync();
        var counter = await portal.AddCounterAsync(await portal.AddTenantAsync());
        using var broken = new SqliteConnection($"Data Source={Path.Combine(portal.Folder, "portal.db")}");
        broken.Open();
        using (var plant = new SqliteCommand("CREATE TRIGGER planted BEFORE UPDATE OF LeasedUntil ON Payments BEGIN SELECT RAISE(ABORT, 'planted'); END", broken))
        {
            plant.ExecuteNonQuery();
        }
        var notice = PortalNotice.Of(counter);
        portal.Gateway.Holds(notice.Trade());
        using var answer = await portal.NotifyAsync(counter, notice);
        await PortalWait.UntilAsync("three rounds fail", () => portal.Log.Lines.Count(line => line.Contains("A round of questions failed", StringComparison.Ordinal)) >= 3);
        using (var mend = new SqliteCommand("DROP TRIGGER planted", broken))
        {
            mend.ExecuteNonQuery();
        }
        await PortalWait.UntilAsync("the payment is booked", () => portal.ReadAsync(counter.Tenant, db => db.Payments.AnyAsync(row => row.Status == PaymentStatus.Paid)));
    }
}
