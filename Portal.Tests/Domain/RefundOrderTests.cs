using Portal.Domain.Alarms;
using Portal.Domain.Cancels;
using Portal.Domain.Gateway;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Refunds;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Tests.Domain.Memory;
using static Portal.Tests.Domain.Memory.MoneyFlows;

namespace Portal.Tests.Domain;

/// <summary>What is refused before anything is asked of Alipay, the same request twice, and the end of a refund that waits.</summary>
public sealed class RefundOrderTests
{
    private readonly MoneyFlows _flows = new();

    private MemoryShop Shop => _flows.Shop;

    [Theory]
    [InlineData(null, "amount_invalid")]
    [InlineData("", "amount_invalid")]
    [InlineData("0", "amount_invalid")]
    [InlineData("0.00", "amount_invalid")]
    [InlineData("-1", "amount_invalid")]
    [InlineData(".", "amount_invalid")]
    [InlineData(".555", "amount_invalid")]
    [InlineData("1.", "amount_invalid")]
    [InlineData("1,000.00", "amount_invalid")]
    [InlineData("１２", "amount_invalid")]
    [InlineData("1.2x5", "amount_invalid")]
    [InlineData("x.555", "amount_invalid")]
    [InlineData("1.005", "amount_too_fine")]
    [InlineData("1.000000000000001", "amount_too_fine")]
    [InlineData("1.0000000000000001", "amount_invalid")]
    [InlineData("88.81", "refund_exceeds_remaining")]
    [InlineData("1000000000000000000", "amount_invalid")]
    public async Task An_amount_that_is_none_or_too_much(string? amount, string code)
    {
        var payment = Shop.APayment();
        Assert.Equal(code, Code(await _flows.GiveBackAsync(payment, amount)));
        Assert.Empty(Shop.Gateway.Asked);
        Assert.Equal((0, 0), (Shop.Refunds.Count, Shop.Commits));
        Assert.Equal(0, payment.HeldMinor);
    }

    [Fact]
    public void Trailing_zeros_are_no_finer_and_yen_have_no_decimals()
    {
        Assert.Equal(100, Done(RefundAmount.Read("1.000", Currency.Of("HKD"))).MinorUnits);
        Assert.Equal("amount_too_fine", RefundAmount.Read("10.5", Currency.Of("JPY")).ErrorCode());
        Assert.Equal(10, Done(RefundAmount.Read("10", Currency.Of("JPY"))).MinorUnits);
    }

    [Theory]
    [InlineData(null, "refund_reason")]
    [InlineData(" ", "refund_reason")]
    [InlineData("a|b", "reason_invalid")]
    public async Task A_reason_is_needed(string? reason, string code) => Assert.Equal(code, Code(await _flows.GiveBackAsync(Shop.APayment(), reason: reason)));

    [Fact]
    public async Task A_reason_has_at_most_128_characters_and_a_key_64()
    {
        var payment = Shop.APayment();
        Assert.Equal("reason_invalid", Code(await _flows.GiveBackAsync(payment, reason: new string('x', 129))));
        Assert.Equal("key_invalid", Code(await _flows.GiveBackAsync(payment, key: new string('k', 65))));
        Assert.Equal("key_invalid", Code(await _flows.GiveBackAsync(payment, key: "")));
        Assert.Equal("key_invalid", Code(await _flows.GiveBackAsync(payment, key: null)));
        Assert.Null(Code(await _flows.GiveBackAsync(payment, reason: new string('x', 128), key: new string('k', 64))));
    }

    [Fact]
    public async Task The_same_key_answers_the_same_and_another_body_is_refused()
    {
        var payment = Shop.APayment();
        var first = Done(await _flows.GiveBackAsync(payment, "1.00", remaining: "88.80"));
        Assert.Same(first.Refund, Done(await _flows.GiveBackAsync(payment, "1.00", remaining: "88.80")).Refund);
        Assert.Equal("key_reused", Code(await _flows.GiveBackAsync(payment, "1.01", remaining: "88.80")));
        Assert.Equal("key_reused", Code(await _flows.GiveBackAsync(payment, "1.00", reason: "other", remaining: "88.80")));
        Assert.Equal("key_reused", Code(await _flows.GiveBackAsync(Shop.APayment(), "1.00", remaining: "88.80")));
        Assert.Single(Shop.Refunds);
        Assert.Single(Shop.Gateway.Asked);
    }

