using Microsoft.EntityFrameworkCore;
using Portal.Domain.Counters;
using Portal.Domain.Notifications;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Infrastructure.Jobs;
using Portal.Infrastructure.Persistence.Queries;
using Portal.Tests.Flows;
using Portal.Tests.TestKit;

namespace Portal.Tests.Tenants;

/// <summary>Suspending, resuming and closing: what stops, what goes on, what comes back.</summary>
public sealed class SuspendTests
{
    [Fact]
    [Trait("Row", "Capability-40")]
    public async Task Capability_40_suspended_codes_stop_and_each_comes_back_as_it_was()
    {
        await using var stand = await CodeStand.StartAsync();
        var (admin, other) = (await stand.Portal.StaffAsync(), await stand.Portal.ACounterAsync(stand.Shop, "Back"));
        await stand.Portal.Get<StopCode>().RunAsync(stand.Shop.Owner, other.Id, other.ActiveCode.Id, default);
        Assert.IsType<Outcome<Tenant>.Done>(await stand.SuspendAsync(admin, codes: true));
        Assert.Equal(1, await stand.LaterAsync(TimeSpan.FromSeconds(1)));
        Assert.Equal((QrCodeStatus.Stopped, QrCodeStatus.Stopped), await StatesAsync(stand, other));
        Assert.Equal("codes_stopped", (await stand.RestartAsync()).Reason());
        Assert.Equal("codes_stopped", (await stand.Portal.Get<CreateQrCode>().RunAsync(stand.Shop.Owner, "New", "key", default)).Reason());
        Assert.Equal("codes_stopped", (await stand.ReplaceAsync()).Reason());
        Assert.NotEmpty(await stand.Portal.Get<ICounterQueries>().ListAsync(stand.Shop.Owner, default));           // people go on

        Assert.IsType<Outcome<Tenant>.Done>(await stand.ResumeAsync(admin));
        await stand.LaterAsync(TimeSpan.FromSeconds(1));
        Assert.Equal((QrCodeStatus.Live, QrCodeStatus.Stopped), await StatesAsync(stand, other));
        Assert.Empty(await stand.Portal.RevocationsAsync());
    }

    [Fact]
    public async Task A_stop_that_had_no_answer_when_the_tenant_resumes_is_followed_by_the_restart()
    {
        await using var stand = await CodeStand.StartAsync();
        var admin = await stand.Portal.StaffAsync();
        stand.Gateway.Reply = Replies.Status(503);
        await stand.SuspendAsync(admin, codes: true);
        await stand.LaterAsync(TimeSpan.FromSeconds(1));
        Assert.Equal(CodeAct.Stop, (await stand.CodeAsync()).Wanted);
        await stand.ResumeAsync(admin);
        stand.SaysYes();
        for (var i = 0; i < 6; i++)
        {
            await stand.LaterAsync(TimeSpan.FromMinutes(2));
        }
        Assert.Equal((QrCodeStatus.Live, null), ((await stand.CodeAsync()).Status, (await stand.CodeAsync()).Wanted));
    }

    [Fact]
    public async Task A_code_that_is_still_being_made_stops_as_soon_as_it_is()
    {
        await using var stand = await CodeStand.StartAsync();
        var admin = await stand.Portal.StaffAsync();
        stand.Gateway.Reply = Replies.Status(503);
        var made = TestPortal.Done(await stand.Portal.Get<CreateQrCode>().RunAsync(stand.Shop.Owner, "New", "key", default));
        Assert.Equal(QrCodeStatus.Creating, made.ActiveCode.Status);
        await stand.SuspendAsync(admin, codes: true);
        stand.SaysYes();
        for (var i = 0; i < 3; i++)
        {
            await stand.LaterAsync(TimeSpan.FromMinutes(2));
        }
        Assert.Equal(QrCodeStatus.Stopped, (await stand.Portal.CounterAsync(stand.Shop, made.Id)).ActiveCode.Status);
        await stand.ResumeAsync(admin);
        await stand.LaterAsync(TimeSpan.FromMinutes(2));
        Assert.Equal(QrCodeStatus.Live, (await stand.Portal.CounterAsync(stand.Shop, made.Id)).ActiveCode.Status);
    }

    [Fact]
    [Trait("Row", "Capability-40")]
    public async Task Capability_40_suspended_sign_ins_are_refused_at_the_next_command_and_the_codes_go_on()
    {
        await using var stand = await CodeStand.StartAsync();
        var admin = await stand.Portal.StaffAsync();
        await stand.SuspendAsync(admin, codes: false);
        Assert.Equal("tenant_suspended", await RefusedAsync(stand, stand.Shop.Owner));
        Assert.Equal(stand.Shop.Id, Assert.Single(await stand.Portal.RevocationsAsync()).TenantId);
        Assert.Equal(0, await stand.LaterAsync(TimeSpan.FromSeconds(1)));
        await stand.Portal.APaymentAsync(stand.Shop, await stand.CounterAsync());
        await stand.ResumeAsync(admin);
        Assert.Single((await stand.Portal.Get<IPaymentQueries>().PageAsync(stand.Shop.Owner, PaymentFilter.All, null, 10, default)).Rows);
    }

