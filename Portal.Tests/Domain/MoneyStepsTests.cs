using Portal.Domain.Alarms;
using Portal.Domain.Cancels;
using Portal.Domain.Gateway;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Refunds;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Tests.Domain.Memory;
using Portal.Tests.TestKit;
using static Portal.Tests.Domain.Memory.MoneyFlows;
using Answer = Portal.Domain.Gateway.GatewayAnswer<Portal.Domain.Gateway.CancelReport>;
using Trade = Portal.Domain.Gateway.GatewayAnswer<Portal.Domain.Gateway.TradeReport>;

namespace Portal.Tests.Domain;

/// <summary>Steps between an intent and its end: where a process may end, what is frozen, what another hand did meanwhile.</summary>
public sealed class MoneyStepsTests
{
    private static readonly TimeSpan s_tick = TimeSpan.FromTicks(1);
    private readonly MoneyFlows _flows = new();

    private MemoryShop Shop => _flows.Shop;

    [Fact]
    public async Task A_refund_and_a_cancel_come_by_every_place_at_which_a_test_may_end_the_process()
    {
        var reached = new List<string>();
        var (crash, none, watch) = (new CrashPoints(reached.Add), new NoRefundLimits(), new LimitWatch(Shop, Shop.Clock));
        var refund = new RefundPayment(Shop, new AskForRefund(Shop, Shop.Gateway, Shop, crash, Shop.Clock, Shop), none, watch, crash, Shop.Clock);
        var cancel = new CancelPayment(Shop, new AskForCancel(Shop, Shop.Gateway, crash, Shop.Clock, Shop), none, watch, crash, Shop.Clock);
        Done(await refund.RunAsync(Shop.Owner, Shop.APayment().Id, new RefundOrder("1.00", "returned", "88.80", "k"), default));
        Done(await cancel.RunAsync(Shop.Owner, Shop.APayment().Id, "k", default));
        Assert.Equal(CrashPoints.All, reached);
        Assert.Equal(12, reached.Distinct().Count());
    }

    [Fact]
    public async Task A_frozen_payments_cancel_is_looked_at_again_in_an_hour()
    {
        var payment = Shop.APayment();
        var cancel = await _flows.ACancelAsync(payment, new Answer.NotKnown("time_out"));
        payment.Freeze();
        var asked = Shop.Gateway.Asked.Count;
        Assert.Same(cancel, Done(await _flows.AskAgainAsync(cancel)));
        Assert.Equal((_flows.Now.AddHours(1), asked), (cancel.DueAt!.Value, Shop.Gateway.Asked.Count));
        Shop.StaleCommits = 1;
        Assert.Equal("stale", Code(await _flows.AskAgainAsync(cancel)));
    }

    [Fact]
    public async Task A_process_that_stood_still_for_ten_seconds_still_sends()
    {
        var cancel = await _flows.ACancelAsync(Shop.APayment(), new Answer.NotKnown("time_out"));
        var crash = new CrashPoints(name => Shop.Clock.Advance(name is CrashPoints.CancelBeforeSend or CrashPoints.RefundBeforeSend ? TimeSpan.FromSeconds(10) : TimeSpan.Zero));
        var slow = new AskForCancel(Shop, Shop.Gateway, crash, Shop.Clock, Shop);
        Assert.Equal(CancelStatus.Done, Done(await slow.RunAsync(Shop.Job, cancel.Id, cancel.TakeLease(_flows.Now, TimeSpan.FromSeconds(45)), Caller.Job, default)).Status);
        var watch = new LimitWatch(Shop, Shop.Clock);
        var refund = new RefundPayment(Shop, new AskForRefund(Shop, Shop.Gateway, Shop, crash, Shop.Clock, Shop), new NoRefundLimits(), watch, CrashPoints.None, Shop.Clock);
        Assert.Equal(RefundStatus.Done, Done(await refund.RunAsync(Shop.Owner, Shop.APayment().Id, new RefundOrder("1.00", "returned", "88.80", "k"), default)).Refund.Status);
    }

