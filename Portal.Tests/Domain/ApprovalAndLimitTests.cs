using Portal.Domain.Approvals;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Refunds;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Tests.Domain.Memory;
using static Portal.Tests.Domain.Memory.MoneyFlows;

namespace Portal.Tests.Domain;

/// <summary>Limits of roles and people, what owners set, and refunds that another person allows.</summary>
public sealed class ApprovalAndLimitTests
{
    private readonly MoneyFlows _flows;
    private readonly AskForApproval _ask;
    private readonly ApproveRefund _approve;
    private readonly ChangeLimits _change;
    private readonly Actor _cashier;
    private readonly Actor _manager;

    public ApprovalAndLimitTests()
    {
        var shop = new MemoryShop();
        var limits = new RoleLimits(shop.Clock);
        _flows = new MoneyFlows(shop, limits);
        _ask = new AskForApproval(shop, limits, shop.Clock);
        _approve = new ApproveRefund(shop, _flows.Refund, shop.Clock);
        _change = new ChangeLimits(shop);
        (_cashier, _manager) = (shop.APerson(Role.Cashier), shop.APerson(Role.Manager));
    }

    private MemoryShop Shop => _flows.Shop;

    private Task<Outcome<Approval>> AskAsync(Payment payment, string amount = "60.00", string? key = "a", string? reason = "broken", Actor? by = null) =>
        _ask.RunAsync(by ?? _cashier, payment.Id, new RefundOrder(amount, reason, payment.Refundable.ToPlainText(), key), default);

    [Theory]
    [InlineData("HKD", 5000)]
    [InlineData("JPY", 5000)]
    [InlineData("KRW", 50000)]
    public void A_cashier_begins_with_fifty_units_five_an_hour_of_the_same_shop_day(string currency, long minor)
    {
        var limit = RoleLimit.Of(Role.Cashier)!;
        Assert.Equal((minor, false, 5, 1), (limit.In(Currency.Of(currency)).MinorUnits, limit.ProofBeyond, limit.PerHour!.Value, limit.Days!.Value));
    }

    [Fact]
    public void Managers_and_owners_prove_themselves_beyond_a_thousand_and_accountants_give_nothing_back()
    {
        Assert.Equal(new RoleLimit(1000, true, 20, 30), RoleLimit.Of(Role.Manager));
        Assert.Equal(new RoleLimit(1000, true, null, null), RoleLimit.Of(Role.Owner));
        Assert.Null(RoleLimit.Of(Role.Accountant));
    }

    [Fact]
    public async Task What_an_owner_set_holds_instead_and_a_persons_own_before_the_roles()
    {
        Assert.Equal(7000, Done(await _change.RunAsync(Shop.Owner, Role.Cashier, new LimitOrder(" 70.00 ", "3", " 7 "), default)).In(Currency.Of("HKD")).MinorUnits);
        var own = Done(await _change.OfPersonAsync(Shop.Owner, _cashier.User!.Value, new LimitOrder(null, "9", null), default));
        Assert.Equal((7000, 9, 7), (own.In(Currency.Of("HKD")).MinorUnits, own.PerHour!.Value, own.Days!.Value));
        Assert.Equal(5000, own.In(Currency.Of("USD")).MinorUnits);                                          // of another currency nothing was set
        Assert.Equal(2, Shop.Limits.Count);
        Assert.Equal(["change_limits", "change_limits"], Shop.Audits.Select(entry => entry.Act));
        Assert.Equal([("tenant", Shop.Tenant.Id.ToString()), ("person", _cashier.User.Value.ToString())], Shop.Audits.Select(entry => (entry.Subject!.Kind, entry.Subject.Id)));
        Assert.All(Shop.Permitted, permission => Assert.Equal(Permission.ChangePolicies, permission));
        Assert.Equal(5000, Done(await _change.RunAsync(Shop.Owner, Role.Cashier, new LimitOrder("", " ", null), default)).In(Currency.Of("HKD")).MinorUnits);
        Assert.Single(Shop.Limits);                                                                         // what says nothing is no rule
        Assert.Equal(3, Shop.Commits);
        await _change.RunAsync(Shop.Owner, Role.Manager, new LimitOrder(null, null, null), default);
        Assert.Equal(3, Shop.Commits);
    }

