using Microsoft.EntityFrameworkCore;
using Portal.Domain.Alarms;
using Portal.Domain.Attention;
using Portal.Domain.Payments;
using Portal.Domain.Refunds;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Infrastructure.Jobs;
using Portal.Tests.Flows;
using Portal.Tests.TestKit;

namespace Portal.Tests.Attention;

/// <summary>What people hear of a refund that Alipay refuses for good.</summary>
public sealed class FailedRefundTests
{
    [Fact]
    [Trait("Row", "capability 34")]
    public async Task Capability_34_a_failed_refund_stands_in_the_inbox_is_mailed_and_stays_until_a_person_closes_it()
    {
        await using var sink = new MailSink();
        await using var stand = await MoneyStand.StartAsync(settings: sink.Settings);
        var (owner, manager) = (await stand.Portal.AddPersonAsync(stand.Tenant), await stand.Portal.AddPersonAsync(stand.Tenant, Role.Manager));
        await stand.Portal.AddPersonAsync(stand.Tenant, Role.Cashier, (await stand.PaymentAsync()).CounterId);
        await stand.ArmAsync(MoneyStand.RefundService, "not-exist");
        TestPortal.Done(await stand.RefundAsync("30.00"));
        Assert.Equal((RefundStatus.Failed, PaymentStatus.Paid), ((await stand.RefundAsync()).Status, (await stand.PaymentAsync()).Status));
        await stand.Portal.Get<JobRuns>().RunAsync("send-mails", default);
        Assert.True(PortalJobs.Schedule.Single(job => job.Name == "send-mails").Interval < TimeSpan.FromMinutes(1));
        Assert.Equal(2, sink.Mails.Count);
        Assert.All(new[] { owner.Email, manager.Email }, address => Assert.Contains(sink.Mails, mail => mail.Contains($"To: {address}", StringComparison.Ordinal)));
        Assert.All(sink.Mails, mail => Assert.Contains("HKD 30.00", mail));

        await stand.SettleAsync();
        stand.Portal.Clock.Advance(TimeSpan.FromDays(30));
        await stand.SettleAsync();
        await stand.Portal.Get<JobRuns>().RunAsync("send-mails", default);
        Assert.Equal(2, sink.Mails.Count);                                                                   // and nobody is told twice
        var session = await stand.Portal.SignInAsync(manager);
        var page = await session.PageTextAsync("/attention");
        Assert.Contains("data-need=\"RefundFailed\"", page);
        Assert.Contains("No money moved", page);

        var queue = stand.Portal.Get<IAttentionQueries>();
        var actor = Actor.Operator(stand.Tenant.Id);
        var row = Assert.Single((await queue.PageAsync(actor, 0, 10, default)).Rows);
        Assert.Equal(("HKD 30.00", Need.RefundFailed), (row.Amount!.ToString(), row.Need));
        Assert.Equal("reason_required", (await stand.Portal.Get<CloseAlarm>().RunAsync(actor, row.Id, "", default)).ErrorCode());
        TestPortal.Done(await stand.Portal.Get<CloseAlarm>().RunAsync(actor, row.Id, "paid out in cash", default));
        Assert.Equal(0, (await queue.PageAsync(actor, 0, 10, default)).Total);
        Assert.Contains("Nothing unclear", await session.PageTextAsync("/attention"));
        Assert.Contains("paid out in cash", await session.PageTextAsync($"/payments/{(await stand.PaymentAsync()).Id}"));
        await using var context = stand.Shop.Open();
        Assert.Equal("paid out in cash", await context.Alarms.Where(alarm => alarm.Kind == AlarmKind.RefundFailed).Select(alarm => alarm.ClosedReason).SingleAsync());
    }

    [Fact]
    public async Task A_refund_that_a_person_ends_is_no_failure_to_be_told_of()
    {
        await using var stand = await MoneyStand.StartAsync();
        await stand.ArmAsync(MoneyStand.RefundService, "no-funds", times: 1);
        TestPortal.Done(await stand.RefundAsync("30.00"));
        stand.Portal.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(RefundStatus.Failed, TestPortal.Done(await stand.EndAsync((await stand.RefundAsync()).Id, later: false)).Status);
        Assert.Empty(await stand.AlarmsAsync());
    }
}
