using Portal.Domain.Alarms;
using Portal.Domain.Attention;
using Portal.Domain.Gateway;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Refunds;
using Portal.Domain.Tenants;
using Portal.Tests.Domain.Memory;
using static Portal.Tests.Domain.Memory.MoneyFlows;
using Answer = Portal.Domain.Gateway.GatewayAnswer<Portal.Domain.Gateway.RefundReport>;
using Standing = Portal.Domain.Gateway.GatewayAnswer<Portal.Domain.Gateway.RefundStanding>;
using Trade = Portal.Domain.Gateway.GatewayAnswer<Portal.Domain.Gateway.TradeReport>;

namespace Portal.Tests.Domain;

/// <summary>What each word of Alipay does to a refund and its payment: state, figures, the next question, the alarm, the line of the history.</summary>
public sealed class RefundFlowTests
{
    private readonly MoneyFlows _flows = new();

    private MemoryShop Shop => _flows.Shop;

    [Fact]
    public async Task Carried_out_at_once_it_is_done_and_counted()
    {
        var payment = Shop.APayment();
        Shop.Gateway.Refund = new Answer.Done(new RefundReport(true, true, Money.OfMinor(7777, Currency.Of("CNY"))));
        var receipt = Done(await _flows.GiveBackAsync(payment, "30.00"));
        var refund = receipt.Refund;
        Assert.Equal((RefundStatus.Done, "success", 7777, _flows.Now, (DateTimeOffset?)null), (refund.Status, refund.LastAnswer, refund.CnyMinor!.Value, refund.EndedAt!.Value, refund.DueAt));
        Assert.Equal((3000, 3000, "58.80", PaymentStatus.PartlyRefunded), (payment.HeldMinor, payment.RefundedMinor, receipt.Remaining.ToPlainText(), payment.Status));
        Assert.Equal((PaymentStatus.Paid, PaymentStatus.PartlyRefunded, "refund_done", Evidence.SignedAnswer), Last(payment));
        Assert.Equal((refund.Number.Value, 3000L, Shop.Owner.User), (payment.History[^1].RefundNo?.Value, payment.History[^1].AmountMinor, payment.History[^1].By));
        Assert.Contains(payment.History, step => step is { Reason: "refund_requested", Evidence: Evidence.Person });
        Assert.Equal((true, false, false, false), (refund.AtOnce, refund.MayHaveArrived, refund.IsRepeated, refund.WaitsForBalance));
        var request = Shop.Gateway.Requests<RefundRequest>().Single();
        Assert.Equal((payment.OutTradeNo, payment.TradeNo, refund.Number, "30.00", "returned", true, null), (request.OutTradeNo, request.TradeNo, request.RefundNo, request.Amount.ToPlainText(), request.Reason, request.AtOnce, request.NotifyUrl));
        Assert.Equal(Caller.Person, Shop.Gateway.Asked.Single().Caller);
        Assert.Null(receipt.Against);
        Assert.Empty(Shop.Alarms);
        Assert.Equal(PaymentStatus.Refunded, Done(await _flows.GiveBackAsync(payment, "58.80", key: "k2")) is var rest ? payment.Status : default);
        Assert.Equal("0.00", rest.Remaining.ToPlainText());
    }