    [Theory]
    [InlineData("0", null, null, "amount_invalid")]
    [InlineData("x", null, null, "amount_invalid")]
    [InlineData("1.005", null, null, "amount_invalid")]
    [InlineData(null, "0", null, "limit_count_invalid")]
    [InlineData(null, "1001", null, "limit_count_invalid")]
    [InlineData(null, "-1", null, "limit_count_invalid")]
    [InlineData(null, "x", null, "limit_count_invalid")]
    [InlineData(null, null, "0", "limit_days_invalid")]
    [InlineData(null, null, "366", "limit_days_invalid")]
    public async Task A_limit_that_is_none(string? amount, string? perHour, string? days, string code)
    {
        Assert.Equal(code, Code(await _change.RunAsync(Shop.Owner, Role.Cashier, new LimitOrder(amount, perHour, days), default)));
        Assert.Empty(Shop.Limits);
    }

    [Fact]
    public async Task A_limit_may_be_as_far_as_a_thousand_an_hour_and_a_year()
    {
        Assert.Equal((1000, 365), Done(await _change.RunAsync(Shop.Owner, Role.Cashier, new LimitOrder(null, "1000", "365"), default)) is var limit ? (limit.PerHour!.Value, limit.Days!.Value) : default);
        Assert.Equal("amount_invalid", Code(await _change.RunAsync(Shop.Owner, Role.Accountant, new LimitOrder("1", null, null), default)));
        Assert.Equal("amount_invalid", Code(await _change.OfPersonAsync(Shop.Owner, Shop.APerson(Role.Accountant).User!.Value, new LimitOrder("1", null, null), default)));
        Assert.Equal("not_found", Code(await _change.OfPersonAsync(Shop.Owner, new UserId(Guid.NewGuid()), new LimitOrder("1", null, null), default)));
    }

    [Fact]
    public async Task Over_the_amount_a_cashier_is_refused_and_an_owner_proves_who_they_are()
    {
        var payment = Shop.APayment();
        Assert.Equal("limit_amount", Code(await _flows.GiveBackAsync(payment, "50.01", by: _cashier)));
        Assert.Null(Code(await _flows.GiveBackAsync(payment, "50.00", by: _cashier)));
        await _change.RunAsync(Shop.Owner, Role.Owner, new LimitOrder("10.00", null, null), default);
        Assert.Equal("step_up_required", Code(await _flows.GiveBackAsync(payment, "10.01", key: "o")));
        Shop.SessionOf(Shop.Owner).Proven(_flows.Now, TimeSpan.FromMinutes(5));
        Assert.Null(Code(await _flows.GiveBackAsync(payment, "10.01", key: "o")));
        Assert.Null(Code(await _flows.GiveBackAsync(payment, "20.00", key: "job", by: Actor.Operator(Shop.Tenant.Id))));      // the command line has no limit
    }

    [Fact]
    public async Task The_sixth_within_an_hour_is_refused_and_told_when_it_is_possible()
    {
        var payment = Shop.APayment();
        for (var i = 0; i < 5; i++)
        {
            Assert.Null(Code(await _flows.GiveBackAsync(payment, "1.00", key: $"k{i}", by: _cashier)));
            Shop.Clock.Advance(TimeSpan.FromMinutes(1));
        }
        var refused = Assert.IsType<Outcome<RefundReceipt>.Refused>(await _flows.GiveBackAsync(payment, "1.00", key: "k5", by: _cashier)).Error;
        Assert.Equal(("limit_per_hour", "5", "2026-03-01T05:00:00.0000000Z"), (refused.Reason, refused.Figures!["limit"], refused.Figures["until"]));
        Shop.Clock.Advance(TimeSpan.FromMinutes(55));
        Assert.Null(Code(await _flows.GiveBackAsync(payment, "1.00", key: "k5", by: _cashier)));
        await _change.RunAsync(Shop.Owner, Role.Cashier, new LimitOrder("100.00", null, null), default);
        Assert.Equal("limit_per_hour", Code(await _flows.Cancel.RunAsync(_cashier, Shop.APayment().Id, "c", default)));      // a cancel gives money back, too
    }

