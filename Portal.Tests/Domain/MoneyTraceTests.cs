using Portal.Domain.Alarms;
using Portal.Domain.Attention;
using Portal.Domain.Cancels;
using Portal.Domain.Counters;
using Portal.Domain.Gateway;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Refunds;
using Portal.Domain.Tenants;
using Portal.Tests.Domain.Memory;
using Portal.Tests.TestKit;
using static Portal.Tests.Domain.Memory.MoneyFlows;
using Trade = Portal.Domain.Gateway.GatewayAnswer<Portal.Domain.Gateway.TradeReport>;

namespace Portal.Tests.Domain;

/// <summary>What stays on record of money that went back, and what a trade's word does where more is known of it.</summary>
public sealed class MoneyTraceTests
{
    private readonly MoneyFlows _flows = new();

    private MemoryShop Shop => _flows.Shop;

    [Fact]
    public async Task A_refund_leaves_what_was_seen_and_what_is_left()
    {
        var payment = Shop.APayment();
        await _flows.GiveBackAsync(payment, "30.00");
        var said = Shop.Audits.Single();
        Assert.Equal(("payment", payment.Id.ToString(), payment.CounterId), (said.Subject!.Kind, said.Subject.Id, said.Subject.Counter!.Value));
        Assert.Equal(("Paid", "88.80"), (said.Before["seen"], said.Before["remaining"]));
        Assert.Equal(("HKD 30.00", "58.80", Shop.Refunds.Single().Number.Value), (said.After["amount"], said.After["remaining"], said.After["refundNo"]));
        Assert.Equal(("returned", null), (said.Reason, said.OnBehalfOf));
        Assert.Contains(payment.History, step => step is { Reason: "refund_requested", Evidence: Evidence.Person } && step.By == Shop.Owner.User);
    }

    [Fact]
    public async Task A_person_who_is_held_back_three_times_is_told_of()
    {
        var flows = new MoneyFlows(Shop, new RoleLimits(Shop.Clock));
        var (cashier, payment) = (Shop.APerson(Role.Cashier), Shop.APayment());
        for (var time = 1; time <= LimitWatch.Often; time++)
        {
            Assert.Empty(Shop.Alarms);
            Assert.Equal("limit_amount", Code(await flows.GiveBackAsync(payment, "60.00", by: cashier)));
        }
        Assert.Equal((AlarmKind.HeldBackOften, cashier.User.ToString(), $"name of {cashier.User}"), _flows.Alarms.Single());
        var said = Shop.Audits[0];
        Assert.Equal(("held_back_by_limits", "person", cashier.User.ToString(), payment.CounterId), (said.Act, said.Subject!.Kind, said.Subject.Id, said.Subject.Counter!.Value));
        Assert.Equal(("88.80", "50.00"), (said.Before["remaining"], said.Before["limit"]));
        Assert.Equal((payment.Id.ToString(), "HKD 60.00", "limit_amount"), (said.After["payment"], said.After["asked"], said.After["rule"]));
        Assert.Equal(3, Shop.Audits.Count);
        Assert.Equal("step_up_required", Code(await flows.GiveBackAsync(Rich(), "1000.01", by: Shop.APerson(Role.Manager))));
        Assert.Equal(3, Shop.Audits.Count);                                                     // a proof that is missing is no matter of this watch
    }

    [Fact]
    public async Task Refunds_and_cancels_of_a_person_count_together()
    {
        var flows = new MoneyFlows(Shop, new RoleLimits(Shop.Clock));
        var cashier = Shop.APerson(Role.Cashier);
        Done(await new ChangeLimits(Shop).RunAsync(Shop.Owner, Role.Cashier, new LimitOrder("100.00", "4", null), default));
        for (var i = 0; i < 2; i++)
        {
            Done(await flows.GiveBackAsync(Shop.APayment(), "1.00", key: $"r{i}", by: cashier));
            Done(await flows.Cancel.RunAsync(cashier, Shop.APayment().Id, $"c{i}", default));
        }
        var no = Assert.IsType<Outcome<RefundReceipt>.Refused>(await flows.GiveBackAsync(Shop.APayment(), "1.00", key: "r9", by: cashier)).Error;
        Assert.Equal(("limit_per_hour", "4", "2026-03-01T05:00:00.0000000Z"), (no.Reason, no.Figures!["limit"], no.Figures["until"]));
    }

