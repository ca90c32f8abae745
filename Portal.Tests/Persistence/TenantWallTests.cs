using Microsoft.EntityFrameworkCore;
using Portal.Domain.Alarms;
using Portal.Domain.Counters;
using Portal.Domain.Payments;
using Portal.Infrastructure.Persistence;
using Portal.Tests.TestKit;

namespace Portal.Tests.Persistence;

/// <summary>Each known way round the walls between tenants, tried.</summary>
public sealed class TenantWallTests : IAsyncLifetime
{
    private TestPortal _portal = default!;
    private Shop _ours = default!;
    private Shop _theirs = default!;
    private Counter _theirCounter = default!;
    private Payment _theirPayment = default!;

    public async ValueTask InitializeAsync()
    {
        _portal = await TestPortal.StartAsync();
        _ours = await _portal.AShopAsync("Ours");
        _theirs = await _portal.AShopAsync("Theirs");
        _theirCounter = await _portal.ACounterAsync(_theirs);
        _theirPayment = await _portal.APaymentAsync(_theirs, _theirCounter);
    }

    public ValueTask DisposeAsync() => _portal.DisposeAsync();

    private PortalContext Ours() => _portal.Database.Open(_ours.Id);

    [Fact]
    [Trait("Row", "T-07")]
    public async Task Every_table_is_empty_for_another_tenant()
    {
        await using var context = Ours();
        Assert.Empty(await context.Payments.ToListAsync());
        Assert.Empty(await context.PaymentSteps.ToListAsync());
        Assert.Empty(await context.PaymentEvents.ToListAsync());
        Assert.Empty(await context.Notifications.ToListAsync());
        Assert.Empty(await context.Counters.ToListAsync());
        Assert.Empty(await context.QrCodes.ToListAsync());
        Assert.DoesNotContain(await context.AuditRows.ToListAsync(), row => row.SubjectId == _theirCounter.Id.ToString());
        Assert.Single(await context.AuditHeads.ToListAsync());
        Assert.Single(await context.Accounts.ToListAsync());
        Assert.Single(await context.Feeds.ToListAsync());
    }

    [Fact]
    public async Task Every_table_is_empty_for_another_tenant_control()
    {
        await using var context = _portal.Database.Open(_theirs.Id);
        Assert.NotEmpty(await context.Payments.ToListAsync());
        Assert.NotEmpty(await context.PaymentSteps.ToListAsync());
        Assert.NotEmpty(await context.PaymentEvents.ToListAsync());
        Assert.NotEmpty(await context.Notifications.ToListAsync());
        Assert.Contains(await context.AuditRows.ToListAsync(), row => row.SubjectId == _theirCounter.Id.ToString());
    }

    [Fact]
    [Trait("Row", "T-07")]
    public async Task Find_by_the_other_tenants_key_finds_nothing()
    {
        await using var context = Ours();
        Assert.Null(await context.Payments.FindAsync(_theirs.Id, _theirPayment.Id));
        Assert.Null(await context.Payments.FindAsync(_ours.Id, _theirPayment.Id));
    }

    [Fact]
    [Trait("Row", "T-07")]
    public async Task Without_a_tenant_nothing_is_read_and_nothing_written()
    {
        await using var context = _portal.Database.OpenWithoutTenant();
        await Assert.ThrowsAnyAsync<InvalidOperationException>(() => context.Payments.ToListAsync());
        await Assert.ThrowsAnyAsync<InvalidOperationException>(() => context.Counters.AnyAsync());
        context.Add(Alarm.Raise(_theirs.Id, AlarmKind.Mismatch, "x", "x", null, Given.Noon));
        await Assert.ThrowsAsync<InvalidOperationException>(() => context.SaveChangesAsync());
    }

    [Fact]
    [Trait("Row", "T-07")]
    public async Task A_context_never_changes_its_tenant()
    {
        await using var context = Ours();
        context.ActFor(_ours.Id);
        Assert.Throws<InvalidOperationException>(() => context.ActFor(_theirs.Id));
    }