    [Fact]
    public async Task Too_old_is_another_shop_day_for_cashiers_and_thirty_days_for_managers()
    {
        var payment = Shop.APayment();
        Shop.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal("limit_age", Code(await _flows.GiveBackAsync(payment, "1.00", by: _cashier)));
        Assert.Null(Code(await _flows.GiveBackAsync(payment, "1.00", key: "m", by: _manager)));
        Shop.Clock.Advance(TimeSpan.FromDays(29));
        Assert.Null(Code(await _flows.GiveBackAsync(payment, "1.00", key: "m2", by: _manager)));
        Shop.Clock.Advance(TimeSpan.FromTicks(1));
        Assert.Equal("limit_age", Code(await _flows.GiveBackAsync(payment, "1.00", key: "m3", by: _manager)));
        Assert.Null(Code(await _flows.GiveBackAsync(payment, "1.00", key: "o")));
    }

    [Fact]
    public async Task What_is_over_the_limit_is_put_before_another_person_who_allows_it()
    {
        var payment = Shop.APayment();
        var approval = Done(await AskAsync(payment));
        Assert.Equal((ApprovalStatus.Asked, 6000L, "broken", "limit_amount", _cashier.User!.Value, _flows.Now, 0),
            (approval.Status, approval.AmountMinor, approval.Reason, approval.Rule, approval.RequestedBy, approval.RequestedAt, approval.Version));
        Assert.Equal(("approval_asked", Evidence.Person), (Last(payment).Reason, Last(payment).Evidence));
        Assert.Equal((0, 1), (payment.HeldMinor, Shop.Approvals.Count));
        Assert.Equal(("ask_for_refund", "payment", "HKD 60.00", "limit_amount", "broken"), Shop.Audits[^1] is var said ? (said.Act, said.Subject!.Kind, said.After["asked"], said.After["limit"], said.Reason) : default);
        Assert.Same(approval, Done(await AskAsync(payment)));
        Assert.Equal("key_reused", Code(await AskAsync(payment, "61.00")));
        Assert.Equal("asked_before", Code(await AskAsync(payment, key: "b")));
        Assert.Equal("own_request", Code(await _approve.RunAsync(_cashier, approval.Id, "88.80", default)));
        var receipt = Done(await _approve.RunAsync(_manager, approval.Id, "88.80", default));
        Assert.Equal((RefundStatus.Done, _cashier.User, _manager.User, null, 6000L), (receipt.Refund.Status, receipt.Refund.RequestedBy, receipt.Refund.ApprovedBy, receipt.Refund.Key, receipt.Refund.AmountMinor));
        Assert.Equal((ApprovalStatus.Approved, _manager.User, _flows.Now, receipt.Refund.Id, 1), (approval.Status, approval.AnsweredBy, approval.AnsweredAt!.Value, approval.RefundId!.Value, approval.Version));
        Assert.Contains(payment.History, step => step.Reason == "approval_given" && step.By == _manager.User);
        Assert.Same(receipt.Refund, Done(await _approve.RunAsync(_manager, approval.Id, "88.80", default)).Refund);
        Assert.Equal("request_answered", Code(await _approve.RunAsync(Shop.Owner, approval.Id, "88.80", default)));
        Assert.Equal("request_answered", Code(await _ask.WithdrawAsync(_cashier, approval.Id, default)));
        Assert.Single(Shop.Refunds);
    }

    [Fact]
    public async Task Declined_with_a_reason_or_taken_back()
    {
        var payment = Shop.APayment();
        var approval = Done(await AskAsync(payment));
        Assert.Equal("case_reason", Code(await _approve.DeclineAsync(_manager, approval.Id, " ", default)));
        Assert.Equal("own_request", Code(await _approve.DeclineAsync(_cashier, approval.Id, "no", default)));
        Assert.Equal("not_found", Code(await _approve.DeclineAsync(_manager, ApprovalId.New(), "no", default)));
        Assert.Equal((ApprovalStatus.Declined, "no need"), Done(await _approve.DeclineAsync(_manager, approval.Id, " no need ", default)) is var declined ? (declined.Status, declined.AnswerReason) : default);
        Assert.Equal(("approval_declined", "decline_refund", "no need"), (Last(payment).Reason, Shop.Audits[^1].Act, Shop.Audits[^1].Reason));
        var second = Done(await AskAsync(payment, key: "b"));
        Assert.Equal("not_own_request", Code(await _ask.WithdrawAsync(_manager, second.Id, default)));
        Assert.Equal(ApprovalStatus.Withdrawn, Done(await _ask.WithdrawAsync(_cashier, second.Id, default)).Status);
        Assert.Equal(("approval_withdrawn", "withdraw_refund_request"), (Last(payment).Reason, Shop.Audits[^1].Act));
        var commits = Shop.Commits;
        Assert.Same(second, Done(await _ask.WithdrawAsync(_cashier, second.Id, default)));
        Assert.Equal(commits, Shop.Commits);
        Assert.Equal("not_found", Code(await _ask.WithdrawAsync(_cashier, ApprovalId.New(), default)));
        Assert.Equal("not_found", Code(await _approve.RunAsync(_manager, ApprovalId.New(), "1", default)));
    }