    [Theory]
    [InlineData("1.00", PaymentStatus.PartlyRefunded)]
    [InlineData(null, PaymentStatus.Paid)]
    public async Task A_payment_in_review_comes_back_as_what_went_back_of_it_says(string? refunded, PaymentStatus to)
    {
        var payment = Shop.APayment();
        if (refunded is not null)
        {
            await _flows.ARefundAsync(payment, amount: refunded);
        }
        Assert.NotNull(payment.Take(PaymentTrigger.Contradicted, "x", Evidence.SignedAnswer, _flows.Now));
        Shop.Gateway.Query = new Trade.Done(MemoryGateway.Trade(refunded: refunded is not null));
        await _flows.AskAgainAsync(payment);
        Assert.Equal((PaymentStatus.Review, to, "trade_success"), Last(payment) is var step ? (step.From, step.To, step.Reason) : default);
    }

    [Fact]
    public async Task What_went_back_wholly_is_said_once_more_and_stays()
    {
        var payment = Shop.APayment();
        await _flows.ARefundAsync(payment);
        Shop.Gateway.Query = new Trade.Done(MemoryGateway.Trade(refunded: true));
        await _flows.AskAgainAsync(payment);
        Assert.Equal((PaymentStatus.Refunded, PaymentStatus.Refunded, "trade_success", Evidence.SignedAnswer), Last(payment));
        Assert.Empty(Shop.Alarms);
    }

    [Fact]
    public async Task A_refund_that_alipay_proved_is_not_undone_by_a_trade_that_does_not_tell_of_it()
    {
        var payment = Shop.APayment();
        var refund = await _flows.ARefundAsync(payment, amount: "1.00");
        await _flows.AskAgainAsync(payment);
        Assert.Equal((RefundStatus.Done, PaymentStatus.PartlyRefunded, 100L), (refund.Status, payment.Status, payment.RefundedMinor));
    }

    [Fact]
    public async Task What_came_while_it_was_frozen_is_asked_about_once_a_person_has_decided()
    {
        var payment = Shop.APayment();
        payment.Take(PaymentTrigger.Contradicted, "refund_differs", Evidence.SignedAnswer, _flows.Now);
        payment.Freeze();
        Done(await new DecideByHand(Shop, Shop.Clock).RunAsync(Shop.Owner, new CaseId(CaseKind.Payment, payment.Id.Value), Decision.Paid, "Review", "counted", default));
        Assert.Equal((PaymentStatus.Paid, false, _flows.Now), (payment.Status, payment.IsFrozen, payment.DueAt!.Value));
    }

    [Fact]
    public async Task A_message_that_comes_twice_makes_one_refund_and_may_be_of_the_whole()
    {
        var payment = Shop.APayment();
        Shop.Notices.AddRange([new RefundNotice(RefundNo.Of("E1"), "88.80", _flows.Now), new RefundNotice(RefundNo.Of("E1"), "88.80", _flows.Now)]);
        Shop.Gateway.Query = new Trade.Done(MemoryGateway.Trade(refunded: true));
        await _flows.AskAgainAsync(payment);
        Assert.Equal((PaymentStatus.Refunded, 8880L, 1), (payment.Status, payment.RefundedMinor, Shop.Refunds.Count));
        Assert.Empty(Shop.Alarms);
    }

    [Fact]
    public async Task Closed_with_the_money_back_is_the_end_of_the_cancel_that_we_sent()
    {
        var payment = Shop.APayment();
        var cancel = await _flows.ACancelAsync(payment, new GatewayAnswer<CancelReport>.NotKnown("time_out"));
        Shop.Gateway.Query = new Trade.Done(MemoryGateway.Trade(TradeState.Closed, refunded: true));
        await _flows.AskAgainAsync(payment);
        Assert.Equal((PaymentStatus.Cancelling, PaymentStatus.Cancelled, "trade_closed", Evidence.SignedAnswer), Last(payment));
        Assert.Equal((CancelStatus.Done, _flows.Now), (cancel.Status, cancel.EndedAt!.Value));
        Assert.Empty(Shop.Alarms);
    }