    [Fact]
    [Trait("Row", "T-07")]
    public async Task Raw_sql_on_an_entity_is_filtered_too()
    {
        await using var context = Ours();
        Assert.Empty(await context.Payments.FromSqlRaw("SELECT * FROM Payments").ToListAsync());
    }

    [Fact]
    [Trait("Row", "T-07")]
    public async Task Updates_and_deletes_by_query_are_filtered()
    {
        await using var context = Ours();
        Assert.Equal(0, await context.Payments.ExecuteUpdateAsync(set => set.SetProperty(payment => payment.AmountMinor, 1)));
        Assert.Equal(0, await context.PaymentSteps.ExecuteDeleteAsync());
        Assert.Equal(8880, (await _portal.PaymentAsync(_theirs, _theirPayment.TradeNo.Value)).AmountMinor);
    }

    [Fact]
    [Trait("Row", "T-07")]
    public async Task A_foreign_row_that_is_attached_is_not_written()
    {
        await using var context = Ours();
        context.Attach(_theirPayment).State = EntityState.Modified;
        await Assert.ThrowsAsync<InvalidOperationException>(() => context.SaveChangesAsync());
        context.Entry(_theirPayment).State = EntityState.Deleted;
        await Assert.ThrowsAsync<InvalidOperationException>(() => context.SaveChangesAsync());
        Assert.Throws<InvalidOperationException>(() => context.SaveChanges());
    }

    [Fact]
    public async Task A_foreign_row_that_is_attached_is_not_written_control()
    {
        await using var context = _portal.Database.Open(_theirs.Id);
        context.Attach(_theirPayment).State = EntityState.Modified;
        Assert.Equal(1, await context.SaveChangesAsync());
    }

    [Fact]
    [Trait("Row", "T-07")]
    public async Task A_new_row_of_another_tenant_is_not_written()
    {
        await using var context = Ours();
        context.Add(Alarm.Raise(_theirs.Id, AlarmKind.Mismatch, "x", "x", null, Given.Noon));
        await Assert.ThrowsAsync<InvalidOperationException>(() => context.SaveChangesAsync());
    }

    [Fact]
    [Trait("Row", "T-07")]
    public async Task A_row_cannot_be_moved_to_another_tenant()
    {
        await using var context = _portal.Database.Open(_theirs.Id);
        var payment = await context.Payments.SingleAsync();
        Assert.Throws<InvalidOperationException>(() =>
        {
            context.Entry(payment).Property(row => row.TenantId).CurrentValue = _ours.Id;
            context.ChangeTracker.DetectChanges();
        });
    }

    [Fact]
    [Trait("Row", "T-07")]
    public async Task A_child_cannot_point_to_a_parent_of_another_tenant()
    {
        var counter = await _portal.ACounterAsync(_ours);
        Assert.ThrowsAny<Exception>(() => _portal.Files.Sql(
            "UPDATE QrCodes SET CounterId = @their WHERE TenantId = @ours", ("@their", _theirCounter.Id.Value), ("@ours", _ours.Id.Value)));
        Assert.Equal(counter.Id, (await _portal.CounterAsync(_ours, counter.Id)).ActiveCode.CounterId);
    }

    [Fact]
    [Trait("Row", "T-07")]
    public async Task Switching_off_another_filter_leaves_the_tenants_on()
    {
        await using var context = Ours();
#pragma warning disable RS0030 // the ban itself is what is gone round here, to see what holds behind it
        Assert.Empty(await context.Payments.IgnoreQueryFilters(["softDelete"]).ToListAsync());
        Assert.Single(await context.Payments.IgnoreQueryFilters(["tenant"]).ToListAsync());       // and the test would see a leak
#pragma warning restore RS0030
    }

    [Fact]
    [Trait("Row", "T-07")]
    public async Task A_stale_row_is_not_saved()
    {
        await using var first = _portal.Database.Open(_theirs.Id);
        await using var second = _portal.Database.Open(_theirs.Id);
        var (mine, yours) = (await first.Payments.SingleAsync(), await second.Payments.SingleAsync());
        mine.ChangedAs(100);
        yours.ChangedAs(101);
        await first.SaveChangesAsync();
        await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => second.SaveChangesAsync());
    }
}
