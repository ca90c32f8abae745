using Microsoft.EntityFrameworkCore;
using Portal.Domain.Approvals;
using Portal.Domain.Attention;
using Portal.Domain.Counters;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Refunds;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Tests.Flows;
using Portal.Tests.TestKit;

namespace Portal.Tests.Approvals;

/// <summary>A cashier asks for more than a cashier may give back; another person answers in a session of their own. A real shop before the simulator.</summary>
public sealed class ApprovalTests : IAsyncLifetime
{
    private MoneyStand _stand = default!;
    private Payment _payment = default!;
    private Actor _cashier = default!;

    private AskForApproval Ask => _stand.Portal.Get<AskForApproval>();

    private ApproveRefund Approve => _stand.Portal.Get<ApproveRefund>();

    public async ValueTask InitializeAsync()
    {
        _stand = await MoneyStand.StartAsync();
        _payment = await _stand.PaymentAsync();
        _cashier = await _stand.PersonAsync(Role.Cashier, _payment.CounterId);
    }

    public ValueTask DisposeAsync() => _stand.DisposeAsync();

    [Fact]
    [Trait("Row", "capability 19")]
    public async Task Capability_19_a_manager_approves_and_the_refund_stores_requester_and_approver()
    {
        var manager = await _stand.PersonAsync(Role.Manager);
        var asked = await AskAsync("80.00");
        Assert.Equal((ApprovalStatus.Asked, "limit_amount", _cashier.User), (asked.Status, asked.Rule, asked.RequestedBy));
        Assert.Empty(await _stand.RefundsAsync());
        Assert.Equal(0, (await _stand.PaymentAsync()).HeldMinor);                                          // a wish holds no money
        Assert.Empty(await _stand.RequestsAsync(MoneyStand.RefundService));

        var row = Assert.Single((await _stand.Portal.Get<IAttentionQueries>().PageAsync(manager, 0, 10, default)).Rows);
        Assert.Equal((Need.RefundAsked, "HKD 80.00", true), (row.Need, row.Amount!.ToString(), row.NeedsPerson));
        var receipt = TestPortal.Done(await Approve.RunAsync(manager, asked.Id, "88.80", default));
        Assert.Equal((RefundStatus.Done, "8.80"), (receipt.Refund.Status, receipt.Remaining.ToPlainText()));
        var refund = await _stand.RefundAsync();
        Assert.Equal((_cashier.User, manager.User), (refund.RequestedBy, refund.ApprovedBy));
        Assert.Equal((ApprovalStatus.Approved, refund.Id), await ReadAsync(asked.Id) is var approved ? (approved.Status, approved.RefundId!.Value) : default);
        Assert.Equal(80.00m, decimal.Parse(Assert.Single(await _stand.RequestsAsync(MoneyStand.RefundService)).Parameters["refund_amount"], System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(0, (await _stand.Portal.Get<IAttentionQueries>().PageAsync(manager, 0, 10, default)).Total);

        Assert.Equal(refund.Id, TestPortal.Done(await Approve.RunAsync(manager, asked.Id, "8.80", default)).Refund.Id);        // pressed again: the same refund
        Assert.Single(await _stand.RequestsAsync(MoneyStand.RefundService));
        var view = (await _stand.Portal.Get<IPaymentQueries>().FindAsync(manager, _payment.Id, default))!;
        Assert.Equal("Someone", Assert.Single(view.Back!.Refunds).ApprovedBy);
        Assert.Equal(["approval_asked", "approval_given", "refund_requested"], view.History.Select(step => step.Reason).Where(reason => reason.StartsWith("approval", StringComparison.Ordinal) || reason == "refund_requested").Order());
    }

    [Fact]
    [Trait("Row", "capability 19")]
    [Trait("Row", "M-12")]
    public async Task Capability_19_nobody_approves_what_they_asked_for_themselves()
    {
        var manager = await _stand.PersonAsync(Role.Manager);
        _stand.Portal.Clock.Advance(TimeSpan.FromDays(31));
        manager = await _stand.PersonAsync(Role.Manager);
        var asked = TestPortal.Done(await Ask.RunAsync(manager, _payment.Id, Order("10.00"), default));
        Assert.Equal("limit_age", asked.Rule);
        Assert.Equal(("forbidden", "own_request"), await Approve.RunAsync(manager, asked.Id, "88.80", default) is Outcome<RefundReceipt>.Refused { Error: var own } ? (own.Code, own.Reason) : default);
        Assert.Equal("forbidden", (await Approve.DeclineAsync(manager, asked.Id, "no", default)).ErrorCode());
        var (other, cashier) = (await _stand.PersonAsync(Role.Manager), await _stand.PersonAsync(Role.Cashier, _payment.CounterId));
        Assert.Equal("limit_exceeded", (await Approve.RunAsync(other, asked.Id, "88.80", default)).ErrorCode());          // as old for the other manager
        Assert.Equal("forbidden", await DeniedAsync(() => Approve.RunAsync(cashier, asked.Id, "88.80", default)));
        Assert.Empty(await _stand.RefundsAsync());
        var owner = await _stand.PersonAsync(Role.Owner);
        Assert.Equal(RefundStatus.Done, TestPortal.Done(await Approve.RunAsync(owner, asked.Id, "88.80", default)).Refund.Status);
    }

    [Fact]
    public async Task Of_two_who_answer_at_once_one_does_and_the_money_goes_once()
    {
        var (first, second) = (await _stand.PersonAsync(Role.Manager), await _stand.PersonAsync(Role.Owner));
        var asked = await AskAsync("60.00");
        Outcome<RefundReceipt>? faster = null;
        _stand.Reached = name =>
        {
            if (name == CrashPoints.RefundBeforeIntent && faster is null)
            {
                _stand.Reached = null;
                faster = Approve.RunAsync(second, asked.Id, "88.80", default).GetAwaiter().GetResult();
            }
        };
        var slower = await Approve.RunAsync(first, asked.Id, "88.80", default);
        Assert.Equal(("stale", "request_answered"), slower is Outcome<RefundReceipt>.Refused { Error: var error } ? (error.Code, error.Reason) : default);
        Assert.Equal(second.User, TestPortal.Done(faster!).Refund.ApprovedBy);
        Assert.Single(await _stand.RequestsAsync(MoneyStand.RefundService));
        Assert.Single(await _stand.RefundsAsync());
    }

    [Fact]
    public async Task Declined_and_withdrawn_move_nothing_and_say_why()
    {
        var manager = await _stand.PersonAsync(Role.Manager);
        var asked = await AskAsync("60.00");
        Assert.Equal("reason_required", (await Approve.DeclineAsync(manager, asked.Id, " ", default)).ErrorCode());
        TestPortal.Done(await Approve.DeclineAsync(manager, asked.Id, "the dish was right", default));
        Assert.Equal(("stale", "request_answered"), await Approve.RunAsync(manager, asked.Id, "88.80", default) is Outcome<RefundReceipt>.Refused { Error: var error } ? (error.Code, error.Reason) : default);
        var again = await AskAsync("61.00");
        Assert.Equal("forbidden", (await Ask.WithdrawAsync(manager, again.Id, default)).ErrorCode());
        Assert.Equal(ApprovalStatus.Withdrawn, TestPortal.Done(await Ask.WithdrawAsync(_cashier, again.Id, default)).Status);
        Assert.Equal(ApprovalStatus.Withdrawn, TestPortal.Done(await Ask.WithdrawAsync(_cashier, again.Id, default)).Status);
        Assert.Equal("stale", (await Approve.RunAsync(manager, again.Id, "88.80", default)).ErrorCode());
        Assert.Empty(await _stand.RefundsAsync());
        var rows = (await _stand.Portal.Get<IPaymentQueries>().FindAsync(_cashier, _payment.Id, default))!.Back!.Approvals;
        Assert.Equal([(ApprovalStatus.Declined, "the dish was right"), (ApprovalStatus.Withdrawn, null)], rows.Select(row => (row.Status, row.Answer)));
    }

    [Fact]
    public async Task A_yes_to_what_is_not_so_any_more_is_stale_and_the_request_stands()
    {
        var manager = await _stand.PersonAsync(Role.Manager);
        var asked = await AskAsync("60.00");
        TestPortal.Done(await _stand.RefundAsync("50.00"));
        Assert.Equal("stale", (await Approve.RunAsync(manager, asked.Id, "88.80", default)).ErrorCode());
        Assert.Equal("refund_exceeds_remaining", (await Approve.RunAsync(manager, asked.Id, "38.80", default)).ErrorCode());
        Assert.Equal(ApprovalStatus.Asked, (await ReadAsync(asked.Id)).Status);
        Assert.Single(await _stand.RefundsAsync());
    }

    [Fact]
    public async Task What_cannot_be_refunded_cannot_be_asked_for_and_one_waits_at_a_time()
    {
        Assert.Equal("stale", (await Ask.RunAsync(_cashier, _payment.Id, Order("10.00"), default)).ErrorCode());          // within the limits
        Assert.Equal("reason_required", (await Ask.RunAsync(_cashier, _payment.Id, Order("60.00") with { Reason = " " }, default)).ErrorCode());
        Assert.Equal("refund_exceeds_remaining", (await Ask.RunAsync(_cashier, _payment.Id, Order("88.81"), default)).ErrorCode());
        Assert.Equal("amount_invalid", (await Ask.RunAsync(_cashier, _payment.Id, Order("60,00"), default)).ErrorCode());
        Assert.Equal("forbidden", (await Ask.RunAsync(await _stand.PersonAsync(Role.Owner), _payment.Id, Order("60.00"), default)).ErrorCode());
        var order = Order("60.00");
        var asked = TestPortal.Done(await Ask.RunAsync(_cashier, _payment.Id, order, default));
        Assert.Equal(asked.Id, TestPortal.Done(await Ask.RunAsync(_cashier, _payment.Id, order, default)).Id);
        Assert.Equal("key_reused", (await Ask.RunAsync(_cashier, _payment.Id, order with { Amount = "61.00" }, default)).ErrorCode());
        Assert.Equal(("stale", "asked_before"), await Ask.RunAsync(_cashier, _payment.Id, Order("61.00"), default) is Outcome<Approval>.Refused { Error: var error } ? (error.Code, error.Reason) : default);
    }

    [Fact]
    [Trait("Row", "capability 20")]
    public async Task More_than_the_approvers_own_limit_takes_a_fresh_proof_of_the_approver()
    {
        await _stand.AnotherShopAsync("1000.01");
        _payment = await _stand.PaymentAsync();
        _cashier = await _stand.PersonAsync(Role.Cashier, _payment.CounterId);
        var manager = await _stand.PersonAsync(Role.Manager);
        var asked = await AskAsync("1000.01");
        _stand.Portal.Clock.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal("step_up_required", (await Approve.RunAsync(manager, asked.Id, "1000.01", default)).ErrorCode());
        Assert.Empty(await _stand.RefundsAsync());
    }

    [Fact]
    [Trait("Row", "M-12")]
    public async Task What_somebody_approved_counts_as_theirs_too()
    {
        await _stand.Portal.Get<ChangeLimits>().RunAsync(Actor.Operator(_stand.Tenant.Id), Role.Manager, new LimitOrder(null, "1", null), default);
        var manager = await _stand.PersonAsync(Role.Manager);
        TestPortal.Done(await Approve.RunAsync(manager, (await AskAsync("60.00")).Id, "88.80", default));
        var refused = await _stand.Portal.Get<RefundPayment>().RunAsync(manager, _payment.Id, Order("1.00") with { Remaining = "28.80" }, default);
        Assert.Equal(("limit_exceeded", "limit_per_hour"), refused is Outcome<RefundReceipt>.Refused { Error: var error } ? (error.Code, error.Reason) : default);
    }

    [Fact]
    public async Task People_of_other_counters_and_tenants_find_nothing()
    {
        var asked = await AskAsync("60.00");
        var elsewhere = await _stand.PersonAsync(Role.Manager, TestPortal.Done(await _stand.Portal.Get<CreateQrCode>().RunAsync(Actor.Operator(_stand.Tenant.Id), "Back", "back", default)).Id);
        Assert.Equal("not_found", (await Approve.RunAsync(elsewhere, asked.Id, "88.80", default)).ErrorCode());
        Assert.Equal("not_found", (await Approve.DeclineAsync(elsewhere, asked.Id, "no", default)).ErrorCode());
        var theirs = await _stand.Portal.AddTenantAsync("Noodles");
        Assert.Equal("not_found", (await Approve.RunAsync(Actor.Operator(theirs.Id), asked.Id, "88.80", default)).ErrorCode());
        Assert.Equal(0, (await _stand.Portal.Get<IAttentionQueries>().PageAsync(elsewhere, 0, 10, default)).Total);
        Assert.Equal(ApprovalStatus.Asked, (await ReadAsync(asked.Id)).Status);
    }

    private async Task<Approval> AskAsync(string amount) => TestPortal.Done(await Ask.RunAsync(_cashier, _payment.Id, Order(amount), default));

    private RefundOrder Order(string amount) => new(amount, "wrong dish", _payment.Refundable.ToPlainText(), Guid.NewGuid().ToString("N"));

    private async Task<Approval> ReadAsync(ApprovalId id)
    {
        await using var context = _stand.Shop.Open();
        return await context.Approvals.AsNoTracking().SingleAsync(approval => approval.Id == id);
    }

    private static async Task<string?> DeniedAsync<T>(Func<Task<Outcome<T>>> flow)
    {
        try
        {
            return (await flow()).ErrorCode();
        }
        catch (AccessDeniedException denied)
        {
            return denied.Error.Code;
        }
    }
}