    [Fact]
    public async Task Closed_and_never_paid_is_the_cancels_end_too()
    {
        var payment = Shop.APayment();
        var cancel = await _flows.ACancelAsync(payment, new GatewayAnswer<CancelReport>.NotKnown("time_out"));
        Shop.Gateway.Query = new Trade.Done(MemoryGateway.Trade(TradeState.Closed, paid: false));
        await _flows.AskAgainAsync(payment);
        Assert.Equal((PaymentStatus.Cancelling, PaymentStatus.Closed, "trade_closed", CancelStatus.Done), Last(payment) is var step ? (step.From, step.To, step.Reason, cancel.Status) : default);
    }

    [Fact]
    public void What_a_closed_trade_says_of_amounts_is_taken_over_where_that_is_open()
    {
        var report = MemoryGateway.Trade(TradeState.Closed) with { AmountCny = Money.OfMinor(7, Currency.Of("CNY")) };
        var pending = Given.APaymentIn(PaymentStatus.Pending);
        pending.Book(report, Given.Noon, 0.5);
        Assert.Equal([("trade_success", PaymentStatus.Paid), ("undone_at_alipay", PaymentStatus.Cancelled)], pending.History.Skip(2).Select(step => (step.Reason, step.To)));
        var paid = Given.APaymentIn(PaymentStatus.Paid);
        paid.Book(report, Given.Noon, 0.5);
        var refunded = Given.APaymentIn(PaymentStatus.Refunded);
        Assert.Null(refunded.Book(report, Given.Noon, 0.5).Mismatch);
        var review = Given.APaymentIn(PaymentStatus.Review);
        Assert.Null(review.Book(report, Given.Noon, 0.5).Mismatch);
        Assert.Equal((7L, 7L, null, null, PaymentStatus.Review), (pending.CnyMinor, paid.CnyMinor, refunded.CnyMinor, review.CnyMinor, review.Status));
    }

    [Fact]
    public void What_does_not_agree_has_a_name()
    {
        Assert.Equal("currency_differs", Given.APayment().Book(MemoryGateway.Trade() with { CurrencyAgrees = false }, Given.Noon, 0.5).Mismatch);
        Assert.Equal("closed_though_paid", Given.APaymentIn(PaymentStatus.Refunded).Book(MemoryGateway.Trade(TradeState.Closed, paid: false), Given.Noon, 0.5).Mismatch);
        Assert.Equal("currency_differs", Given.ANotice(currency: "USD").DoubtAt(Given.AnAddress()));
        Assert.Equal(8880, Given.ANotice(currency: null).AmountIn(Currency.Of("HKD"))?.MinorUnits);
        var payment = Given.APayment();
        payment.Book(MemoryGateway.Trade(TradeState.NotFound), Given.Noon, 0.5);
        Assert.Equal(("trade_not_exist", Evidence.NoAnswer), (payment.History[^1].Reason, payment.History[^1].Evidence));
        payment.Book(MemoryGateway.Trade(TradeState.NotFound), Given.Noon, 0.5);
        payment.Book(MemoryGateway.Trade(TradeState.NotFound), Given.Noon.AddMinutes(5), 0.5);
        Assert.Equal((PaymentStatus.Review, "trade_not_exist", Evidence.SignedAnswer), (payment.Status, payment.History[^1].Reason, payment.History[^1].Evidence));
    }