    [Fact]
    public async Task A_cancel_whose_trade_does_not_agree_goes_on_and_is_told()
    {
        var payment = Shop.APayment(PaymentStatus.Unknown);
        Shop.Gateway.Query = new Trade.Done(MemoryGateway.Trade(amount: 1));
        Shop.Gateway.Cancel = new Answer.NotKnown("time_out");
        var dues = new List<DateTimeOffset?>();
        Shop.Gateway.Meanwhile = () => dues.Add(payment.DueAt);
        var cancel = Done(await _flows.Cancel.RunAsync(Shop.Owner, payment.Id, "k", default)).Cancel;
        Assert.Equal((AlarmKind.Mismatch, payment.Id.ToString(), "amount_differs"), _flows.Alarms.Single());
        Assert.Equal((CancelStatus.Sent, PaymentStatus.Cancelling), (cancel.Status, payment.Status));
        Assert.Contains(payment.History, step => step is { From: PaymentStatus.Review, To: PaymentStatus.Cancelling, Reason: "cancel_asked", Evidence: Evidence.Person } && step.By == Shop.Owner.User);
        Assert.Null(dues[^1]);                                                                  // the cancel asks from here on
        Shop.Clock.Advance(TimeSpan.FromSeconds(1));
        await _flows.AskAgainAsync(payment);                                                    // somebody presses "Check now": it does not agree, as before
        Assert.Equal((CancelStatus.Sent, PaymentStatus.Cancelling), (cancel.Status, payment.Status));
        Assert.Equal("cancel_under_way", Code(await _flows.GiveBackAsync(payment, "0.01")));
        Shop.Gateway.Query = new Trade.Done(MemoryGateway.Trade(TradeState.NotFound, paid: false));
        for (var minute = 0; minute < 4; minute++)
        {
            Shop.Clock.Advance(TimeSpan.FromMinutes(2));
            await _flows.AskAgainAsync(payment);
        }
        Assert.Equal(PaymentStatus.Cancelling, payment.Status);
        Shop.Gateway.Cancel = new Answer.Done(new CancelReport(CancelEffect.MoneyReturned));
        await _flows.AskAgainAsync(cancel);
        Assert.Equal((CancelStatus.Done, PaymentStatus.Cancelled), (cancel.Status, payment.Status));
    }

    [Fact]
    public async Task Nothing_goes_back_while_a_cancel_is_on_its_way_whatever_the_payment_came_to()
    {
        var payment = Shop.APayment();
        await _flows.ACancelAsync(payment, new Answer.NotKnown("time_out"));
        payment.Take(PaymentTrigger.Contradicted, "amount_differs", Evidence.SignedAnswer, _flows.Now);
        Assert.Equal(PaymentStatus.Review, payment.Status);
        Assert.Equal("cancel_under_way", Code(await _flows.GiveBackAsync(payment, "1.00")));
    }

    [Fact]
    public async Task A_cancel_whose_sender_died_may_still_arrive_when_the_time_is_up()
    {
        var payment = Shop.APayment();
        var cancel = await _flows.ACancelAsync(payment, new Answer.NotKnown("time_out"));
        Shop.Clock.Advance(cancel.Until - _flows.Now - TimeSpan.FromSeconds(1));
        Shop.Gateway.Meanwhile = () => throw new TimeoutException("The process died.");
        await Assert.ThrowsAsync<TimeoutException>(() => _flows.AskAgainAsync(cancel));         // that it goes out is on disk; of its answer nothing is
        Shop.Gateway.Meanwhile = null;
        Shop.Clock.Advance(TimeSpan.FromSeconds(1));
        await _flows.AskAgainAsync(cancel);
        Assert.Equal((CancelStatus.Review, _flows.Now + Cancel.MayArriveFor), (cancel.Status, payment.DueAt!.Value));
        await _flows.AskAgainAsync(payment);
        Assert.Equal(PaymentStatus.Cancelling, payment.Status);                                 // paid says nothing as long as it may arrive
    }

