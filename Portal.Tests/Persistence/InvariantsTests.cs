using Portal.Domain.Alarms;
using Portal.Domain.Payments;
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
        _payment = await _portal.APaymentAsync(_shop, await _portal.ACounterAsync(_shop));
    }

    public ValueTask DisposeAsync() => _portal.DisposeAsync();

    [Fact]
    public async Task All_is_well_after_a_payment() => Assert.Empty(await FindAsync());

    [Theory]
    [InlineData("I1 message_without_payment", "UPDATE Notifications SET PaymentId = NULL")]
    [InlineData("I1 payment_without_message", "DELETE FROM Notifications")]
    [InlineData("I2 trade_twice", "DROP INDEX IX_Payments_AccountId_TradeNo; INSERT INTO Payments SELECT TenantId, '00000000-0000-0000-0000-000000000001', AccountId, {0} FROM Payments")]
    [InlineData("I2 credited_twice", "INSERT INTO PaymentSteps (TenantId, PaymentId, Id, \"From\", \"To\", Reason, Evidence, At) SELECT TenantId, PaymentId, '00000000-0000-0000-0000-000000000001', \"From\", \"To\", Reason, Evidence, At FROM PaymentSteps")]
    [InlineData("I5 payment_of_other_counter", "UPDATE Payments SET CounterId = '00000000-0000-0000-0000-000000000001'")]
    [InlineData("I5 payment_of_other_account", "UPDATE Payments SET AccountId = '00000000-0000-0000-0000-000000000001'")]
    [InlineData("I5 step_of_other_tenant", "UPDATE PaymentSteps SET TenantId = '00000000-0000-0000-0000-000000000001'")]
    [InlineData("I5 event_of_other_tenant", "UPDATE PaymentEvents SET TenantId = '00000000-0000-0000-0000-000000000001'")]
    [InlineData("I6 payment_forgotten", "UPDATE Payments SET DueAt = NULL")]
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
        Break("UPDATE Payments SET DueAt = NULL");
        var job = _portal.Get<IEnumerable<IJobTick>>().Single(tick => tick.Name == "check-invariants");
        await job.TickAsync(default);
        await job.TickAsync(default);
        Assert.True((await _portal.PaymentAsync(_shop, _payment.TradeNo.Value)).IsFrozen);
        var alarm = Assert.Single(await _portal.Get<IAlarmQueries>().OpenAsync(_shop.Owner, default));
        Assert.Equal((AlarmKind.BrokenInvariant, _payment.Id, 1), (alarm.Kind, alarm.PaymentId, alarm.Times));
    }

    [Fact]
    public async Task A_frozen_payment_is_not_asked_about()
    {
        Break("UPDATE Payments SET DueAt = NULL");
        await _portal.Get<IEnumerable<IJobTick>>().Single(tick => tick.Name == "check-invariants").TickAsync(default);
        Assert.Equal(0, await _portal.RunDueAsync(_shop));
        var asked = await _portal.Get<QueryPayment>().RunAsync(Actor.Job(_shop.Id), _payment.Id, new Lease(_payment.LeaseToken), default);
        Assert.Equal("stale", asked.ErrorCode());
    }

    private Task<IReadOnlyList<BrokenRule>> FindAsync() => _portal.Get<Invariants>().FindBrokenAsync(default);

    private void Break(string fault)
    {
        _portal.IsCheckedAtTheEnd = false;
        var columns = (string)_portal.Files.Sql("SELECT group_concat('\"' || name || '\"', ', ') FROM pragma_table_info('Payments') WHERE name NOT IN ('TenantId', 'Id', 'AccountId')")!;
        _portal.Files.Sql("PRAGMA foreign_keys=OFF; " + fault.Replace("{0}", columns, StringComparison.Ordinal));
    }
}