    [Fact]
    public async Task Taken_for_later_it_is_accepted_and_asked_about()
    {
        var payment = Shop.APayment();
        var refund = await _flows.ARefundAsync(payment, new Answer.Done(new RefundReport(false, true, null)), later: true);
        Assert.Equal((RefundStatus.Accepted, _flows.Now, false), (refund.Status, refund.AcceptedAt!.Value, refund.AtOnce));
        Assert.Equal(_flows.Now.AddSeconds(1), refund.DueAt);
        Assert.Equal((8880, 0, PaymentStatus.Paid), (payment.HeldMinor, payment.RefundedMinor, payment.Status));
        Assert.Equal((PaymentStatus.Paid, PaymentStatus.Paid, "refund_accepted", Evidence.SignedAnswer), Last(payment));
        Assert.Equal(RefundQuestion.Standing, refund.Next);
        Shop.Gateway.Standing = new Standing.Done(new RefundStanding(RefundState.UnderWay, null));
        Shop.Clock.Advance(TimeSpan.FromSeconds(1));
        await _flows.AskAgainAsync(refund);
        Assert.Equal((RefundStatus.Accepted, "processing", _flows.Now.AddSeconds(3)), (refund.Status, refund.LastAnswer, refund.DueAt!.Value));
        Shop.Gateway.Standing = new Standing.Done(new RefundStanding(RefundState.Done, null));
        await _flows.AskAgainAsync(refund);
        Assert.Equal((RefundStatus.Done, "success", PaymentStatus.Refunded), (refund.Status, refund.LastAnswer, payment.Status));
        Assert.Equal("refund_done", Last(payment).Reason);
        Assert.Equal(refund.Number, Shop.Gateway.Requests<RefundQuery>().First().RefundNo);
    }

    [Theory]
    [InlineData("TRADE_HAS_CLOSE", "TRADE_HAS_CLOSE", "TRADE_HAS_CLOSE")]
    [InlineData(null, "failed", "refund_failed")]
    public async Task Accepted_and_then_failed_the_amount_is_free_and_people_hear_of_it(string? code, string answer, string line)
    {
        var payment = Shop.APayment();
        var refund = await _flows.ARefundAsync(payment, new Answer.Done(new RefundReport(false, true, null)), later: true);
        Shop.Gateway.Standing = new Standing.Done(new RefundStanding(RefundState.Failed, code));
        Shop.Clock.Advance(TimeSpan.FromSeconds(1));
        await _flows.AskAgainAsync(refund);
        Assert.Equal((RefundStatus.Failed, answer, (DateTimeOffset?)null), (refund.Status, refund.LastAnswer, refund.DueAt));
        Assert.Equal((0, "88.80", _flows.Now), (payment.HeldMinor, payment.Refundable.ToPlainText(), payment.DueAt!.Value));
        Assert.Equal((AlarmKind.RefundFailed, refund.Number.Value, answer), _flows.Alarms.Single());
        Assert.Equal((line, Evidence.SignedAnswer), (Last(payment).Reason, Last(payment).Evidence));
    }

    [Fact]
    public async Task A_definite_no_frees_the_amount()
    {
        var payment = Shop.APayment();
        Shop.Gateway.Refund = new Answer.Refused("TRADE_HAS_CLOSE", GatewayAdvice.GiveUp);
        var receipt = Done(await _flows.GiveBackAsync(payment));
        Assert.Equal(("refund_refused", "TRADE_HAS_CLOSE"), (receipt.Against!.Reason, receipt.Against.Figures!["gateway"]));
        Assert.Equal((RefundStatus.Failed, 0, "88.80"), (receipt.Refund.Status, payment.HeldMinor, receipt.Remaining.ToPlainText()));
        Assert.Equal(_flows.Now, payment.DueAt);
        Assert.Equal((AlarmKind.RefundFailed, "TRADE_HAS_CLOSE"), (_flows.Alarms.Single().Kind, _flows.Alarms.Single().Detail));
        Assert.Equal("TRADE_HAS_CLOSE", Last(payment).Reason);
        Assert.Equal("stale", Code(await _flows.AskAgainAsync(receipt.Refund)));                          // nothing is asked of one that has ended
    }

    [Fact]
    public async Task Without_balance_it_waits_an_hour_and_is_the_same_request()
    {
        var payment = Shop.APayment();
        var refund = await _flows.ARefundAsync(payment, new Answer.Refused("SELLER_BALANCE_NOT_ENOUGH", GatewayAdvice.TopUp));
        Assert.Equal((RefundStatus.Requested, true, "SELLER_BALANCE_NOT_ENOUGH", _flows.Now.AddHours(1), 8880), (refund.Status, refund.WaitsForBalance, refund.LastAnswer, refund.DueAt!.Value, payment.HeldMinor));
        Assert.Equal(RefundQuestion.Refund, refund.Next);
        Assert.Empty(Shop.Alarms);
        Shop.Clock.Advance(TimeSpan.FromHours(1));
        await _flows.AskAgainAsync(refund);
        Assert.Equal((RefundStatus.Done, false, true), (refund.Status, refund.WaitsForBalance, refund.IsRepeated));
        Assert.Equal(Shop.Gateway.Requests<RefundRequest>().First(), Shop.Gateway.Requests<RefundRequest>().Last());
    }

