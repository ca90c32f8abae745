using Portal.Domain.Alarms;
using Portal.Domain.Cancels;
using Portal.Domain.Gateway;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Refunds;
using Portal.Domain.Work;
using Portal.Infrastructure.Jobs;
using Portal.Infrastructure.Persistence.Queries;
using Portal.Tests.TestKit;

namespace Portal.Tests.Persistence;

/// <summary>Each rule is broken once behind the model's back and must be found; a rule that finds nothing would pass for ever.</summary>
public sealed class InvariantsTests : IAsyncLifetime
{
    private TestPortal _portal = default!;
    private Shop _shop = default!;
    private Payment _payment = default!;

    public async ValueTask InitializeAsync()
    {
        _portal = await TestPortal.StartAsync();
        _shop = await _portal.AShopAsync();
        var counter = await _portal.ACounterAsync(_shop);
        _payment = await _portal.APaymentAsync(_shop, counter);
        await ARefundAndACancelAsync(await _portal.APaymentAsync(_shop, counter, "2026030122001400001400000002"));
    }

    public ValueTask DisposeAsync() => _portal.DisposeAsync();

    [Fact]
    public async Task All_is_well_after_a_payment() => Assert.Empty(await FindAsync());

    [Theory]
    [InlineData("I1 message_without_payment", "UPDATE Notifications SET PaymentId = NULL")]
    [InlineData("I1 payment_without_message", "DELETE FROM Notifications")]
    [InlineData("I2 trade_twice", "DROP INDEX IX_Payments_AccountId_TradeNo; INSERT INTO Payments SELECT TenantId, '00000000-0000-0000-0000-000000000001', AccountId, {0} FROM Payments LIMIT 1")]
    [InlineData("I2 credited_twice", "INSERT INTO PaymentSteps (TenantId, PaymentId, Id, \"From\", \"To\", Reason, Evidence, At) SELECT TenantId, PaymentId, '00000000-0000-0000-0000-000000000001', \"From\", \"To\", Reason, Evidence, At FROM PaymentSteps WHERE Reason = 'notification_stored' LIMIT 1")]
    [InlineData("I5 payment_of_other_counter", "UPDATE Payments SET CounterId = '00000000-0000-0000-0000-000000000001'")]
    [InlineData("I5 payment_of_other_account", "UPDATE Payments SET AccountId = '00000000-0000-0000-0000-000000000001'")]
    [InlineData("I5 step_of_other_tenant", "UPDATE PaymentSteps SET TenantId = '00000000-0000-0000-0000-000000000001'")]
    [InlineData("I5 event_of_other_tenant", "UPDATE PaymentEvents SET TenantId = '00000000-0000-0000-0000-000000000001'")]
    [InlineData("I3 refunded_too_much", "UPDATE Refunds SET AmountMinor = 8881")]
    [InlineData("I3 held_differs", "UPDATE Payments SET HeldMinor = 0")]
    [InlineData("I3 refunded_differs", "UPDATE Payments SET RefundedMinor = 1")]
    [InlineData("I4 cancelled_and_refunded", "UPDATE Payments SET Status = 'Cancelled'")]
    [InlineData("I5 refund_of_other_tenant", "UPDATE Refunds SET TenantId = '00000000-0000-0000-0000-000000000001'")]
    [InlineData("I5 cancel_of_other_tenant", "UPDATE Cancels SET TenantId = '00000000-0000-0000-0000-000000000001'")]
    [InlineData("I6 refund_forgotten", "UPDATE Refunds SET DueAt = NULL")]
    [InlineData("I6 cancel_forgotten", "UPDATE Cancels SET DueAt = NULL")]
    [InlineData("I6 payment_forgotten", "UPDATE Payments SET Status = 'Cancelling', DueAt = NULL; UPDATE Cancels SET DueAt = NULL")]
    [InlineData("I6 code_forgotten", "UPDATE QrCodes SET Status = 'Creating', DueAt = NULL")]
    [InlineData("I7 audit_changed", "DROP TRIGGER AuditRows_no_change; UPDATE AuditRows SET Act = 'nothing'")]
    [InlineData("I7 audit_missing", "DROP TRIGGER AuditRows_no_delete; DELETE FROM AuditRows WHERE Sequence = 1")]
    [InlineData("I7 audit_head_missing", "DELETE FROM AuditHeads")]
    [Trait("Row", "I7")]
    public async Task A_broken_rule_is_found(string rule, string fault)
    {
        Break(fault);
        Assert.Contains(rule, (await FindAsync()).Select(broken => broken.Rule));
    }

