using Portal.Domain.Alarms;
using Portal.Domain.Cancels;
using Portal.Domain.Gateway;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Work;
using Portal.Tests.Domain.Memory;
using static Portal.Tests.Domain.Memory.MoneyFlows;
using Answer = Portal.Domain.Gateway.GatewayAnswer<Portal.Domain.Gateway.CancelReport>;
using Trade = Portal.Domain.Gateway.GatewayAnswer<Portal.Domain.Gateway.TradeReport>;

namespace Portal.Tests.Domain;

/// <summary>What each word of Alipay does to a cancel and its payment, and what is refused before anything is asked.</summary>
public sealed class CancelFlowTests
{
    private readonly MoneyFlows _flows = new();

    private MemoryShop Shop => _flows.Shop;

    private async Task<Outcome<CancelReceipt>> CancelAsync(Payment payment, string? key = "k") => await _flows.Cancel.RunAsync(Shop.Owner, payment.Id, key, default);

    [Fact]
    public async Task Carried_out_the_payment_is_cancelled()
    {
        var payment = Shop.APayment();
        var receipt = Done(await CancelAsync(payment));
        var cancel = receipt.Cancel;
        Assert.Equal((CancelStatus.Done, "success", CancelEffect.MoneyReturned, _flows.Now, true), (cancel.Status, cancel.LastAnswer, cancel.Effect!.Value, cancel.EndedAt!.Value, cancel.WasPaid));
        Assert.Equal((PaymentStatus.Cancelling, PaymentStatus.Cancelled, "cancel_done", Evidence.SignedAnswer), Last(payment));
        Assert.Equal((PaymentStatus.Paid, PaymentStatus.Cancelling, "cancel_asked", Shop.Owner.User), payment.History[^2] is var step ? (step.From, step.To, step.Reason, step.By) : default);
        Assert.Null(payment.DueAt);
        Assert.Equal((payment.OutTradeNo, payment.TradeNo), Shop.Gateway.Requests<CancelRequest>().Single() is var request ? (request.OutTradeNo, request.TradeNo) : default);
        Assert.Null(receipt.Against);
        Assert.Empty(Shop.Alarms);
        Assert.Same(cancel, Done(await CancelAsync(payment)).Cancel);
        Assert.Equal("already_cancelled", Code(await CancelAsync(payment, "k2")));
    }

    [Theory]
    [InlineData(CancelEffect.NotSaid)]
    [InlineData(CancelEffect.Closed)]
    public async Task Where_the_answer_does_not_say_that_the_money_went_back_the_trade_is_asked(CancelEffect effect)
    {
        var payment = Shop.APayment();
        await _flows.ACancelAsync(payment, new Answer.Done(new CancelReport(effect)));
        Assert.Equal((PaymentStatus.Cancelled, _flows.Now), (payment.Status, payment.DueAt!.Value));
    }

