using Microsoft.EntityFrameworkCore;
using Portal.Domain.Payments;
using Portal.Tests.TestKit;

namespace Portal.Tests.Inbox;

/// <summary>Two processes on one data folder take messages and ask about them at once, and one is killed over and over.</summary>
public sealed class TwoProcessesTests
{
    private const int Kills = 4;

    /// <summary>So many looks in a row, 20 ms apart, without anything under way.</summary>
    private const int Quiet = 25;

    private static readonly TimeSpan s_leaseIsOver = TimeSpan.FromSeconds(31);
    private static readonly TimeSpan s_pace = TimeSpan.FromMilliseconds(40);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    [Fact]
    [Trait("Row", "two processes")]
    public async Task Nothing_is_lost_nothing_doubled_and_no_row_is_claimed_twice_at_once()
    {
        using var folder = new PortalFolder();
        await using var lasting = await PortalFixture.StartAsync(folder: folder.Location);
        var tenant = await lasting.AddTenantAsync();
        var counter = await lasting.AddCounterAsync(tenant);
        lasting.Gateway.KnowsEveryTrade = true;
        lasting.Gateway.Thinks = () => Task.Delay(TimeSpan.FromMilliseconds(20));           // long enough to be caught at it twice
        PortalProcess? dying = null;
        await using var here = NoticeStream.Start(() => lasting.Client, counter, senders: 2, s_pace);
        await using var there = NoticeStream.Start(() => dying?.Client ?? lasting.Client, counter, senders: 2, s_pace);
        for (var kill = 0; kill < Kills; kill++)
        {
            var next = await PortalProcess.StartAsync(folder.Location, "--Portal:Gateway:CallsPerSecond=0");
            dying = next;
            var enough = there.AcknowledgedCount + 40;
            await PortalWait.UntilAsync("both take messages", () => there.AcknowledgedCount >= enough, s_patience);
            dying = null;
            await next.KillAsync();
            await next.DisposeAsync();
        }
        await Task.WhenAll(here.StopAsync(), there.StopAsync());
        var quiet = 0;
        await PortalWait.UntilAsync("the living has nothing under way", async () => (quiet = await IsQuietAsync(lasting, tenant) ? quiet + 1 : 0) == Quiet, s_patience);
        lasting.Clock.Advance(s_leaseIsOver);                                                // what the dead ones had claimed is free again
        await PortalWait.UntilAsync(
            "all is booked", () => lasting.ReadAsync(tenant, async db => await db.Payments.AllAsync(row => row.Status == PaymentStatus.Paid)), s_patience);
        var stored = await lasting.StoredAsync(tenant);
        Assert.Empty(here.LostOf(stored));
        Assert.Empty(there.LostOf(stored));
        Assert.Empty(lasting.Gateway.AskedTwiceAtOnce);
        var (messages, payments) = await lasting.CountsAsync(tenant);
        Assert.Equal((messages, stored.Count), (payments, payments));
        Assert.Equal(payments, await lasting.ReadAsync(tenant, db => db.PaymentSteps.CountAsync(step => step.Reason == "notification_stored")));
        Assert.Equal(payments, await lasting.ReadAsync(tenant, db => db.PaymentSteps.CountAsync(step => step.Reason == "trade_success")));
        var changes = await lasting.ReadAsync(tenant, db => db.PaymentEvents.OrderBy(change => change.Sequence).Select(change => change.Sequence).ToListAsync());
        Assert.Equal(Enumerable.Range(1, changes.Count).Select(number => (long)number), changes);
        TestContext.Current.TestOutputHelper?.WriteLine($"{payments} payments, {Kills} kills, {there.Unanswered} unanswered");
    }

    /// <summary>What is open is leased, and nobody asks: the leases are those of the dead.</summary>
    private static async Task<bool> IsQuietAsync(PortalFixture portal, PortalTenant tenant) =>
        portal.Gateway.IsIdle && await portal.ReadAsync(tenant, async db => !await db.Payments.AnyAsync(row => row.DueAt != null && row.LeasedUntil == null));

    [Fact]
    public async Task Nothing_is_lost_nothing_doubled_and_no_row_is_claimed_twice_at_once_control()
    {
        using var folder = new PortalFolder();
        await using var one = await PortalFixture.StartAsync(folder: folder.Location);
        var counter = await one.AddCounterAsync(await one.AddTenantAsync());
        one.Gateway.KnowsEveryTrade = true;
        var answers = new TaskCompletionSource();
        one.Gateway.Thinks = () => answers.Task;
        var trade = await one.ReportAsync(counter);
        await PortalWait.UntilAsync("it is asked about", () => one.Gateway.TimesAsked(trade) == 1);
        await using var other = await PortalFixture.StartAsync(folder: folder.Location);
        await one.ReadAsync(counter.Tenant, db => db.Payments.ExecuteUpdateAsync(set => set.SetProperty(row => row.LeasedUntil, (DateTimeOffset?)null)));     // a claim that claims nothing
        await PortalWait.UntilAsync("it is caught", () => one.Gateway.AskedTwiceAtOnce.Contains(trade));
        answers.SetResult();
        await PortalWait.UntilAsync("it is booked", () => one.ReadAsync(counter.Tenant, db => db.Payments.AnyAsync(row => row.Status == PaymentStatus.Paid)));
    }
}
