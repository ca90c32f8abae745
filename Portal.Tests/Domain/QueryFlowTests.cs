using Portal.Domain.Alarms;
using Portal.Domain.Attention;
using Portal.Domain.Cancels;
using Portal.Domain.Gateway;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Refunds;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Tests.Domain.Memory;
using static Portal.Tests.Domain.Memory.MoneyFlows;
using Trade = Portal.Domain.Gateway.GatewayAnswer<Portal.Domain.Gateway.TradeReport>;

namespace Portal.Tests.Domain;

/// <summary>What the trade's own word does to a payment, by the job and by <em>Check now</em>.</summary>
public sealed class QueryFlowTests
{
    private readonly MoneyFlows _flows = new();

    private MemoryShop Shop => _flows.Shop;

    [Fact]
    public async Task Paid_is_booked_with_payer_and_times_and_whatever_waits_is_asked_now()
    {
        var payment = Shop.APayment(PaymentStatus.Unknown);
        Shop.Clock.Advance(TimeSpan.FromSeconds(7));
        Assert.Same(payment, Done(await _flows.AskAgainAsync(payment)));
        Assert.Equal((PaymentStatus.Unknown, PaymentStatus.Paid, "trade_success", Evidence.SignedAnswer), Last(payment));
        Assert.Equal((8880L, 8100L, "138****0001", _flows.Now), (payment.AmountMinor!.Value, payment.CnyMinor!.Value, payment.Payer, payment.SaidPaidAt!.Value));
        Assert.Equal("2088000000000999"u8.ToArray(), payment.PayerHash);
        Assert.Equal((1, 1, (DateTimeOffset?)null), (Shop.PulledForward, Shop.Commits, payment.DueAt));
        var asked = Shop.Gateway.Asked.Single();
        Assert.Equal((new TradeQuery(payment.TradeNo, payment.OutTradeNo, payment.Currency), Caller.Job), ((TradeQuery)asked.Request, asked.Caller));
        Assert.Empty(Shop.Alarms);
        await _flows.AskAgainAsync(Shop.APayment(PaymentStatus.Reported));
        Assert.Equal(1, Shop.PulledForward);                                                                // nothing was in doubt
    }