    [Fact]
    public async Task What_never_was_paid_is_closed()
    {
        var payment = Shop.APayment(PaymentStatus.Pending);
        Shop.Gateway.Query = new Trade.Done(MemoryGateway.Trade(TradeState.Waiting, paid: false));
        var cancel = await _flows.ACancelAsync(payment, new Answer.Done(new CancelReport(CancelEffect.Closed)));
        Assert.Equal((CancelStatus.Done, PaymentStatus.Closed, false), (cancel.Status, payment.Status, cancel.WasPaid));
        Assert.Contains(payment.History, step => step is { Reason: "cancel_wanted", Evidence: Evidence.Person });
        Assert.Equal(typeof(TradeQuery), Shop.Gateway.Asked[0].Request.GetType());                         // what is not known to be paid is asked for first
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Without_an_answer_the_same_is_sent_again_until_it_is_said(bool untrusted)
    {
        var payment = Shop.APayment();
        var cancel = await _flows.ACancelAsync(payment, new Answer.NotKnown("why", untrusted));
        Assert.Equal((CancelStatus.Sent, "why", true, _flows.Now.AddSeconds(1)), (cancel.Status, cancel.LastAnswer, cancel.WasDoubted, cancel.DueAt!.Value));
        Assert.Equal((PaymentStatus.Cancelling, PaymentStatus.Cancelling, "why", Evidence.NoAnswer), Last(payment));
        Assert.Equal(untrusted ? [(AlarmKind.UntrustedAnswer, payment.Id.ToString(), "why")] : [], _flows.Alarms);
        Shop.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(CancelStatus.Done, Done(await _flows.AskAgainAsync(cancel)).Status);
        Assert.Equal(Caller.Job, Shop.Gateway.Asked[^1].Caller);
    }

    [Fact]
    public async Task What_surely_was_not_sent_is_not_doubted()
    {
        var cancel = await _flows.ACancelAsync(Shop.APayment(), new Answer.NotKnown("connect", SurelyNotSent: true));
        Assert.Equal((CancelStatus.Sent, false, "connect"), (cancel.Status, cancel.WasDoubted, cancel.LastAnswer));
        var read = await _flows.ACancelAsync(Shop.APayment(), new Answer.Refused("NO_BALANCE", GatewayAdvice.TopUp));
        Assert.Equal((CancelStatus.Sent, false, "NO_BALANCE", _flows.Now.AddSeconds(1)), (read.Status, read.WasDoubted, read.LastAnswer, read.DueAt!.Value));
    }

    [Fact]
    public async Task Refused_the_sale_stands_and_the_trade_is_asked()
    {
        var payment = Shop.APayment();
        Shop.Gateway.Cancel = new Answer.Refused("REASON_TRADE_REFUND_FEE_ERR", GatewayAdvice.Refund);
        var receipt = Done(await CancelAsync(payment));
        Assert.Equal(("cancel_refused", "REASON_TRADE_REFUND_FEE_ERR"), (receipt.Against!.Reason, receipt.Against.Figures!["gateway"]));
        Assert.Equal((CancelStatus.Refused, _flows.Now, "cancel_refused"), (receipt.Cancel.Status, payment.DueAt!.Value, Last(payment).Reason));
        await _flows.AskAgainAsync(payment);
        Assert.Equal(PaymentStatus.Paid, payment.Status);
    }

    [Fact]
    public async Task Refused_after_a_doubt_the_trade_is_asked_when_nothing_can_arrive_any_more()
    {
        var payment = Shop.APayment();
        var cancel = await _flows.ACancelAsync(payment, new Answer.NotKnown("time_out"));
        Shop.Gateway.Cancel = new Answer.Refused("NO", GatewayAdvice.Refund);
        Shop.Clock.Advance(TimeSpan.FromSeconds(1));
        await _flows.AskAgainAsync(cancel);
        Assert.Equal((CancelStatus.Refused, _flows.Now + Cancel.MayArriveFor), (cancel.Status, payment.DueAt!.Value));
        Assert.True(cancel.MayArriveAt(_flows.Now + Cancel.MayArriveFor - TimeSpan.FromTicks(1)));
        Assert.False(cancel.MayArriveAt(_flows.Now + Cancel.MayArriveFor));
    }

    [Fact]
    public async Task Refused_for_keys_or_contract_an_operator_is_called()
    {
        var payment = Shop.APayment();
        var cancel = await _flows.ACancelAsync(payment, new Answer.Refused("ILLEGAL_SIGN", GatewayAdvice.Configuration));
        Assert.Equal((CancelStatus.Sent, "ILLEGAL_SIGN", _flows.Now.AddMinutes(5)), (cancel.Status, cancel.LastAnswer, cancel.DueAt!.Value));
        Assert.Equal((AlarmKind.GatewayConfiguration, "ILLEGAL_SIGN", "ILLEGAL_SIGN"), _flows.Alarms.Single());
        Assert.Equal(("ILLEGAL_SIGN", Evidence.SignedAnswer), (Last(payment).Reason, Last(payment).Evidence));
    }

    [Fact]
    public async Task When_the_day_ends_without_a_word_a_person_looks()
    {
        var payment = Shop.APayment();
        var cancel = await _flows.ACancelAsync(payment, new Answer.NotKnown("time_out"));
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 15, 59, 45, TimeSpan.Zero), cancel.Until);
        Shop.Clock.Advance(cancel.Until - _flows.Now);
        var asked = Shop.Gateway.Requests<CancelRequest>().Count();
        Shop.Gateway.Query = new Trade.NotKnown("time_out");
        await _flows.AskAgainAsync(cancel);
        Assert.Equal(asked, Shop.Gateway.Requests<CancelRequest>().Count());
        Assert.Equal((CancelStatus.Review, _flows.Now, "cancel_time_up", Evidence.NoAnswer), (cancel.Status, payment.DueAt!.Value, Last(payment).Reason, Last(payment).Evidence));
        Assert.Equal((AlarmKind.CancelReview, payment.Id.ToString(), "cancel_time_up"), _flows.Alarms.Single());
    }

    [Fact]
    public async Task One_that_was_never_sent_is_dropped_when_its_day_ends()
    {
        var payment = Shop.APayment();
        Shop.Gateway.Meanwhile = () => throw new IOException("the process ended");
        await Assert.ThrowsAsync<IOException>(() => CancelAsync(payment));
        var sent = Shop.Cancels.Single();
        Assert.Equal(CancelStatus.Sent, sent.Status);
        Shop.Gateway.Meanwhile = null;
        var crashed = new CancelPayment(Shop, _flows.AskCancel, new Portal.Domain.Refunds.NoRefundLimits(), new Portal.Domain.Refunds.LimitWatch(Shop, Shop.Clock), new CrashPoints(name => _ = name == CrashPoints.CancelAfterIntent ? throw new IOException(name) : 0), Shop.Clock);
        var other = Shop.APayment();
        await Assert.ThrowsAsync<IOException>(() => crashed.RunAsync(Shop.Owner, other.Id, "k2", default));
        var cancel = Shop.Cancels[^1];
        Assert.Equal((CancelStatus.Asked, PaymentStatus.Cancelling), (cancel.Status, other.Status));
        Shop.Clock.Advance(cancel.Until - _flows.Now);
        await _flows.AskAgainAsync(cancel);
        Assert.Equal((CancelStatus.Dropped, "cancel_dropped", _flows.Now), (cancel.Status, Last(other).Reason, other.DueAt!.Value));
        Assert.Empty(Shop.Alarms);
        Assert.Empty(Shop.Gateway.Requests<CancelRequest>().Skip(1));
    }

    [Theory]
    [InlineData(PaymentStatus.Reported, "payment_reported")]
    [InlineData(PaymentStatus.Closed, "nothing_to_cancel")]
    public async Task What_cannot_be_cancelled(PaymentStatus status, string code)
    {
        Assert.Equal(code, Code(await CancelAsync(Shop.APayment(status))));
        Assert.Empty(Shop.Gateway.Asked);
        Assert.Empty(Shop.Cancels);
    }

    [Fact]
    public async Task Part_given_back_frozen_or_unknown_here()
    {
        var payment = Shop.APayment();
        await _flows.ARefundAsync(payment, amount: "1.00");
        Assert.Equal("cancel_after_refund", Code(await CancelAsync(payment)));
        payment.Freeze();
        Assert.Equal("payment_frozen", Code(await CancelAsync(payment)));
        Assert.Equal("not_found", Code(await _flows.Cancel.RunAsync(Shop.Owner, PaymentId.New(), "k", default)));
        Assert.Equal("key_invalid", Code(await CancelAsync(payment, "")));
        Assert.Equal("key_invalid", Code(await CancelAsync(payment, new string('k', 65))));
        Assert.Equal("key_invalid", Code(await CancelAsync(payment, null)));
    }

    [Fact]
    public async Task A_key_is_of_one_payment_and_an_open_cancel_answers_every_other_key()
    {
        var payment = Shop.APayment();
        Shop.Gateway.Cancel = new Answer.NotKnown("time_out");
        var open = Done(await CancelAsync(payment)).Cancel;
        Assert.Same(open, Done(await CancelAsync(payment, "other")).Cancel);
        Assert.Equal("key_reused", Code(await CancelAsync(Shop.APayment())));
        Assert.Single(Shop.Cancels);
    }

    [Fact]
    public void The_window_ends_15_seconds_before_the_day_and_an_unpaid_one_has_15_minutes_at_least()
    {
        var paid = Shop.APayment();
        var midnight = new DateTimeOffset(2026, 3, 1, 16, 0, 0, TimeSpan.Zero);
        Assert.Equal(midnight.AddSeconds(-15), CancelWindow.Until(paid));
        Assert.True(CancelWindow.IsOpen(paid, midnight.AddSeconds(-15).AddTicks(-1)));
        Assert.False(CancelWindow.IsOpen(paid, midnight.AddSeconds(-15)));
        Assert.Equal("cancel_window_closed", CancelPayment.Check(paid, midnight.AddSeconds(-15))!.Code);
        Shop.Clock.Advance(midnight.AddMinutes(-10) - _flows.Now);
        Assert.Equal(_flows.Now.AddMinutes(15).AddSeconds(-15), CancelWindow.Until(Shop.APayment(PaymentStatus.Pending)));
        Assert.Equal(midnight.AddSeconds(-15), CancelWindow.Until(Shop.APayment()));
        Shop.Clock.Advance(TimeSpan.FromMinutes(-20));
        Assert.Equal(midnight.AddSeconds(-15), CancelWindow.Until(Shop.APayment(PaymentStatus.Pending)));
    }

    [Fact]
    public async Task An_answer_to_what_has_ended_otherwise_needs_a_person()
    {
        var payment = Shop.APayment();
        var cancel = await _flows.ACancelAsync(payment, new Answer.NotKnown("time_out"));
        Assert.NotNull(payment.Take(PaymentTrigger.SaidPaid, "trade_success", Evidence.SignedAnswer, _flows.Now));
        var alarm = cancel.Book(payment, new Answer.Done(new CancelReport(CancelEffect.MoneyReturned)), _flows.Now, 0.5)!;
        Assert.Equal((AlarmKind.Mismatch, "cancel_contradicts", PaymentStatus.Review), (alarm.Kind, alarm.Detail, payment.Status));
        Assert.Equal("cancel_contradicts", Last(payment).Reason);
    }

    [Fact]
    public async Task Nothing_is_sent_by_an_overtaken_claim_or_a_process_that_stood_still()
    {
        var payment = Shop.APayment();
        var cancel = await _flows.ACancelAsync(payment, new Answer.NotKnown("time_out"));
        var lease = cancel.TakeLease(_flows.Now, TimeSpan.FromSeconds(45));
        cancel.TakeLease(_flows.Now, TimeSpan.FromSeconds(45));
        var asked = Shop.Gateway.Asked.Count;
        Assert.Equal("stale", Code(await _flows.AskCancel.RunAsync(Shop.Job, cancel.Id, lease, Caller.Job, default)));
        var slow = new AskForCancel(Shop, Shop.Gateway, new CrashPoints(name => Shop.Clock.Advance(name == CrashPoints.CancelBeforeSend ? TimeSpan.FromSeconds(11) : TimeSpan.Zero)), Shop.Clock, Shop);
        Assert.Equal("stale", Code(await slow.RunAsync(Shop.Job, cancel.Id, cancel.TakeLease(_flows.Now, TimeSpan.FromSeconds(45)), Caller.Job, default)));
        Assert.Equal(asked, Shop.Gateway.Asked.Count);
    }
}