    [Fact]
    public async Task A_sale_that_turns_out_paid_stands_and_the_person_decides_anew()
    {
        var payment = Shop.APayment(PaymentStatus.Unknown);
        var receipt = Done(await _flows.Cancel.RunAsync(Shop.Owner, payment.Id, "k", default));
        Assert.Equal((CancelStatus.Dropped, PaymentStatus.Paid, "cancel_dropped"), (receipt.Cancel.Status, payment.Status, receipt.Against!.Reason));
        Assert.Equal((_flows.Now, null, null), (receipt.Cancel.EndedAt!.Value, receipt.Cancel.DueAt, receipt.Cancel.SentAt));
        Assert.Empty(Shop.Gateway.Requests<CancelRequest>());
    }

    [Fact]
    public async Task A_sale_that_turns_out_closed_needs_no_cancel_and_nothing_is_said_against_it()
    {
        var payment = Shop.APayment(PaymentStatus.Unknown);
        Shop.Gateway.Query = new Trade.Done(MemoryGateway.Trade(TradeState.Closed, paid: false));
        var receipt = Done(await _flows.Cancel.RunAsync(Shop.Owner, payment.Id, "k", default));
        Assert.Equal((CancelStatus.Dropped, PaymentStatus.Closed, null), (receipt.Cancel.Status, payment.Status, receipt.Against));
    }

    [Fact]
    public async Task Somebody_who_was_faster_lets_an_intent_be_looked_at_three_times()
    {
        Shop.StaleCommits = 2;
        Assert.Null(Code(await _flows.Cancel.RunAsync(Shop.Owner, Shop.APayment(PaymentStatus.Unknown).Id, "k1", default)));
        Shop.StaleCommits = 3;
        Assert.Equal("stale", Code(await _flows.Cancel.RunAsync(Shop.Owner, Shop.APayment(PaymentStatus.Unknown).Id, "k2", default)));
        Assert.Equal(0, Shop.StaleCommits);
        Assert.Null(Code(await _flows.Cancel.RunAsync(Shop.Owner, Shop.APayment().Id, new string('k', 64), default)));
    }

    [Fact]
    public async Task A_request_whose_answer_is_not_on_record_is_doubted_when_it_is_sent_again()
    {
        var payment = Shop.APayment();
        Shop.Gateway.Meanwhile = () => throw new IOException("the process ended");
        await Assert.ThrowsAsync<IOException>(() => _flows.Cancel.RunAsync(Shop.Owner, payment.Id, "k", default));
        var cancel = Shop.Cancels.Single();
        var first = _flows.Now;
        Assert.False(cancel.WasDoubted);
        Shop.Clock.Advance(TimeSpan.FromMinutes(1));
        Shop.Gateway.Meanwhile = null;
        Shop.Gateway.Cancel = new Answer.Refused("NO_BALANCE", GatewayAdvice.TopUp);
        await _flows.AskAgainAsync(cancel);
        Assert.Equal((true, first, _flows.Now, "NO_BALANCE"), (cancel.WasDoubted, cancel.SentAt!.Value, cancel.LastSentAt!.Value, cancel.LastAnswer));
        await _flows.AskAgainAsync(cancel);
        Assert.True(cancel.WasDoubted);                                                         // for good
    }

    [Fact]
    public async Task A_read_answer_leaves_no_doubt_when_it_is_sent_again_and_a_long_one_is_cut()
    {
        var cancel = await _flows.ACancelAsync(Shop.APayment(), new Answer.Refused(new string('X', 65), GatewayAdvice.TopUp));
        Assert.Equal(new string('X', 64), cancel.LastAnswer);
        Shop.Gateway.Cancel = new Answer.Refused("NO_BALANCE", GatewayAdvice.TopUp);
        await _flows.AskAgainAsync(cancel);
        Assert.False(cancel.WasDoubted);
        Shop.Gateway.Cancel = new Answer.NotKnown("time_out");
        await _flows.AskAgainAsync(cancel);
        await _flows.AskAgainAsync(cancel);
        Assert.True(cancel.WasDoubted);
    }

