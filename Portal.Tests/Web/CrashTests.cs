using System.Collections.Concurrent;
using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Portal.Domain.Notifications;
using Portal.Domain.Payments;
using Portal.Infrastructure.Persistence;
using Portal.Infrastructure.Persistence.Inbox;
using Portal.Infrastructure.Persistence.Work;
using Portal.Infrastructure.Secrets;
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
            Assert.True(await IsAcknowledgedAsync(taking.Client, counter, notice));
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
        Assert.True(await IsAcknowledgedAsync(taking.Client, counter, notice));
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

    [Fact]
    [Trait("Row", "N-24")]
    [Trait("Row", "D-06")]
    public async Task Ten_kills_under_load_lose_and_double_nothing_that_was_acknowledged()
    {
        using var folder = new PortalFolder();
        await using var watcher = await PortalFixture.StartAsync(folder: folder.Location, settings: NoJobs);
        var counter = await watcher.AddCounterAsync(await watcher.AddTenantAsync());
        var acknowledged = new ConcurrentQueue<string>();
        for (var kill = 1; kill <= 10; kill++)
        {
            await using var portal = await PortalProcess.StartAsync(folder.Location, NoJobs);
            var enough = acknowledged.Count + (10 * kill);
            var senders = Enumerable.Range(0, 8).Select(_ => Task.Run(() => SendUntilDeadAsync(portal.Client, counter, acknowledged))).ToList();
            await PortalWait.UntilAsync("the portal takes messages", () => acknowledged.Count >= enough);
            await portal.KillAsync();
            await Task.WhenAll(senders);
        }
        Assert.Empty(await MissingAsync(watcher, counter, acknowledged));
        await watcher.ReadAsync(counter.Tenant, async db =>
        {
            var payments = await db.Payments.CountAsync();
            Assert.InRange(payments, acknowledged.Count, int.MaxValue);          // stored, but killed before the answer: it comes again
            Assert.Equal(payments, await db.Notifications.CountAsync());
            Assert.Equal(payments, await db.PaymentEvents.Select(change => change.Sequence).Distinct().CountAsync());
            return payments;
        });
    }

    [Fact]
    public async Task Ten_kills_under_load_lose_and_double_nothing_that_was_acknowledged_control()
    {
        using var folder = new PortalFolder();
        var acknowledged = new ConcurrentQueue<string>();
        PortalCounter counter;
        await using (var hasty = await PortalFixture.StartAsync(folder: folder.Location, settings: NoJobs, replace: services =>
            services.Replace(ServiceDescriptor.Singleton<InboxWriter>(parts => ActivatorUtilities.CreateInstance<HastyInbox>(parts)))))
        {
            counter = await hasty.AddCounterAsync(await hasty.AddTenantAsync());
            for (var i = 0; i < 10; i++)
            {
                acknowledged.Enqueue(await hasty.ReportAsync(counter));
            }
        }
        await using var watcher = await PortalFixture.StartAsync(folder: folder.Location, settings: NoJobs);
        Assert.NotEmpty(await MissingAsync(watcher, counter, acknowledged));
    }

    private static async Task SendUntilDeadAsync(HttpClient client, PortalCounter counter, ConcurrentQueue<string> acknowledged)
    {
        try
        {
            while (true)
            {
                var notice = PortalNotice.Of(counter);
                if (await IsAcknowledgedAsync(client, counter, notice))
                {
                    acknowledged.Enqueue(notice.TradeNo);
                }
            }
        }
        catch (HttpRequestException)
        {
            // the portal is dead, and this message unanswered
        }
    }

    private static async Task<bool> IsAcknowledgedAsync(HttpClient client, PortalCounter counter, PortalNotice notice)
    {
        using var body = new ByteArrayContent(notice.SignedBy(counter.Tenant.Alipay));
        using var answer = await client.PostAsync(counter.NotifyPath, body);
        return answer.StatusCode == HttpStatusCode.OK && await answer.Content.ReadAsStringAsync() == "success";
    }

    /// <summary>The check: what was acknowledged and is not there.</summary>
    private static async Task<IReadOnlyList<string>> MissingAsync(PortalFixture portal, PortalCounter counter, IEnumerable<string> acknowledged)
    {
        var stored = await portal.ReadAsync(counter.Tenant, async db => (await db.Payments.Select(row => row.TradeNo).ToListAsync()).Select(trade => trade.Value).ToHashSet());
        return [.. acknowledged.Where(trade => !stored.Contains(trade))];
    }

    /// <summary>Acknowledges before it saves: each message is written when the next one comes, so whatever ends the process loses one.</summary>
    private sealed class HastyInbox(PortalDatabase database, AcrossTenants across, TenantSecrets secrets, IFeedSignal feed, IDueSignal due, TimeProvider clock, ILogger<InboxWriter> log)
        : InboxWriter(database, across, secrets, feed, due, clock, log)
    {
        private InboxEntry? _unsaved;

        public override async Task<Receipt> StoreAsync(InboxEntry entry, CancellationToken ct)
        {
            if (Interlocked.Exchange(ref _unsaved, entry with { Body = entry.Body.ToArray() }) is { } before)
            {
                await base.StoreAsync(before, ct);
            }
            return Receipt.Stored;
        }
    }
}
