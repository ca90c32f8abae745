using System.Net;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.Alarms;
using Portal.Domain.Notifications;
using Portal.Infrastructure.Persistence.Inbox;
using Portal.Tests.TestKit;

namespace Portal.Tests.Inbox;

/// <summary>The same message again, at once or days later, and messages that look like it: one payment, one push.</summary>
public sealed class ReplayTests
{
    private const string NoJobs = "--Portal:Jobs:Enabled=false";

    [Theory]
    [Trait("Row", "N-01")]
    [Trait("Row", "7.5 notification twice")]
    [InlineData(2)]
    [InlineData(10)]
    [InlineData(50)]
    public async Task N_01_copies_in_parallel_are_all_success_one_row_and_one_push(int copies)
    {
        await using var portal = await PortalFixture.StartAsync(settings: NoJobs);
        var tenant = await portal.AddTenantAsync();
        var counter = await portal.AddCounterAsync(tenant);
        await using var hub = await PortalHubClient.ConnectAsync(portal.Address, (await portal.SignInAsync(tenant)).Cookies);
        await hub.CallAsync("Since", 0);
        var notice = PortalNotice.Of(counter);
        var answers = await Task.WhenAll(Enumerable.Range(0, copies).Select(_ => Task.Run(() => portal.NotifyAsync(counter, notice))));
        foreach (var answer in answers)
        {
            Assert.Equal((HttpStatusCode.OK, "success"), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        }
        Assert.Equal(copies - 1, portal.Get<InboxWriter>().SeenAgain);
        var other = await portal.ReportAsync(counter);
        string[] pushed = [(await hub.PushAsync()).Argument.GetProperty("tradeNo").GetString()!, (await hub.PushAsync()).Argument.GetProperty("tradeNo").GetString()!];
        Assert.Equal([notice.TradeNo, other], pushed);                       // the next push is the next payment: of the copies there was one
        Assert.Equal((2, 2), await portal.CountsAsync(counter.Tenant));
    }

    [Fact]
    [Trait("Row", "N-02")]
    [Trait("Row", "7.5 portal answers too late or not with success")]
    public async Task N_02_a_replay_days_later_by_another_process_is_counted_and_changes_nothing()
    {
        using var folder = new PortalFolder();
        PortalNotice notice;
        PortalCounter counter;
        await using (var first = await PortalFixture.StartAsync("2026-03-01T04:00:05Z", folder.Location, settings: NoJobs))
        {
            counter = await first.AddCounterAsync(await first.AddTenantAsync());
            notice = PortalNotice.Of(counter);
            using var answer = await first.NotifyAsync(counter, notice);
        }
        await using var later = await PortalFixture.StartAsync("2026-03-06T04:00:05Z", folder.Location, settings: NoJobs);
        await using var hub = await PortalHubClient.ConnectAsync(later.Address, (await later.SignInAsync(counter.Tenant)).Cookies);
        await hub.CallAsync("Since", 0);
        for (var again = 0; again < 3; again++)
        {
            using var answer = await later.NotifyAsync(counter, notice.With("notify_time", $"2026-03-06 12:0{again}:05"));     // Alipay signs anew
            Assert.Equal("success", await answer.Content.ReadAsStringAsync());
        }
        Assert.Equal(3, later.Get<InboxWriter>().SeenAgain);
        Assert.Equal((1, 1), await later.CountsAsync(counter.Tenant));
        var other = await later.ReportAsync(counter);
        Assert.Equal(other, (await hub.PushAsync()).Argument.GetProperty("tradeNo").GetString());                              // nothing was pushed, so nothing rang
    }

    [Fact]
    [Trait("Row", "N-03")]
    public async Task N_03_the_same_id_with_other_content_is_kept_as_a_conflict_and_alarmed_not_applied()
    {
        await using var portal = await PortalFixture.StartAsync(settings: NoJobs);
        var counter = await portal.AddCounterAsync(await portal.AddTenantAsync());
        var notice = PortalNotice.Of(counter);
        using var first = await portal.NotifyAsync(counter, notice);
        using var conflict = await portal.NotifyAsync(counter, notice.With("trans_amount", "1.00"));
        Assert.Equal("success", await conflict.Content.ReadAsStringAsync());
        Assert.Equal([NoticeVerdict.Applied, NoticeVerdict.Conflict], await VerdictsAsync(portal, counter));
        Assert.Equal(8880, await portal.ReadAsync(counter.Tenant, db => db.Payments.Select(row => row.AmountMinor).SingleAsync()));
        Assert.Equal(AlarmKind.ConflictingNotification, await portal.ReadAsync(counter.Tenant, db => db.Alarms.Select(alarm => alarm.Kind).SingleAsync()));
        using var again = await portal.NotifyAsync(counter, notice.With("trans_amount", "1.00"));
        Assert.Equal([NoticeVerdict.Applied, NoticeVerdict.Conflict], await VerdictsAsync(portal, counter));
    }

    [Fact]
    [Trait("Row", "N-04")]
    public async Task N_04_another_id_for_the_same_trade_is_kept_with_the_payment_and_changes_nothing()
    {
        await using var portal = await PortalFixture.StartAsync(settings: NoJobs);
        var counter = await portal.AddCounterAsync(await portal.AddTenantAsync());
        var notice = PortalNotice.Of(counter);
        using var first = await portal.NotifyAsync(counter, notice);
        var before = await portal.ReadAsync(counter.Tenant, db => db.Payments.AsNoTracking().SingleAsync());
        using var second = await portal.NotifyAsync(counter, notice.With("notify_id", Guid.NewGuid().ToString("N")));
        Assert.Equal("success", await second.Content.ReadAsStringAsync());
        var after = await portal.ReadAsync(counter.Tenant, db => db.Payments.AsNoTracking().SingleAsync());
        Assert.Equal((before.Status, before.AmountMinor, before.Sequence, before.Version, before.LeaseToken), (after.Status, after.AmountMinor, after.Sequence, after.Version, after.LeaseToken));
        Assert.Equal([NoticeVerdict.Applied, NoticeVerdict.Repeated], await VerdictsAsync(portal, counter));
        Assert.Equal([after.Id, after.Id], await portal.ReadAsync(counter.Tenant, db => db.Notifications.Select(row => row.PaymentId!.Value).ToListAsync()));
    }

    [Fact]
    [Trait("Row", "7.5 two copies at the same time on two servers")]
    public async Task Two_copies_at_two_processes_at_once_are_one_row_and_both_success()
    {
        using var folder = new PortalFolder();
        await using var here = await PortalFixture.StartAsync(folder: folder.Location, settings: NoJobs);
        await using var there = await PortalProcess.StartAsync(folder.Location, NoJobs);
        var counter = await here.AddCounterAsync(await here.AddTenantAsync());
        for (var round = 0; round < 20; round++)
        {
            var body = PortalNotice.Of(counter).SignedBy(counter.Tenant.Alipay);
            var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => (i % 2 == 0 ? here.Client : there.Client).PostAsync(counter.NotifyPath, new ByteArrayContent(body)))));
            Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        }
        Assert.Equal((20, 20), await here.CountsAsync(counter.Tenant));
    }

    private static Task<List<NoticeVerdict>> VerdictsAsync(PortalFixture portal, PortalCounter counter) =>
        portal.ReadAsync(counter.Tenant, db => db.Notifications.OrderBy(row => row.ReceivedAt).Select(row => row.Verdict).ToListAsync());
}