    [Fact]
    public async Task A_cancel_has_an_end_once_it_is_certain()
    {
        var done = await _flows.ACancelAsync(Shop.APayment());
        var ended = done.EndedAt;
        Assert.Equal(_flows.Now, ended);
        Shop.Clock.Advance(TimeSpan.FromHours(1));
        done.Book(Shop.Payments[^1], new Answer.Done(new CancelReport(CancelEffect.MoneyReturned)), _flows.Now, 0.5);
        Assert.Equal(ended, done.EndedAt);
        var payment = Shop.APayment();
        var review = await _flows.ACancelAsync(payment, new Answer.NotKnown("time_out"));
        Assert.Null(review.EndedAt);
        Shop.Clock.Advance(review.Until - _flows.Now);
        await _flows.AskAgainAsync(review);
        Assert.Equal((CancelStatus.Review, null, _flows.Now), (review.Status, review.EndedAt, payment.DueAt!.Value));        // nothing of it can arrive any more
    }

    [Fact]
    public async Task What_was_just_sent_when_the_time_is_up_may_still_arrive()
    {
        var payment = Shop.APayment();
        var cancel = await _flows.ACancelAsync(payment, new Answer.NotKnown("time_out"));
        Shop.Clock.Advance(cancel.Until - _flows.Now - TimeSpan.FromSeconds(1));
        Shop.Gateway.Cancel = new Answer.NotKnown("time_out");
        await _flows.AskAgainAsync(cancel);
        Shop.Clock.Advance(TimeSpan.FromSeconds(1));
        await _flows.AskAgainAsync(cancel);
        Assert.Equal((CancelStatus.Review, _flows.Now + Cancel.MayArriveFor), (cancel.Status, payment.DueAt!.Value));
        Assert.True(cancel.MayArriveAt(_flows.Now + Cancel.MayArriveFor - TimeSpan.FromSeconds(1) - s_tick));
        Assert.False(cancel.MayArriveAt(_flows.Now + Cancel.MayArriveFor - TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void An_unpaid_sale_just_before_midnight_has_its_fifteen_minutes()
    {
        var midnight = new DateTimeOffset(2026, 3, 1, 16, 0, 0, TimeSpan.Zero);
        var payment = Given.APayment(paidAt: midnight.AddMinutes(-15), at: midnight.AddMinutes(-15));
        Assert.Equal(midnight.AddSeconds(-15), CancelWindow.Until(payment));
        Assert.Equal(midnight.AddSeconds(-14), CancelWindow.Until(Given.APayment(paidAt: midnight.AddMinutes(-15).AddSeconds(1))));
    }

    [Fact]
    public async Task A_frozen_payments_refund_is_looked_at_again_in_an_hour()
    {
        var payment = Shop.APayment();
        var refund = await _flows.ARefundAsync(payment, new GatewayAnswer<RefundReport>.NotKnown("time_out"));
        payment.Freeze();
        Assert.Same(refund, Done(await _flows.AskAgainAsync(refund)));
        Assert.Equal(_flows.Now.AddHours(1), refund.DueAt);
    }

    [Fact]
    public async Task A_person_who_was_held_back_by_limits_of_cancels_leaves_a_trace()
    {
        var flows = new MoneyFlows(Shop, new RoleLimits(Shop.Clock));
        var cashier = Shop.APerson(Role.Cashier);
        var payment = Shop.APayment();
        Assert.Equal("limit_amount", Code(await flows.Cancel.RunAsync(cashier, payment.Id, "k", default)));
        Assert.Equal(LimitWatch.Act, Shop.Audits.Single().Act);
        Assert.Empty(Shop.Cancels);
    }

    [Theory]
    [InlineData("1.005", "amount_too_fine")]
    [InlineData("1.123456789012345", "amount_too_fine")]
    [InlineData("1.1234567890123456", "amount_invalid")]
    [InlineData("1.00x", "amount_invalid")]
    [InlineData("1.x05", "amount_invalid")]
    [InlineData(".005", "amount_invalid")]
    [InlineData("1.", "amount_invalid")]
    [InlineData("x.005", "amount_invalid")]
    [InlineData("1.2.3", "amount_invalid")]
    [InlineData("0.00", "amount_invalid")]
    [InlineData("-1", "amount_invalid")]
    [InlineData(null, "amount_invalid")]
    public void An_amount_that_is_finer_than_its_currency_is_said_to_be_so_and_all_else_is_none(string? text, string code) =>
        Assert.Equal(code, RefundAmount.Read(text, Currency.Of("HKD")).ErrorCode());
}