    [Fact]
    [Trait("Row", "T-16")]
    public async Task T_16_a_closed_tenant_still_books_what_customers_pay_and_keeps_its_keys_for_thirty_days()
    {
        await using var stand = await CodeStand.StartAsync();
        var (admin, close) = (await stand.Portal.StaffAsync(), stand.Portal.Get<CloseTenant>());
        Assert.Equal("tenant_confirmation_differs", (await close.RunAsync(admin, stand.Shop.Id, "Harbour", default)).Reason());
        Assert.IsType<Outcome<Tenant>.Done>(await close.RunAsync(admin, stand.Shop.Id, stand.Shop.Tenant.Name, default));
        Assert.Equal(stand.Portal.Clock.GetUtcNow().AddDays(30), (await stand.Portal.TenantAsync(stand.Shop.Id)).KeysDestroyedFrom);
        Assert.Equal("tenant_suspended", await RefusedAsync(stand, stand.Shop.Owner));
        await stand.LaterAsync(TimeSpan.FromSeconds(1));
        Assert.Equal(QrCodeStatus.Stopped, (await stand.CodeAsync()).Status);
        var payment = await stand.Portal.APaymentAsync(stand.Shop, await stand.CounterAsync());
        Assert.Equal(PaymentStatus.Reported, payment.Status);
        Assert.Equal("tenant_closed", (await stand.ResumeAsync(admin)).Reason());
        Assert.Equal("tenant_closed", (await stand.SuspendAsync(admin, codes: false)).Reason());
    }

    [Fact]
    [Trait("Row", "T-16")]
    public async Task T_16_thirty_days_after_closing_the_keys_are_destroyed_and_the_amounts_stay()
    {
        await using var stand = await CodeStand.StartAsync();
        var counter = await stand.CounterAsync();
        var kept = await stand.Portal.APaymentAsync(stand.Shop, counter);
        var (other, job) = (await stand.Portal.AShopAsync("Other"), stand.Portal.Get<IEnumerable<IJobTick>>().Single(tick => tick.Name == "destroy-keys"));
        Assert.IsType<Outcome<Tenant>.Done>(await stand.Portal.Get<CloseTenant>().RunAsync(await stand.Portal.StaffAsync(), stand.Shop.Id, stand.Shop.Tenant.Name, default));
        stand.Portal.Clock.Advance(TimeSpan.FromDays(29));
        Assert.Equal(0, await job.TickAsync(default));
        stand.Portal.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(1, await job.TickAsync(default));
        Assert.Equal(0, await job.TickAsync(default));
        await using var context = stand.Portal.Database.Open(stand.Shop.Id);
        var (tenant, account) = (await stand.Portal.TenantAsync(stand.Shop.Id), await context.Accounts.SingleAsync());
        Assert.Equal((0, 0, null), (tenant.WrappedDataKey.Length, account.SealedSecret.Length, account.AlipayPublicKey));
        Assert.Equal(kept.AmountMinor, (await stand.Portal.PaymentAsync(stand.Shop, kept.TradeNo.Value)).AmountMinor);
        Assert.Contains(await context.AuditRows.ToListAsync(), row => row is { Act: "destroy_keys", ActorKind: ActorKind.Job });
        var late = NoticeForm.Paid(counter.ActiveCode, stand.Shop.Account.Partner, "2026030122001400001400000099", "1.00", "HKD").SignedBy(stand.Shop.Alipay);
        stand.Portal.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.NotEqual(Receipt.Stored, await stand.Portal.ReceiveAsync(counter.ActiveCode.AddressToken, late.Body()));
        Assert.NotEmpty((await stand.Portal.TenantAsync(other.Id)).WrappedDataKey);
        Assert.Empty(await stand.Portal.Get<Invariants>().FindBrokenAsync(default));
    }

    [Fact]
    public async Task Only_proven_admins_change_a_tenants_state()
    {
        await using var stand = await CodeStand.StartAsync();
        var suspend = stand.Portal.Get<SuspendTenant>();
        await Assert.ThrowsAsync<AccessDeniedException>(async () => await stand.SuspendAsync(await stand.Portal.StaffAsync(PlatformRole.Support), true));
        var unproven = await Assert.ThrowsAsync<AccessDeniedException>(async () => await stand.SuspendAsync(await stand.Portal.StaffAsync(isProven: false), true));
        Assert.Equal("step_up_required", unproven.Error.Code);
        var owner = await Assert.ThrowsAsync<AccessDeniedException>(() => suspend.RunAsync(new PlatformActor(stand.Shop.Owner.User, stand.Shop.Owner.Session), stand.Shop.Id, true, "x", default));
        Assert.Equal("not_found", owner.Error.Code);
        var admin = await stand.Portal.StaffAsync();
        var unknown = await Assert.ThrowsAsync<AccessDeniedException>(() => suspend.RunAsync(admin, TenantId.New(), true, "x", default));
        Assert.Equal("not_found", unknown.Error.Code);
        Assert.Equal("reason_required", (await suspend.RunAsync(admin, stand.Shop.Id, true, " ", default)).Reason());
        Assert.Equal(TenantStatus.Active, (await stand.Portal.TenantAsync(stand.Shop.Id)).Status);
    }

    private static async Task<(QrCodeStatus, QrCodeStatus)> StatesAsync(CodeStand stand, Counter other) =>
        ((await stand.CodeAsync()).Status, (await stand.Portal.CounterAsync(stand.Shop, other.Id)).ActiveCode.Status);

    private static async Task<string?> RefusedAsync(CodeStand stand, Actor actor) =>
        (await Assert.ThrowsAsync<AccessDeniedException>(() => stand.Portal.Get<ICounterQueries>().ListAsync(actor, default))).Error.Reason;
}