    [Fact]
    public async Task A_form_that_shows_another_remainder_is_told_who_gave_back_what()
    {
        var payment = Shop.APayment();
        Assert.Equal("stale", Code(await _flows.GiveBackAsync(payment, "1.00", remaining: "80.00")));
        var refund = await _flows.ARefundAsync(payment, amount: "8.80");
        var stale = Assert.IsType<Outcome<RefundReceipt>.Refused>(await _flows.GiveBackAsync(payment, "1.00", remaining: "88.80")).Error;
        Assert.Equal(("refunded_meanwhile", "80.00", "8.80", $"name of {Shop.Owner.User}", "2026-03-01T04:00:00.0000000Z"),
            (stale.Reason, stale.Figures!["remaining"], stale.Figures["refunded"], stale.Figures["by"], stale.Figures["at"]));
        Assert.Equal("stale", Code(await _flows.GiveBackAsync(payment, "1.00", remaining: "nothing")) is null ? null : "stale");
        Assert.Equal(8880 - refund.AmountMinor, payment.Refundable.MinorUnits);
    }

    [Theory]
    [InlineData(PaymentStatus.Reported, "payment_not_paid")]
    [InlineData(PaymentStatus.Pending, "payment_not_paid")]
    [InlineData(PaymentStatus.Unknown, "payment_not_paid")]
    [InlineData(PaymentStatus.Closed, "payment_not_paid")]
    [InlineData(PaymentStatus.Paid, null)]
    public async Task What_was_not_paid_is_not_given_back(PaymentStatus status, string? code) => Assert.Equal(code, Code(await _flows.GiveBackAsync(Shop.APayment(status))));

    [Fact]
    public async Task Cancelled_cancelling_or_in_review_without_money()
    {
        var cancelling = Shop.APayment();
        await _flows.ACancelAsync(cancelling, new GatewayAnswer<CancelReport>.NotKnown("time_out"));
        Assert.Equal("cancel_under_way", Code(await _flows.GiveBackAsync(cancelling)));
        var cancelled = Shop.APayment();
        await _flows.ACancelAsync(cancelled);
        Assert.Equal("already_cancelled", Code(await _flows.GiveBackAsync(cancelled, key: "k2")));
        var review = Shop.APayment(PaymentStatus.Review);                                                  // another amount than was reported, but it is here
        Assert.Null(Code(await _flows.GiveBackAsync(review, "80.00", key: "k3")));
        var frozen = Shop.APayment();
        frozen.Freeze();
        Assert.Equal("payment_frozen", Code(await _flows.GiveBackAsync(frozen, key: "k4")));
        Assert.Equal("not_found", Code(await _flows.Refund.RunAsync(Shop.Owner, PaymentId.New(), new RefundOrder("1", "r", "1", "k5"), default)));
    }

    [Fact]
    public async Task By_night_nothing_is_carried_out_at_once()
    {
        var payment = Shop.APayment();
        Shop.Clock.Advance(TimeSpan.FromHours(12));                                                        // 00:00 GMT+8
        Shop.Gateway.Refund = new GatewayAnswer<RefundReport>.Done(new RefundReport(false, true, null));
        var refund = Done(await _flows.GiveBackAsync(payment, "1.00")).Refund;
        Assert.False(refund.AtOnce);
        Assert.False(Shop.Gateway.Requests<RefundRequest>().Single().AtOnce);
        Shop.Clock.Advance(TimeSpan.FromMinutes(90));
        Shop.Gateway.Refund = new GatewayAnswer<RefundReport>.Done(new RefundReport(true, true, null));
        Assert.True(Done(await _flows.GiveBackAsync(payment, "1.00", key: "k2")).Refund.AtOnce);
        Assert.True(RefundNight.Contains(_flows.Now.AddTicks(-1)));
        Assert.False(RefundNight.Contains(_flows.Now));
        Assert.Equal(_flows.Now, RefundNight.EndOf(_flows.Now.AddMinutes(-90)));
    }

    [Fact]
    public async Task What_was_to_be_at_once_and_is_asked_again_waits_for_the_morning()
    {
        var payment = Shop.APayment();
        Shop.Clock.Advance(TimeSpan.FromHours(11.5));                                                      // 23:30
        var refund = await _flows.ARefundAsync(payment, new GatewayAnswer<RefundReport>.Refused("NO", GatewayAdvice.TopUp));
        Assert.Equal(_flows.Now.AddHours(2), refund.DueAt);                                                // 01:30, not 00:30
        Assert.False(refund.MayNotGoAt(_flows.Now));
        Assert.True(refund.MayNotGoAt(_flows.Now.AddHours(1)));
        Assert.False(refund.MayNotGoAt(_flows.Now.AddHours(2)));
        Assert.True(refund.AtOnce);
        Shop.Clock.Advance(TimeSpan.FromHours(1));
        await _flows.AskAgainAsync(refund);                                                                // something made it due: another payment had an answer
        Assert.Single(Shop.Gateway.Requests<RefundRequest>());
        Assert.Equal(_flows.Now.AddHours(1), refund.DueAt);
    }

