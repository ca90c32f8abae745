using System.Net;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Notifications;
using Portal.Infrastructure.Persistence.Inbox;
using Portal.Tests.TestKit;

namespace Portal.Tests.Inbox;

/// <summary>Ten thousand messages after an outage: what finds a place is written at the writer's pace, the rest is told to come again, and none is lost.</summary>
public sealed class BurstTests
{
    private const string NoJobs = "--Portal:Jobs:Enabled=false";
    private const int Burst = 10_000;
    private const int Places = 4096;

    [Fact]
    [Trait("Row", "N-18")]
    public async Task N_18_ten_thousand_at_once_are_stored_or_told_503_and_after_coming_again_all_are_there()
    {
        await using var portal = await PortalFixture.StartAsync(settings: NoJobs);
        var counter = await portal.AddCounterAsync(await portal.AddTenantAsync());
        await portal.ReportAsync(counter);                                       // addresses and keys are known, so nobody waits for them
        var bodies = Enumerable.Range(0, Burst).Select(_ => PortalNotice.Of(counter).SignedBy(counter.Tenant.Alipay)).ToList();
        var flow = portal.Get<ReceiveNotification>();
        List<Receipt> receipts;
        await using (var other = new SqliteConnection($"Data Source={Path.Combine(portal.Folder, "portal.db")};Pooling=False"))
        {
            await other.OpenAsync();
            await using var begin = new SqliteCommand("BEGIN IMMEDIATE", other);
            await begin.ExecuteNonQueryAsync();                                  // the disk is slow
            var waiting = bodies.ConvertAll(body => flow.RunAsync(counter.Token, body, null, default));
            Assert.InRange(waiting.Count(task => !task.IsCompleted), Places, Places + 512);
            using var full = await portal.NotifyAsync(counter, PortalNotice.Of(counter));
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "fail"), (full.StatusCode, await full.Content.ReadAsStringAsync()));
            Assert.NotNull(full.Headers.RetryAfter);
            await using var end = new SqliteCommand("ROLLBACK", other);
            await end.ExecuteNonQueryAsync();
            receipts = [.. await Task.WhenAll(waiting)];
        }
        var stored = receipts.Count(receipt => receipt == Receipt.Stored);
        Assert.True(receipts.TrueForAll(receipt => receipt is Receipt.Stored or Receipt.Busy));
        Assert.Equal((stored + 1, stored + 1), await portal.CountsAsync(counter.Tenant));
        await Parallel.ForEachAsync(bodies, new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (body, _) =>
        {
            using var answer = await portal.PostAsync(counter.NotifyPath, body);      // by HTTP, as Alipay comes again
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        });
        Assert.Equal((Burst + 1, Burst + 1), await portal.CountsAsync(counter.Tenant));
        Assert.Equal(stored, portal.Get<InboxWriter>().SeenAgain);
    }
}