    [Fact]
    public async Task Nobody_is_asked_for_what_one_may_do_alone_or_not_at_all()
    {
        var payment = Shop.APayment();
        Assert.Equal("within_limits", Code(await AskAsync(payment, "50.00")));
        Assert.Equal("forbidden", Code(await AskAsync(payment, by: Shop.Owner)));                          // an owner proves who they are instead
        Assert.Equal("forbidden", Code(await AskAsync(payment, by: Actor.Operator(Shop.Tenant.Id))));
        Assert.Equal("key_invalid", Code(await AskAsync(payment, key: "")));
        Assert.Equal("refund_reason", Code(await AskAsync(payment, reason: "")));
        await _change.RunAsync(Shop.Owner, Role.Manager, new LimitOrder("10.00", null, null), default);
        Assert.Equal("step_up_required", Code(await AskAsync(payment, by: _manager)));
        Assert.Equal("not_found", Code(await _ask.RunAsync(_cashier, PaymentId.New(), new RefundOrder("60", "r", "88.80", "z"), default)));
        Assert.Empty(Shop.Approvals);
    }

    [Fact]
    public async Task Whoever_allows_it_is_held_to_their_own_limits_and_to_what_is_left()
    {
        var payment = Shop.APayment();
        var approval = Done(await AskAsync(payment));
        await _change.RunAsync(Shop.Owner, Role.Manager, new LimitOrder("10.00", null, null), default);
        Assert.Equal("step_up_required", Code(await _approve.RunAsync(_manager, approval.Id, "88.80", default)));
        await _flows.GiveBackAsync(payment, "40.00", key: "m", by: Shop.Owner);
        Assert.Equal("refunded_meanwhile", Code(await _approve.RunAsync(Shop.Owner, approval.Id, "88.80", default)));
        Assert.Equal("refund_exceeds_remaining", Code(await _approve.RunAsync(Shop.Owner, approval.Id, "48.80", default)));
        Assert.Equal(ApprovalStatus.Asked, approval.Status);
    }

    [Fact]
    public async Task What_was_asked_or_answered_before_is_said_with_its_figures()
    {
        var payment = Shop.APayment();
        var approval = Done(await AskAsync(payment));
        var asked = Assert.IsType<Outcome<Approval>.Refused>(await AskAsync(payment, key: "b")).Error;
        Assert.Equal(("stale", "asked_before", "60.00", "2026-03-01T04:00:00.0000000Z"), (asked.Code, asked.Reason, asked.Figures!["amount"], asked.Figures["at"]));
        Shop.Clock.Advance(TimeSpan.FromMinutes(1));
        Done(await _ask.WithdrawAsync(_cashier, approval.Id, default));
        var answered = Assert.IsType<Outcome<RefundReceipt>.Refused>(await _approve.RunAsync(_manager, approval.Id, payment.Refundable.ToPlainText(), default)).Error;
        Assert.Equal(("stale", "request_answered", "Withdrawn", "2026-03-01T04:01:00.0000000Z"), (answered.Code, answered.Reason, answered.Figures!["status"], answered.Figures["at"]));
        Assert.Equal("withdraw_refund_request", Shop.Audits[^1].Act);
    }

    [Fact]
    public async Task Who_approves_acts_on_behalf_of_who_asked()
    {
        var payment = Shop.APayment();
        var approval = Done(await AskAsync(payment));
        Done(await _approve.RunAsync(_manager, approval.Id, payment.Refundable.ToPlainText(), default));
        Assert.Equal((_cashier.User, "broken"), (Shop.Audits[^1].OnBehalfOf, Shop.Audits[^1].Reason));
    }
}