    [Fact]
    public async Task A_database_that_is_busy_once_the_intent_is_on_record_is_not_known_and_no_no()
    {
        var payment = Shop.APayment();
        Shop.Gateway.Meanwhile = () => throw new BusyDatabase();
        var receipt = Done(await _flows.GiveBackAsync(payment, "1.00"));
        Assert.Equal((RefundStatus.Requested, true, "87.80"), (receipt.Refund.Status, receipt.Refund.MayHaveArrived, receipt.Remaining.ToPlainText()));
        Assert.Null(receipt.Against);
        var cancelled = Done(await _flows.Cancel.RunAsync(Shop.Owner, Shop.APayment().Id, "k", default));
        Assert.Equal((CancelStatus.Sent, PaymentStatus.Cancelling, null), (cancelled.Cancel.Status, cancelled.Payment.Status, cancelled.Against));
    }

    [Fact]
    public async Task The_tenant_may_leave_refunds_to_the_night()
    {
        Assert.True(Done(await new ChooseRefundTime(Shop).RunAsync(Shop.Owner, true, default)));
        Assert.True(Done(await new ChooseRefundTime(Shop).RunAsync(Shop.Owner, true, default)));
        Assert.Equal((1, Permission.ChangePolicies), (Shop.Commits, Shop.Permitted[^1]));
        Done(await _flows.GiveBackAsync(Shop.APayment(), "1.00"));
        Assert.False(Shop.Gateway.Requests<RefundRequest>().Single().AtOnce);
        Assert.False(Done(await new ChooseRefundTime(Shop).RunAsync(Shop.Owner, false, default)));
        Done(await _flows.GiveBackAsync(Shop.APayment(), "1.00", key: "k2"));
        Assert.True(Shop.Gateway.Requests<RefundRequest>().Last().AtOnce);
        Shop.StaleCommits = 1;
        Assert.Equal("stale", Code(await new ChooseRefundTime(Shop).RunAsync(Shop.Owner, true, default)));
    }

    [Fact]
    public async Task One_that_waits_for_balance_can_be_ended_and_sent_for_later_under_a_number_of_its_own()
    {
        var payment = Shop.APayment();
        var refund = await _flows.ARefundAsync(payment, new GatewayAnswer<RefundReport>.Refused("NO", GatewayAdvice.TopUp));
        Assert.Equal("refund_not_waiting", Code(await _flows.End.RunAsync(Shop.Owner, refund.Id, true, default)));        // its request may still arrive
        Shop.Clock.Advance(TimeSpan.FromMinutes(1));
        Shop.Gateway.Standing = new GatewayAnswer<RefundStanding>.Done(new RefundStanding(RefundState.NotFound, null));
        Shop.Gateway.Refund = new GatewayAnswer<RefundReport>.Done(new RefundReport(false, true, null));
        var instead = Done(await _flows.End.RunAsync(Shop.Owner, refund.Id, true, default));
        Assert.Equal((RefundStatus.Failed, RefundStatus.Accepted), (refund.Status, instead.Status));
        Assert.Equal((refund.Id, 8880L, "returned", false, Shop.Owner.User), (instead.InsteadOf!.Value, instead.AmountMinor, instead.Reason, instead.AtOnce, instead.RequestedBy));
        Assert.NotEqual(refund.Number, instead.Number);
        Assert.Equal((8880, 2), (payment.HeldMinor, Shop.Refunds.Count));
        Assert.Contains(payment.History, step => step is { Reason: "refund_ended", Evidence: Evidence.Person });
        Assert.Equal(_flows.Now, payment.DueAt);                                                           // the trade is asked whether that is so
        Assert.Empty(Shop.Alarms);                                                                         // whoever ended it knows
        Assert.Equal("refund_not_waiting", Code(await _flows.End.RunAsync(Shop.Owner, refund.Id, false, default)));
    }

    public static TheoryData<GatewayAnswer<RefundStanding>, AlarmKind?> DoubtfulStandings() => new()
    {
        { new GatewayAnswer<RefundStanding>.NotKnown("time_out"), null },
        { new GatewayAnswer<RefundStanding>.NotKnown("unknow"), null },
        { new GatewayAnswer<RefundStanding>.NotKnown("no_sign", IsUntrusted: true), AlarmKind.UntrustedAnswer },
        { new GatewayAnswer<RefundStanding>.Refused("ILLEGAL_PARTNER", GatewayAdvice.Configuration), AlarmKind.GatewayConfiguration },
        { new GatewayAnswer<RefundStanding>.Refused("ILLEGAL_ARGUMENT", GatewayAdvice.FixInput), null },
    };