    [Theory]
    [InlineData(GatewayAdvice.FixInput, 1, false)]
    [InlineData(GatewayAdvice.Configuration, 300, true)]
    public async Task A_refused_question_is_no_answer(GatewayAdvice advice, int seconds, bool alarms)
    {
        var payment = Shop.APayment(PaymentStatus.Reported);
        Shop.Gateway.Query = new Trade.Refused("NO", advice);
        await _flows.AskAgainAsync(payment);
        Assert.Equal((PaymentStatus.Reported, PaymentStatus.Unknown, "NO", Evidence.NoAnswer), Last(payment));
        Assert.Equal((_flows.Now.AddSeconds(seconds), 1), (payment.DueAt!.Value, payment.Attempts));
        Assert.Equal(alarms ? [(AlarmKind.GatewayConfiguration, "NO", "NO")] : [], _flows.Alarms);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_answer_leaves_it_open_and_an_untrusted_one_is_told(bool untrusted)
    {
        var payment = Shop.APayment(PaymentStatus.Pending);
        Shop.Gateway.Query = new Trade.NotKnown("why", untrusted);
        await _flows.AskAgainAsync(payment);
        Assert.Equal((PaymentStatus.Unknown, _flows.Now.AddSeconds(1)), (payment.Status, payment.DueAt!.Value));
        Assert.Equal(untrusted ? [(AlarmKind.UntrustedAnswer, payment.Id.ToString(), "why")] : [], _flows.Alarms);
    }

    [Fact]
    public async Task What_does_not_agree_is_told_by_its_kind()
    {
        var differs = Shop.APayment(PaymentStatus.Reported);
        Shop.Gateway.Query = new Trade.Done(MemoryGateway.Trade(amount: 1));
        await _flows.AskAgainAsync(differs);
        Assert.Equal((AlarmKind.Mismatch, differs.Id.ToString(), "amount_differs"), _flows.Alarms[^1]);
        Assert.Equal("amount_differs", Last(differs).Reason);
        var unread = Shop.APayment(PaymentStatus.Reported);
        Shop.Gateway.Query = new Trade.Done(MemoryGateway.Trade(amount: null));
        await _flows.AskAgainAsync(unread);
        Assert.Equal((AlarmKind.Mismatch, "amount_unreadable"), (_flows.Alarms[^1].Kind, _flows.Alarms[^1].Detail));
        var late = Shop.APayment(PaymentStatus.Closed);
        Shop.Gateway.Query = new Trade.Done(MemoryGateway.Trade());
        await _flows.AskAgainAsync(late);
        Assert.Equal((AlarmKind.MoneyAfterEnd, late.Id.ToString(), "paid_after_end"), _flows.Alarms[^1]);
        Assert.Equal((PaymentStatus.Closed, PaymentStatus.Review, "paid_after_end"), Last(late) is var step ? (step.From, step.To, step.Reason) : default);
        var gone = Shop.APayment(PaymentStatus.Reported);
        Shop.Gateway.Query = new Trade.Done(MemoryGateway.Trade(TradeState.NotFound));
        foreach (var wait in new[] { 0, 150, 150 })
        {
            Shop.Clock.Advance(TimeSpan.FromSeconds(wait));
            await _flows.AskAgainAsync(gone);
        }
        Assert.Equal((AlarmKind.TradeUnknownToGateway, "trade_not_exist", PaymentStatus.Review), (_flows.Alarms[^1].Kind, _flows.Alarms[^1].Detail, gone.Status));
        Assert.Equal(0, Shop.PulledForward);                                                                // "not found" says not that it answers again
    }

    [Fact]
    public async Task Money_that_came_after_the_end_and_went_back_closes_its_alarm()
    {
        var payment = Shop.APayment(PaymentStatus.Closed);
        await _flows.AskAgainAsync(payment);
        Assert.Equal(PaymentStatus.Review, payment.Status);
        Shop.Clock.Advance(TimeSpan.FromMinutes(1));
        Done(await _flows.GiveBackAsync(payment));
        Assert.Equal((PaymentStatus.Refunded, _flows.Now, "refund_done", (UserId?)null), Shop.Alarms.Single() is var alarm ? (payment.Status, alarm.ClosedAt!.Value, alarm.ClosedReason, alarm.ClosedBy) : default);
    }

    [Fact]
    public async Task A_waiting_buyer_is_asked_when_his_time_is_over()
    {
        var payment = Shop.APayment(PaymentStatus.Reported);
        Shop.Gateway.Query = new Trade.Done(MemoryGateway.Trade(TradeState.Waiting, paid: false));
        await _flows.AskAgainAsync(payment);
        Assert.Equal((PaymentStatus.Pending, "wait_buyer_pay", payment.ArrivedAt.AddSeconds(185)), (payment.Status, Last(payment).Reason, payment.DueAt!.Value));
        Shop.Clock.Advance(TimeSpan.FromSeconds(185));
        await _flows.AskAgainAsync(payment);
        Assert.Equal(_flows.Now.AddSeconds(3), payment.DueAt);
    }

    [Fact]
    public async Task Refunds_made_at_alipays_own_page_become_rows()
    {
        var payment = Shop.APayment();
        Shop.Notices.Add(new RefundNotice(RefundNo.Of("E1"), "8.80", _flows.Now));
        Shop.Gateway.Query = new Trade.Done(MemoryGateway.Trade(refunded: true));
        await _flows.AskAgainAsync(payment);
        var refund = Shop.Refunds.Single();
        Assert.Equal((RefundStatus.Done, 880L, true, _flows.Now, (UserId?)null, 8880L), (refund.Status, refund.AmountMinor, refund.IsElsewhere, refund.EndedAt!.Value, refund.RequestedBy, refund.RemainingSeenMinor));
        Assert.Equal((PaymentStatus.PartlyRefunded, 880L, 880L, "refund_elsewhere", Evidence.Notification), (payment.Status, payment.HeldMinor, payment.RefundedMinor, Last(payment).Reason, Last(payment).Evidence));
        await _flows.AskAgainAsync(payment);
        Assert.Single(Shop.Refunds);
        Assert.Empty(Shop.Alarms);
    }

    [Theory]
    [InlineData("88.81")]
    [InlineData("0")]
    [InlineData("x")]
    [InlineData(null)]
    public async Task A_refund_elsewhere_that_does_not_fit_needs_a_person(string? fee)
    {
        var payment = Shop.APayment();
        Shop.Notices.Add(new RefundNotice(RefundNo.Of("E1"), fee, _flows.Now));
        Shop.Gateway.Query = new Trade.Done(MemoryGateway.Trade(refunded: true));
        await _flows.AskAgainAsync(payment);
        Assert.Equal((PaymentStatus.Review, "refund_exceeds", 0), (payment.Status, _flows.Alarms.Single().Detail, Shop.Refunds.Count));
    }

    [Fact]
    public async Task Something_went_back_and_nothing_says_what()
    {
        var payment = Shop.APayment();
        Shop.Gateway.Query = new Trade.Done(MemoryGateway.Trade(refunded: true));
        await _flows.AskAgainAsync(payment);
        Assert.Equal((PaymentStatus.Review, "refunded_elsewhere"), (payment.Status, _flows.Alarms.Single().Detail));
    }

    [Fact]
    public async Task Paid_while_a_cancel_may_still_arrive_decides_nothing()
    {
        var payment = Shop.APayment();
        var cancel = await _flows.ACancelAsync(payment, new GatewayAnswer<CancelReport>.NotKnown("time_out"));
        await _flows.AskAgainAsync(payment);
        Assert.Equal((PaymentStatus.Cancelling, PaymentStatus.Cancelling, "trade_success", Evidence.SignedAnswer), Last(payment));
        Assert.Null(payment.DueAt);                                                                         // the cancel itself asks
        Shop.Gateway.Cancel = new GatewayAnswer<CancelReport>.Refused("NO", GatewayAdvice.Refund);
        await _flows.AskAgainAsync(cancel);
        await _flows.AskAgainAsync(payment);
        Assert.Equal((PaymentStatus.Cancelling, _flows.Now + Cancel.MayArriveFor), (payment.Status, payment.DueAt!.Value));
        Shop.Clock.Advance(Cancel.MayArriveFor);
        await _flows.AskAgainAsync(payment);
        Assert.Equal((PaymentStatus.Paid, CancelStatus.Refused), (payment.Status, cancel.Status));
    }

    [Theory]
    [InlineData(PaymentStatus.Paid, false, PaymentStatus.Cancelled, "undone_at_alipay", null)]
    [InlineData(PaymentStatus.Paid, true, PaymentStatus.Review, "closed_though_paid", "closed_though_paid")]
    [InlineData(PaymentStatus.Unknown, false, PaymentStatus.Cancelled, "undone_at_alipay", null)]
    [InlineData(PaymentStatus.Unknown, true, PaymentStatus.Review, "closed_though_paid", "closed_though_paid")]
    public async Task Closed_though_it_was_paid(PaymentStatus from, bool refunded, PaymentStatus to, string reason, string? alarm)
    {
        var payment = Shop.APayment(from);
        Shop.Gateway.Query = new Trade.Done(MemoryGateway.Trade(TradeState.Closed, refunded: refunded));
        await _flows.AskAgainAsync(payment);
        Assert.Equal((to, reason), (payment.Status, Last(payment).Reason));
        Assert.Equal(alarm, _flows.Alarms.SingleOrDefault().Detail);
        Assert.Null(payment.DueAt);
    }

    [Fact]
    public async Task Closed_with_a_refund_of_the_whole_under_way_is_that_refunds_question()
    {
        var payment = Shop.APayment();
        await _flows.ARefundAsync(payment, new GatewayAnswer<RefundReport>.Done(new RefundReport(false, true, null)), later: true);
        Shop.Gateway.Query = new Trade.Done(MemoryGateway.Trade(TradeState.Closed, refunded: true));
        await _flows.AskAgainAsync(payment);
        Assert.Equal((PaymentStatus.Paid, 0), (payment.Status, Shop.Alarms.Count));
        await _flows.ARefundAsync(Shop.APayment(), new GatewayAnswer<RefundReport>.Done(new RefundReport(false, true, null)), later: true, amount: "1.00");
        await _flows.AskAgainAsync(Shop.Payments[^1]);
        Assert.Equal(PaymentStatus.Review, Shop.Payments[^1].Status);
        Shop.Gateway.Query = new Trade.Done(MemoryGateway.Trade(TradeState.Closed));
        var held = Shop.APayment();
        await _flows.ARefundAsync(held, new GatewayAnswer<RefundReport>.Done(new RefundReport(false, true, null)), later: true, amount: "1.00");
        await _flows.AskAgainAsync(held);
        Assert.Equal((PaymentStatus.Review, "closed_though_paid"), (held.Status, Last(held).Reason));
    }

    [Fact]
    public async Task What_a_person_decided_and_alipay_denies_is_open_again()
    {
        var decide = new DecideByHand(Shop, Shop.Clock);
        var payment = Shop.APayment(PaymentStatus.Review);
        Done(await decide.RunAsync(Shop.Owner, new CaseId(CaseKind.Payment, payment.Id.Value), Decision.Paid, "Review", "counted", default));
        Shop.Gateway.Query = new Trade.Done(MemoryGateway.Trade(TradeState.Closed, amount: 8000));
        await _flows.AskAgainAsync(payment);
        Assert.Equal((PaymentStatus.Review, "decision_contradicted"), (payment.Status, Last(payment).Reason));
        var never = Shop.APayment(PaymentStatus.Review);
        Done(await decide.RunAsync(Shop.Owner, new CaseId(CaseKind.Payment, never.Id.Value), Decision.NeverPaid, "Review", "empty till", default));
        Shop.Gateway.Query = new Trade.Done(MemoryGateway.Trade(TradeState.NotFound));
        await _flows.AskAgainAsync(never);
        Assert.Equal((PaymentStatus.Closed, 0, (DateTimeOffset?)null), (never.Status, never.NotFoundAnswers, never.DueAt));
        var refunded = Shop.APayment();
        var refund = await _flows.ARefundAsync(refunded, new GatewayAnswer<RefundReport>.Done(new RefundReport(false, true, null)), later: true);
        Shop.Clock.Advance(TimeSpan.FromMinutes(15));
        Done(await decide.RunAsync(Shop.Owner, new CaseId(CaseKind.Refund, refund.Id.Value), Decision.Refunded, "Accepted", "saw it", default));
        Assert.Equal((RefundStatus.Done, PaymentStatus.Refunded), (refund.Status, refunded.Status));
        Shop.Gateway.Query = new Trade.Done(MemoryGateway.Trade());
        await _flows.AskAgainAsync(refunded);
        Assert.Equal((RefundStatus.Review, PaymentStatus.Review, 0L, 8880L, "decision_contradicted"), (refund.Status, refunded.Status, refunded.RefundedMinor, refunded.HeldMinor, Last(refunded).Reason));
    }

    [Fact]
    public async Task An_overtaken_claim_asks_nothing_and_a_frozen_payment_is_left_alone()
    {
        var payment = Shop.APayment();
        var lease = payment.TakeLease(_flows.Now, TimeSpan.FromSeconds(30));
        payment.TakeLease(_flows.Now, TimeSpan.FromSeconds(30));
        Assert.Equal("stale", Code(await _flows.Query.RunAsync(Shop.Job, payment.Id, lease, default)));
        payment.Freeze();
        Assert.Equal("stale", Code(await _flows.AskAgainAsync(payment)));
        Assert.Equal("not_found", Code(await _flows.Query.RunAsync(Shop.Job, PaymentId.New(), lease, default)));
        Assert.Empty(Shop.Gateway.Asked);
        Assert.All(Shop.Permitted, permission => Assert.Equal(Permission.AskGateway, permission));
        Shop.StaleCommits = 1;
        Assert.Equal("stale", Code(await _flows.AskAgainAsync(Shop.APayment())));
    }

    [Fact]
    public async Task Check_now_asks_at_once_ten_times_a_minute()
    {
        var payment = Shop.APayment(PaymentStatus.Unknown);
        var receipt = Done(await _flows.Check.RunAsync(Shop.Owner, payment.Id, default));
        Assert.Equal((PaymentStatus.Paid, true, Caller.Person), (receipt.Status, receipt.IsAsked, Shop.Gateway.Asked.Single().Caller));
        Assert.All(Shop.Permitted, permission => Assert.Equal(Permission.CheckPayment, permission));
        for (var again = 1; again < CheckPace.PerMinute; again++)
        {
            Assert.Null(Code(await _flows.Check.RunAsync(Shop.Owner, payment.Id, default)));
        }
        var paused = Assert.IsType<Outcome<CheckReceipt>.Refused>(await _flows.Check.RunAsync(Shop.Owner, payment.Id, default)).Error;
        Assert.Equal(("check_paused", "10", "2026-03-01T04:01:00.0000000Z"), (paused.Reason, paused.Figures!["limit"], paused.Figures["until"]));
        Assert.Null(Code(await _flows.Check.RunAsync(Shop.APerson(Role.Manager), payment.Id, default)));      // each person has their own
        Shop.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(Code(await _flows.Check.RunAsync(Shop.Owner, payment.Id, default)));
    }

    [Fact]
    public async Task Check_now_asks_nothing_while_somebody_asks_or_of_what_is_frozen()
    {
        var payment = Shop.APayment(PaymentStatus.Unknown);
        payment.TakeLease(_flows.Now, TimeSpan.FromSeconds(30));
        Assert.Equal(new CheckReceipt(PaymentStatus.Unknown, false), Done(await _flows.Check.RunAsync(Shop.Owner, payment.Id, default)));
        Shop.Clock.Advance(TimeSpan.FromSeconds(31));
        Shop.StaleCommits = 1;
        Assert.False(Done(await _flows.Check.RunAsync(Shop.Owner, payment.Id, default)).IsAsked);              // another hand was faster
        payment.Freeze();
        Assert.Equal("payment_frozen", Code(await _flows.Check.RunAsync(Shop.Owner, payment.Id, default)));
        Assert.Equal("not_found", Code(await _flows.Check.RunAsync(Shop.Owner, PaymentId.New(), default)));
    }

    [Fact]
    public async Task A_cases_own_question_is_asked()
    {
        var payment = Shop.APayment();
        var refund = await _flows.ARefundAsync(payment, new GatewayAnswer<RefundReport>.NotKnown("time_out"), amount: "1.00");
        var id = new CaseId(CaseKind.Refund, refund.Id.Value);
        Assert.Equal(new CheckReceipt(PaymentStatus.PartlyRefunded, true), Done(await _flows.CheckCase.RunAsync(Shop.Owner, id, default)));
        Assert.Equal(RefundStatus.Done, refund.Status);
        Assert.True(Done(await _flows.CheckCase.RunAsync(Shop.Owner, id, default)).IsAsked);                   // it has ended: the trade is asked
        Assert.IsType<TradeQuery>(Shop.Gateway.Asked[^1].Request);
        var other = Shop.APayment();
        var cancel = await _flows.ACancelAsync(other, new GatewayAnswer<CancelReport>.NotKnown("time_out"));
        var ofCancel = new CaseId(CaseKind.Cancel, cancel.Id.Value);
        cancel.TakeLease(_flows.Now, TimeSpan.FromSeconds(45));
        Assert.False(Done(await _flows.CheckCase.RunAsync(Shop.Owner, ofCancel, default)).IsAsked);
        Shop.Clock.Advance(TimeSpan.FromSeconds(46));
        Assert.Equal(new CheckReceipt(PaymentStatus.Cancelled, true), Done(await _flows.CheckCase.RunAsync(Shop.Owner, ofCancel, default)));
        Assert.Equal("not_found", Code(await _flows.CheckCase.RunAsync(Shop.Owner, new CaseId(CaseKind.Refund, Guid.NewGuid()), default)));
        Shop.Alarms.Add(Alarm.Raise(Shop.Tenant.Id, AlarmKind.GuessedPassword, "x", "", null, _flows.Now));
        Assert.Equal("nothing_to_ask", Code(await _flows.CheckCase.RunAsync(Shop.Owner, new CaseId(CaseKind.Alarm, Shop.Alarms[^1].Id), default)));
        var frozen = await _flows.ARefundAsync(payment, new GatewayAnswer<RefundReport>.NotKnown("time_out"), amount: "1.00");
        payment.Freeze();
        Assert.Equal("payment_frozen", Code(await _flows.CheckCase.RunAsync(Shop.Owner, new CaseId(CaseKind.Refund, frozen.Id.Value), default)));
    }
}