    [Fact]
    public async Task A_day_of_waiting_is_told_once()
    {
        var refund = await _flows.ARefundAsync(Shop.APayment(), new Answer.Refused("NO", GatewayAdvice.TopUp));
        Shop.Gateway.Refund = new Answer.Refused("NO", GatewayAdvice.TopUp);
        Shop.Clock.Advance(TimeSpan.FromDays(1) - TimeSpan.FromSeconds(1));
        await _flows.AskAgainAsync(refund);
        Assert.Empty(Shop.Alarms);
        Shop.Clock.Advance(TimeSpan.FromSeconds(1));
        await _flows.AskAgainAsync(refund);
        Assert.Equal((AlarmKind.RefundWaits, refund.Number.Value, "Requested"), _flows.Alarms.Single());
        Shop.Clock.Advance(TimeSpan.FromHours(1));
        await _flows.AskAgainAsync(refund);
        Assert.Equal(1, Shop.Alarms.Single().Times);
    }

    [Fact]
    public async Task Refused_for_keys_or_contract_an_operator_is_called_and_it_is_sent_again()
    {
        var payment = Shop.APayment();
        var refund = await _flows.ARefundAsync(payment, new Answer.Refused("ILLEGAL_SIGN", GatewayAdvice.Configuration));
        Assert.Equal((RefundStatus.Requested, "ILLEGAL_SIGN", _flows.Now.AddMinutes(5), RefundQuestion.Refund), (refund.Status, refund.LastAnswer, refund.DueAt!.Value, refund.Next));
        Assert.Equal((AlarmKind.GatewayConfiguration, "ILLEGAL_SIGN", "ILLEGAL_SIGN"), _flows.Alarms.Single());
        Assert.Equal(8880, payment.HeldMinor);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Without_an_answer_nothing_is_known_and_its_standing_is_asked(bool untrusted, bool neverSent)
    {
        var payment = Shop.APayment();
        var refund = await _flows.ARefundAsync(payment, new Answer.NotKnown("why", untrusted, neverSent));
        Assert.Equal((neverSent ? RefundStatus.Requested : RefundStatus.Unknown, "why", !neverSent), (refund.Status, refund.LastAnswer, refund.WasDoubted));
        Assert.Equal(neverSent ? RefundQuestion.Refund : RefundQuestion.Standing, refund.Next);
        Assert.Equal(_flows.Now.AddSeconds(1), refund.DueAt);
        Assert.Equal("why", Last(payment).Reason);
        Assert.Equal(untrusted ? [(AlarmKind.UntrustedAnswer, refund.Number.Value, "why")] : [], _flows.Alarms);
        Assert.Equal(8880, payment.HeldMinor);
    }

    [Fact]
    public async Task A_standing_that_nobody_knows_is_followed_by_the_same_request()
    {
        var payment = Shop.APayment();
        var refund = await _flows.ARefundAsync(payment, new Answer.NotKnown("time_out"));
        Shop.Gateway.Standing = new Standing.NotKnown("unknow");
        Shop.Clock.Advance(TimeSpan.FromSeconds(1));
        await _flows.AskAgainAsync(refund);
        Assert.Equal((RefundStatus.Unknown, RefundQuestion.Refund, false), (refund.Status, refund.Next, refund.MayHaveArrived));
        Assert.True(refund.MayArriveAt(_flows.Now));
        Assert.False(refund.MayArriveAt(refund.LastSentAt!.Value + Refund.MayArriveFor));
        Assert.Equal(_flows.Now.AddSeconds(3), refund.DueAt);
        Shop.Gateway.Standing = new Standing.NotKnown("bad_sign", IsUntrusted: true);
        refund.Book(payment, Shop.Gateway.Standing, _flows.Now, 0.5);
        Assert.Equal(AlarmKind.UntrustedAnswer, refund.Book(payment, Shop.Gateway.Standing, _flows.Now, 0.5)!.Kind);
        var configured = refund.Book(payment, new Standing.Refused("EXPIRED", GatewayAdvice.Configuration, TimeSpan.FromSeconds(1860)), _flows.Now, 0.5)!;
        Assert.Equal((AlarmKind.GatewayConfiguration, "EXPIRED, our clock -1860 s", "EXPIRED", _flows.Now.AddMinutes(5)), (configured.Kind, configured.Detail, configured.Cause, refund.DueAt!.Value));
        Assert.Equal(RefundQuestion.Refund, refund.Next);
        Assert.Null(refund.Book(payment, new Standing.Refused("ILLEGAL_ARGUMENT", GatewayAdvice.FixInput), _flows.Now, 0.5));
        Assert.Equal(RefundStatus.Unknown, refund.Status);
    }

    /// <summary>The refusal of a repeated request may mean that the first one worked.</summary>
    private async Task<(Payment Payment, Refund Refund)> RefusedDoubtfullyAsync(bool later = false)
    {
        var payment = Shop.APayment();
        var refund = await _flows.ARefundAsync(payment, new Answer.NotKnown("time_out"), later);
        Shop.Gateway.Standing = new Standing.NotKnown("unknow");
        Shop.Clock.Advance(TimeSpan.FromSeconds(1));
        await _flows.AskAgainAsync(refund);
        Shop.Gateway.Refund = new Answer.Refused("NO", GatewayAdvice.GiveUp);
        Shop.Clock.Advance(TimeSpan.FromSeconds(3));
        await _flows.AskAgainAsync(refund);
        Assert.Equal((RefundStatus.Unknown, true, "NO", 8880, RefundQuestion.Standing), (refund.Status, refund.IsRefusedDoubtfully, refund.LastAnswer, payment.HeldMinor, refund.Next));
        Assert.Equal(_flows.Now.AddSeconds(5), refund.DueAt);
        Assert.Empty(Shop.Alarms);
        Shop.Clock.Advance(TimeSpan.FromSeconds(5));
        await _flows.AskAgainAsync(refund);                                                              // no such refund: the trade is asked next
        Assert.Equal(RefundQuestion.Trade, refund.Next);
        return (payment, refund);
    }

    [Fact]
    public async Task Refused_when_repeated_it_failed_where_the_trade_gave_nothing_back()
    {
        var (payment, refund) = await RefusedDoubtfullyAsync();
        await _flows.AskAgainAsync(refund);
        Assert.Equal((RefundStatus.Unknown, 1, _flows.Now), (refund.Status, refund.Misses, refund.FirstMissAt!.Value));        // a request may still arrive
        Shop.Clock.Advance(TimeSpan.FromMinutes(2));
        await _flows.AskAgainAsync(refund);                                                              // its standing
        await _flows.AskAgainAsync(refund);                                                              // the trade
        Assert.Equal((RefundStatus.Failed, 0, "NO"), (refund.Status, payment.HeldMinor, refund.LastAnswer));
        Assert.Equal((AlarmKind.RefundFailed, "NO"), (_flows.Alarms.Single().Kind, _flows.Alarms.Single().Detail));
        Assert.Equal("NO", Last(payment).Reason);
    }

    [Fact]
    public async Task Refused_when_repeated_a_person_decides_where_the_trade_gave_something_back()
    {
        var (payment, refund) = await RefusedDoubtfullyAsync();
        Shop.Gateway.Query = new Trade.Done(MemoryGateway.Trade(refunded: true));
        for (var minute = 0; minute < 4; minute++)
        {
            await _flows.AskAgainAsync(refund);                                                          // the trade
            Assert.Equal((RefundStatus.Unknown, minute + 1), (refund.Status, refund.Misses));
            Shop.Clock.Advance(TimeSpan.FromSeconds(75));
            await _flows.AskAgainAsync(refund);                                                          // its standing
        }
        await _flows.AskAgainAsync(refund);                                                              // five minutes after the first, to the second
        Assert.Equal((RefundStatus.Review, 8880, (DateTimeOffset?)null), (refund.Status, payment.HeldMinor, refund.DueAt));
        Assert.Equal((AlarmKind.RefundReview, refund.Number.Value, "refund_doubtful"), _flows.Alarms.Single());
        Assert.Equal("refund_doubtful", Last(payment).Reason);
    }

    [Fact]
    public async Task One_that_is_left_to_the_night_has_not_failed_because_nothing_went_back_yet()
    {
        var (payment, refund) = await RefusedDoubtfullyAsync(later: true);
        for (var minute = 0; minute < 20; minute++)
        {
            Shop.Clock.Advance(TimeSpan.FromMinutes(1));
            await _flows.AskAgainAsync(refund);                                                          // the trade: paid, and nothing given back; its standing: not told
        }
        Assert.Equal((RefundStatus.Unknown, 8880, 0), (refund.Status, payment.HeldMinor, refund.Misses));
        Assert.NotNull(refund.DueAt);
    }

    [Fact]
    public async Task Silence_is_no_word_of_the_trade()
    {
        var (payment, refund) = await RefusedDoubtfullyAsync();
        var lines = payment.History.Count;
        Shop.Gateway.Query = new Trade.NotKnown("busy") { SurelyNotSent = true };
        for (var minute = 0; minute < 12; minute++)
        {
            Shop.Clock.Advance(TimeSpan.FromMinutes(1));
            await _flows.AskAgainAsync(refund);                                                          // the trade and its standing in turn
        }
        Assert.Equal((RefundStatus.Unknown, 0, 8880), (refund.Status, refund.Misses, payment.HeldMinor));
        Assert.NotNull(refund.DueAt);
        Assert.Equal(12, payment.History.Count - lines);                                                 // each attempt is a line
        Shop.Gateway.Query = new Trade.Refused("ILLEGAL_SIGN", GatewayAdvice.Configuration);
        Assert.Equal(RefundQuestion.Trade, refund.Next);
        await _flows.AskAgainAsync(refund);
        Assert.Equal((_flows.Now.AddMinutes(5), AlarmKind.GatewayConfiguration), (refund.DueAt, _flows.Alarms.Single().Kind));
        Shop.Gateway.Standing = new Standing.Done(new RefundStanding(RefundState.Done, null));
        await _flows.AskAgainAsync(refund);
        Assert.Equal((RefundStatus.Done, PaymentStatus.Refunded), (refund.Status, payment.Status));
    }

    [Fact]
    public async Task Another_amount_than_was_asked_for_freezes_the_payment()
    {
        var payment = Shop.APayment();
        var refund = await _flows.ARefundAsync(payment, new Answer.Done(new RefundReport(true, false, null)), amount: "1.00");
        Assert.Equal((RefundStatus.Review, PaymentStatus.Review, true), (refund.Status, payment.Status, payment.IsFrozen));
        Assert.Equal((AlarmKind.Mismatch, refund.Number.Value, "refund_differs"), _flows.Alarms.Single());
        Assert.Equal((PaymentStatus.Paid, PaymentStatus.Review, "refund_differs", Evidence.SignedAnswer), Last(payment));
        Assert.Equal("refund_differs", payment.History[^2].Reason);
        Assert.Equal("payment_frozen", Code(await _flows.GiveBackAsync(payment, "1.00", key: "k2")));
    }

    [Fact]
    public async Task After_180_days_a_person_decides()
    {
        var payment = Shop.APayment();
        var refund = await _flows.ARefundAsync(payment, new Answer.Refused("NO", GatewayAdvice.TopUp));
        Assert.Null(refund.Book(payment, new Answer.NotKnown("time_out"), refund.RequestedAt + Refund.Patience - TimeSpan.FromDays(179.5), 0.5));
        var alarm = refund.Book(payment, new Answer.NotKnown("time_out"), refund.RequestedAt + Refund.Patience, 0.5)!;
        Assert.Equal((AlarmKind.RefundReview, "refund_time_up", RefundStatus.Review, 8880), (alarm.Kind, alarm.Detail, refund.Status, payment.HeldMinor));
        Assert.Equal(("refund_time_up", Evidence.NoAnswer), (Last(payment).Reason, Last(payment).Evidence));
    }

    [Fact]
    public async Task A_message_settles_it_once()
    {
        var payment = Shop.APayment();
        var refund = await _flows.ARefundAsync(payment, new Answer.Done(new RefundReport(false, true, null)), later: true, amount: "8.80");
        Assert.Null(refund.Heard(payment, "8.80", _flows.Now, _flows.Now));
        Assert.Equal((RefundStatus.Done, "success", 880, PaymentStatus.PartlyRefunded), (refund.Status, refund.LastAnswer, payment.RefundedMinor, payment.Status));
        Assert.Equal(("refund_done", Evidence.Notification), (Last(payment).Reason, Last(payment).Evidence));
        Assert.Null(refund.Heard(payment, "1.00", _flows.Now, _flows.Now));                                           // what is done is done
        Assert.Equal(880, payment.RefundedMinor);
    }

    [Theory]
    [InlineData("8.81")]
    [InlineData("eight")]
    public async Task A_message_of_another_amount_freezes_the_payment(string fee)
    {
        var payment = Shop.APayment();
        var refund = await _flows.ARefundAsync(payment, new Answer.Done(new RefundReport(false, true, null)), later: true, amount: "8.80");
        Assert.Equal((AlarmKind.Mismatch, "refund_differs"), refund.Heard(payment, fee, _flows.Now, _flows.Now) is { } alarm ? (alarm.Kind, alarm.Detail) : default);
        Assert.Equal((RefundStatus.Review, PaymentStatus.Review, true), (refund.Status, payment.Status, payment.IsFrozen));
    }

    [Fact]
    public async Task A_message_without_an_amount_is_believed()
    {
        var payment = Shop.APayment();
        var refund = await _flows.ARefundAsync(payment, new Answer.Done(new RefundReport(false, true, null)), later: true);
        Assert.Null(refund.Heard(payment, null, _flows.Now, _flows.Now));
        Assert.Equal(RefundStatus.Done, refund.Status);
    }

    [Fact]
    public async Task A_message_after_a_definite_no_holds_the_amount_again()
    {
        var payment = Shop.APayment();
        var refund = await _flows.ARefundAsync(payment, new Answer.Refused("NO", GatewayAdvice.GiveUp));
        Assert.Equal(AlarmKind.RefundReview, refund.Heard(payment, "88.80", _flows.Now, _flows.Now)!.Kind);
        Assert.Equal((RefundStatus.Review, 8880), (refund.Status, payment.HeldMinor));
    }

    [Fact]
    public async Task What_a_message_said_otherwise_is_heard_once_and_a_persons_decision_stands()
    {
        var payment = Shop.APayment();
        var refund = await _flows.ARefundAsync(payment, new Answer.Refused("NO", GatewayAdvice.GiveUp));
        Shop.Notices.Add(new RefundNotice(refund.Number, "88.80", _flows.Now));
        Shop.Clock.Advance(TimeSpan.FromMinutes(1));
        await _flows.AskAgainAsync(payment);
        Assert.Equal((RefundStatus.Review, 8880, "message_disagrees"), (refund.Status, payment.HeldMinor, refund.LastAnswer));
        await _flows.AskAgainAsync(payment);
        Assert.Equal((RefundStatus.Review, 8880, 0), (refund.Status, payment.HeldMinor, payment.RefundedMinor));
        var other = Shop.APerson(Role.Owner);
        Done(await new DecideByHand(Shop, Shop.Clock).RunAsync(other, new CaseId(CaseKind.Refund, refund.Id.Value), Decision.NotRefunded, "Review", "seen at Alipay", default));
        Assert.Equal(("decided_by_hand", other.User), (Last(payment).Reason, payment.History[^1].By));     // not who asked for the refund
        Assert.Equal((RefundStatus.Failed, 0), (refund.Status, payment.HeldMinor));
        await _flows.AskAgainAsync(payment);
        Assert.Equal((RefundStatus.Failed, 0), (refund.Status, payment.HeldMinor));
    }
}