    [Fact]
    public async Task Standing_of_a_refund_is_kept_in_alipays_words()
    {
        var refund = await _flows.ARefundAsync(Shop.APayment(), new GatewayAnswer<RefundReport>.NotKnown("time_out"));
        Shop.Gateway.Standing = new GatewayAnswer<RefundStanding>.Done(new RefundStanding(RefundState.UnderWay, null));
        await _flows.AskAgainAsync(refund);
        Assert.Equal((RefundStatus.Accepted, "processing", _flows.Now), (refund.Status, refund.LastAnswer, refund.AcceptedAt!.Value));
        Shop.Gateway.Standing = new GatewayAnswer<RefundStanding>.Refused("ILLEGAL_SIGN", GatewayAdvice.Configuration);
        await _flows.AskAgainAsync(refund);
        Assert.Equal((_flows.Now.AddMinutes(5), (AlarmKind.GatewayConfiguration, "ILLEGAL_SIGN", "ILLEGAL_SIGN")), (refund.DueAt!.Value, _flows.Alarms.Single()));
        Shop.Clock.Advance(TimeSpan.FromMinutes(5));
        Shop.Gateway.Standing = new GatewayAnswer<RefundStanding>.Done(new RefundStanding(RefundState.Done, null));
        await _flows.AskAgainAsync(refund);
        Assert.Equal((RefundStatus.Done, _flows.Now, _flows.Now.AddMinutes(-5)), (refund.Status, refund.EndedAt!.Value, refund.AcceptedAt.Value));
    }

    [Fact]
    public async Task A_refund_whose_process_ended_is_unknown_once_nobody_knows_its_standing()
    {
        var payment = Shop.APayment();
        Shop.Gateway.Meanwhile = () => throw new IOException("the process ended");
        await Assert.ThrowsAsync<IOException>(() => _flows.GiveBackAsync(payment));
        Shop.Gateway.Meanwhile = null;
        Shop.Gateway.Standing = new GatewayAnswer<RefundStanding>.NotKnown("no_such_refund");
        await _flows.AskAgainAsync(Shop.Refunds.Single());
        Assert.Equal((RefundStatus.Unknown, "refund_unknown", Evidence.NoAnswer), (Shop.Refunds.Single().Status, Last(payment).Reason, Last(payment).Evidence));
    }

    [Fact]
    public async Task The_end_of_a_refund_is_reported_where_the_portal_is_reached_unless_it_is_at_once()
    {
        Assert.True(CounterName.TryRead("Front", out var name));
        var counter = Counter.Register(Shop.Tenant.Id, name, "k", _flows.Now);
        counter.ActiveCode.Sent("https://old.example/alipay/notify/t", _flows.Now);
        Shop.Counters.Add(counter);
        var payment = Payment.Report(Given.AnAddress() with { Code = counter.ActiveCode.Id, Counter = counter.Id }, Given.ANotice(), _flows.Now);
        payment.Book(MemoryGateway.Trade(), _flows.Now, 0.5);
        Shop.Payments.Add(payment);
        await _flows.ARefundAsync(payment, new GatewayAnswer<RefundReport>.Done(new RefundReport(false, true, null)), later: true, amount: "1.00");
        Shop.Base = null;
        await _flows.ARefundAsync(payment, new GatewayAnswer<RefundReport>.Done(new RefundReport(false, true, null)), later: true, amount: "1.00");
        await _flows.ARefundAsync(payment, amount: "1.00");
        Assert.Equal(
            [($"https://pay.example/alipay/notify/{counter.ActiveCode.AddressToken}", false), ("https://old.example/alipay/notify/t", false), (null, true)],
            Shop.Gateway.Requests<RefundRequest>().Select(request => (request.NotifyUrl, request.AtOnce)));
    }