    [Fact]
    public async Task A_hit_freezes_the_payment_and_alarms_once()
    {
        Break("UPDATE Payments SET DueAt = NULL; UPDATE Cancels SET DueAt = NULL");
        var job = _portal.Get<IEnumerable<IJobTick>>().Single(tick => tick.Name == "check-invariants");
        await job.TickAsync(default);
        await job.TickAsync(default);
        Assert.True((await _portal.PaymentAsync(_shop, _payment.TradeNo.Value)).IsFrozen);
        await using var context = _portal.Database.Open(_shop.Id);
        var alarm = Assert.Single(context.Alarms.ToList(), alarm => alarm.Detail == "I6 payment_forgotten");
        Assert.Equal((AlarmKind.BrokenInvariant, _payment.Id, 1), (alarm.Kind, alarm.PaymentId, alarm.Times));
        await _portal.Get<JobLog>().FlushAsync(default);
        var counted = (await _portal.Get<IJobBoard>().ListAsync(PlatformActor.Operator, default)).Single(row => row.Name == job.Name);
        Assert.Equal([_shop.Id], counted.Tenants.Select(tenant => tenant.Tenant));
    }

    [Fact]
    public async Task A_frozen_payment_is_not_asked_about()
    {
        Break("UPDATE Payments SET DueAt = NULL; UPDATE Cancels SET DueAt = NULL");
        await _portal.Get<IEnumerable<IJobTick>>().Single(tick => tick.Name == "check-invariants").TickAsync(default);
        Assert.Equal(0, await _portal.RunDueAsync(_shop));
        var asked = await _portal.Get<QueryPayment>().RunAsync(Actor.Job(_shop.Id), _payment.Id, new Lease(_payment.LeaseToken), default);
        Assert.Equal("stale", asked.ErrorCode());
    }

    /// <summary>On record and not answered: the gateway of this shop cannot be reached. A second payment holds the cancel.</summary>
    private async Task ARefundAndACancelAsync(Payment refunded)
    {
        await using var work = await _portal.Get<IPortalWorkFactory>().BeginAsync(Actor.Operator(_shop.Id), Permission.Refund, default);
        foreach (var id in new[] { refunded.Id, _payment.Id })
        {
            var payment = (await work.Payments.FindAsync(id, default))!;
            payment.Book(new TradeReport(TradeState.Paid, Money.OfMinor(8880, payment.Currency), true, Given.Noon, null, false, null, null), Given.Noon, 0.5);
        }
        Assert.Null(await work.CommitAsync(default));
        TestPortal.Done(await _portal.Get<RefundPayment>().RunAsync(_shop.Owner, refunded.Id, new RefundOrder("10.00", "returned", "88.80", "k"), default));
        TestPortal.Done(await _portal.Get<CancelPayment>().RunAsync(_shop.Owner, _payment.Id, "k", default));
    }

    private Task<IReadOnlyList<BrokenRule>> FindAsync() => _portal.Get<Invariants>().FindBrokenAsync(default);

    private void Break(string fault)
    {
        _portal.IsCheckedAtTheEnd = false;
        var columns = (string)_portal.Files.Sql("SELECT group_concat('\"' || name || '\"', ', ') FROM pragma_table_info('Payments') WHERE name NOT IN ('TenantId', 'Id', 'AccountId')")!;
        _portal.Files.Sql("PRAGMA foreign_keys=OFF; " + fault.Replace("{0}", columns, StringComparison.Ordinal));
    }
}