    [Theory]
    [MemberData(nameof(DoubtfulStandings))]
    public async Task One_that_waits_is_not_ended_while_alipay_does_not_tell_what_became_of_it(GatewayAnswer<RefundStanding> standing, AlarmKind? told)
    {
        var payment = Shop.APayment();
        var refund = await _flows.ARefundAsync(payment, new GatewayAnswer<RefundReport>.Refused("NO", GatewayAdvice.TopUp));
        Shop.Clock.Advance(TimeSpan.FromMinutes(1));
        Shop.Gateway.Standing = standing;
        Assert.Equal("refund_not_known", Code(await _flows.End.RunAsync(Shop.Owner, refund.Id, true, default)));
        Assert.Equal((RefundStatus.Requested, true, 8880, 1), (refund.Status, refund.WaitsForBalance, payment.HeldMinor, Shop.Refunds.Count));
        Assert.Equal(told, Shop.Alarms.SingleOrDefault()?.Kind);
    }

    [Fact]
    public async Task Ended_for_good_its_amount_is_free_and_a_copy_that_was_carried_out_counts()
    {
        var payment = Shop.APayment();
        var refund = await _flows.ARefundAsync(payment, new GatewayAnswer<RefundReport>.Refused("NO", GatewayAdvice.TopUp), amount: "1.00");
        var copied = await _flows.ARefundAsync(payment, new GatewayAnswer<RefundReport>.Refused("NO", GatewayAdvice.TopUp), amount: "2.00");
        Shop.Clock.Advance(TimeSpan.FromMinutes(1));
        Shop.Gateway.Standing = new GatewayAnswer<RefundStanding>.Done(new RefundStanding(RefundState.Failed, null));
        Assert.Equal(RefundStatus.Failed, Done(await _flows.End.RunAsync(Shop.Owner, refund.Id, false, default)).Status);
        Shop.Gateway.Standing = new GatewayAnswer<RefundStanding>.Done(new RefundStanding(RefundState.Done, null));
        Assert.Equal(RefundStatus.Done, Done(await _flows.End.RunAsync(Shop.Owner, copied.Id, false, default)).Status);
        Assert.Equal((200, 200, 2), (payment.HeldMinor, payment.RefundedMinor, Shop.Refunds.Count));
        Assert.Equal("not_found", Code(await _flows.End.RunAsync(Shop.Owner, RefundId.New(), false, default)));
        payment.Freeze();
        Assert.Equal("payment_frozen", Code(await _flows.End.RunAsync(Shop.Owner, refund.Id, false, default)));
    }

    [Fact]
    public async Task A_frozen_payments_refund_is_looked_at_again_in_an_hour()
    {
        var payment = Shop.APayment();
        var refund = await _flows.ARefundAsync(payment, new GatewayAnswer<RefundReport>.NotKnown("time_out"));
        payment.Freeze();
        var asked = Shop.Gateway.Asked.Count;
        await _flows.AskAgainAsync(refund);
        Assert.Equal((_flows.Now.AddHours(1), asked), (refund.DueAt!.Value, Shop.Gateway.Asked.Count));
    }

    [Fact]
    public async Task Nothing_is_sent_by_a_claim_that_is_overtaken_or_by_a_process_that_stood_still()
    {
        var payment = Shop.APayment();
        var refund = await _flows.ARefundAsync(payment, new GatewayAnswer<RefundReport>.NotKnown("connect", SurelyNotSent: true));
        var lease = refund.TakeLease(_flows.Now, TimeSpan.FromSeconds(30));
        refund.TakeLease(_flows.Now, TimeSpan.FromSeconds(30));
        var asked = Shop.Gateway.Asked.Count;
        Assert.Equal("stale", Code(await _flows.AskRefund.RunAsync(Shop.Job, refund.Id, lease, Caller.Job, default)));
        var slow = new AskForRefund(Shop, Shop.Gateway, Shop, new Portal.Domain.Work.CrashPoints(name => Shop.Clock.Advance(name == Portal.Domain.Work.CrashPoints.RefundBeforeSend ? TimeSpan.FromSeconds(11) : TimeSpan.Zero)), Shop.Clock, Shop);
        Assert.Equal("stale", Code(await slow.RunAsync(Shop.Job, refund.Id, refund.TakeLease(_flows.Now, TimeSpan.FromSeconds(30)), Caller.Job, default)));
        Assert.Equal(asked, Shop.Gateway.Asked.Count);
        Assert.True(refund.MayHaveArrived);                                                                // as after a crash: it is asked about first
    }

    private sealed class BusyDatabase : System.Data.Common.DbException;
}