    [Fact]
    public async Task Cases_and_limits_have_a_version_for_each_change()
    {
        var (payment, manager, take) = (Shop.APayment(PaymentStatus.Review), Shop.APerson(Role.Manager), new TakeOver(Shop, Shop.Clock));
        var mark = Done(await take.RunAsync(manager, new CaseId(CaseKind.Payment, payment.Id.Value), default));
        Done(await take.GiveBackAsync(manager, new CaseId(CaseKind.Payment, payment.Id.Value), default));
        Assert.Equal(2, mark.Version);
        Done(await new AskOwner(Shop, Shop.Clock).RunAsync(manager, new CaseId(CaseKind.Payment, payment.Id.Value), "what now?", default));
        Assert.Equal(3, mark.Version);
        Done(await new DecideByHand(Shop, Shop.Clock).RunAsync(Shop.Owner, new CaseId(CaseKind.Payment, payment.Id.Value), Decision.Paid, "Review", "counted", default));
        Assert.Equal(4, mark.Version);
        Done(await new ChangeLimits(Shop).RunAsync(Shop.Owner, Role.Cashier, new LimitOrder("1.00", null, null), default));
        Done(await new ChangeLimits(Shop).RunAsync(Shop.Owner, Role.Cashier, new LimitOrder("2.00", "1", null), default));
        Assert.Equal((2, 200L, 1), Shop.Limits.Single() is var rule ? (rule.Version, rule.AmountMinor, rule.PerHour) : default);
        Assert.Equal("amount_invalid", (await new ChangeLimits(Shop).RunAsync(Shop.Owner, Role.Cashier, new LimitOrder(null, "0", null), default)).ErrorCode());
        Assert.Equal("amount_invalid", (await new ChangeLimits(Shop).RunAsync(Shop.Owner, Role.Cashier, new LimitOrder(null, null, "0"), default)).ErrorCode());
    }

    [Fact]
    public async Task An_alarm_about_somebody_is_closed_by_another()
    {
        var close = new CloseAlarm(Shop, Shop.Clock);
        var (own, other, plain) = (ARaised(AlarmKind.HeldBackOften, Shop.Owner.User.ToString()!), ARaised(AlarmKind.HeldBackOften, "x"), ARaised(AlarmKind.OrphanNotification, Shop.Owner.User.ToString()!));
        Assert.Equal("alarm_about_you", Code(await close.RunAsync(Shop.Owner, new CaseId(CaseKind.Alarm, own.Id), "known", default)));
        Assert.Null(Code(await close.RunAsync(Shop.Owner, new CaseId(CaseKind.Alarm, other.Id), "known", default)));
        Assert.Null(Code(await close.RunAsync(Shop.Owner, new CaseId(CaseKind.Alarm, plain.Id), "known", default)));
        Assert.Equal((null, _flows.Now), (own.ClosedAt, plain.ClosedAt!.Value));
    }

    private Alarm ARaised(AlarmKind kind, string about)
    {
        Shop.Alarms.Add(Alarm.Raise(Shop.Tenant.Id, kind, about, "d", null, _flows.Now));
        return Shop.Alarms[^1];
    }

    private Payment Rich()
    {
        var payment = Payment.Report(Given.AnAddress(), Given.ANotice("5000.00"), _flows.Now);
        payment.Book(MemoryGateway.Trade(amount: 500_000), _flows.Now, 0.5);
        Shop.Payments.Add(payment);
        return payment;
    }

    [Fact]
    public async Task A_form_that_somebody_overtook_says_who_gave_back_what_and_when()
    {
        var payment = Shop.APayment();
        await _flows.ARefundAsync(payment, amount: "30.00");
        var no = Assert.IsType<Outcome<RefundReceipt>.Refused>(await _flows.GiveBackAsync(payment, "40.00", remaining: "88.80", key: "late")).Error;
        Assert.Equal(("stale", "refunded_meanwhile", "30.00", "58.80"), (no.Code, no.Reason, no.Figures!["refunded"], no.Figures["remaining"]));
        Assert.Equal(("2026-03-01T04:00:00.0000000Z", $"name of {Shop.Owner.User}"), (no.Figures["at"], no.Figures["by"]));
        Assert.Equal("", RefundErrors.StaleForm(payment, Shop.Refunds.Single()).Figures!["by"]);
    }

    [Theory]
    [InlineData("100000000.00", true)]
    [InlineData("100000000.01", false)]
    [InlineData("0.01", true)]
    [InlineData("0.00", false)]
    public void A_trade_has_one_cent_to_a_hundred_million(string text, bool isOne) => Assert.Equal(isOne, TradeAmount.TryParse(text, Currency.Of("HKD"), out _));
}
