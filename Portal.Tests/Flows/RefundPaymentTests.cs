using System.Globalization;
using Portal.Domain.Alarms;
using Portal.Domain.Gateway;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Refunds;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Tests.Faults;
using Portal.Tests.TestKit;

namespace Portal.Tests.Flows;

/// <summary>Refunds against the simulator over the wire: once per intent, never more than was paid, and nothing stays unknown.</summary>
public sealed class RefundPaymentTests : IAsyncLifetime
{
    private MoneyStand _stand = default!;

    public async ValueTask InitializeAsync() => _stand = await MoneyStand.StartAsync();

    public ValueTask DisposeAsync() => _stand.DisposeAsync();

    [Fact]
    public async Task Parts_and_the_rest_go_back_under_numbers_of_their_own()
    {
        var first = TestPortal.Done(await _stand.RefundAsync("30.00"));
        Assert.Equal((RefundStatus.Done, "58.80"), (first.Refund.Status, first.Remaining.ToPlainText()));
        Assert.Equal(PaymentStatus.PartlyRefunded, (await _stand.PaymentAsync()).Status);
        TestPortal.Done(await _stand.RefundAsync("58.80"));
        var payment = await _stand.PaymentAsync();
        Assert.Equal((PaymentStatus.Refunded, 8880L, 8880L), (payment.Status, payment.RefundedMinor, payment.HeldMinor));
        Assert.Equal(2, (await _stand.RefundsAsync()).Select(refund => refund.Number).Distinct().Count());
        Assert.Equal(8880, (await _stand.RealAsync()).Refunds.Sum(refund => refund.AmountMinor));
        await using var context = _stand.Shop.Open();
        Assert.Equal(8880, context.PaymentEvents.OrderBy(change => change.Sequence).Last().RefundedMinor);
        Assert.Equal(4, context.PaymentSteps.Count(step => step.RefundNo != null));                // asked for and done, twice
    }

    [Theory]
    [Trait("Row", "M-09")]
    [Trait("Row", "bad input")]
    [InlineData("0", "amount_invalid")]
    [InlineData("0.00", "amount_invalid")]
    [InlineData("-1.00", "amount_invalid")]
    [InlineData("", "amount_invalid")]
    [InlineData(null, "amount_invalid")]
    [InlineData("１２", "amount_invalid")]
    [InlineData("1,000.00", "amount_invalid")]
    [InlineData("1e1", "amount_invalid")]
    [InlineData("1000000000000000000", "amount_invalid")]
    [InlineData("0.001", "amount_too_fine")]
    [InlineData("10.555", "amount_too_fine")]
    [InlineData("88.81", "refund_exceeds_remaining")]
    [InlineData("999999.00", "refund_exceeds_remaining")]
    public async Task A_bad_amount_is_refused_without_a_row_or_a_call(string? amount, string code) => await NothingHappensAsync(await _stand.RefundAsync(amount), code);

    [Fact]
    [Trait("Row", "M-09")]
    [Trait("Row", "M-13")]
    public async Task Whatever_else_is_wrong_is_refused_without_a_row_or_a_call()
    {
        await NothingHappensAsync(await _stand.RefundAsync("1.00", reason: null), "reason_required");
        await NothingHappensAsync(await _stand.RefundAsync("1.00", reason: "  "), "reason_required");
        await NothingHappensAsync(await _stand.RefundAsync("1.00", reason: new string('x', 129)), "reason_required");
        await NothingHappensAsync(await _stand.RefundAsync("1.00", key: new string('k', 65)), "amount_invalid");
        await NothingHappensAsync(await _stand.RefundAsync("1.00", remaining: "88.79"), "stale");
        var strange = new RefundOrder("1.00", "returned", "88.80", "k");
        var foreign = Actor.Operator((await FaultStand.ShopAsync(_stand.Portal)).Account.TenantId);
        await NothingHappensAsync(await _stand.Portal.Get<RefundPayment>().RunAsync(foreign, (await _stand.PaymentAsync()).Id, strange, default), "not_found");
    }

    [Theory]
    [InlineData("10.5", "amount_too_fine")]
    [InlineData("1000", null)]
    [InlineData("1000.00", null)]
    [InlineData("10.", "amount_invalid")]
    [InlineData(".5", "amount_invalid")]
    [InlineData("1.5.5", "amount_invalid")]
    public void An_amount_is_no_finer_than_its_currency(string text, string? code) => Assert.Equal(code, RefundAmount.Read(text, Currency.Of("JPY")).ErrorCode());

    [Fact]
    [Trait("Row", "M-02")]
    public async Task The_same_form_twice_is_one_refund_and_another_body_is_refused()
    {
        var first = TestPortal.Done(await _stand.RefundAsync("10.00", remaining: "88.80", key: "form"));
        var again = TestPortal.Done(await _stand.RefundAsync("10.00", remaining: "88.80", key: "form"));
        Assert.Equal(first.Refund.Number, again.Refund.Number);
        Assert.Equal("key_reused", (await _stand.RefundAsync("11.00", remaining: "88.80", key: "form")).ErrorCode());
        Assert.Single((await _stand.RealAsync()).Refunds);
    }

    [Fact]
    [Trait("Row", "M-01")]
    [Trait("Row", "7.5 two clerks refund at the same time")]
    public async Task The_second_of_two_clerks_is_told_who_gave_back_what()
    {
        TestPortal.Done(await _stand.RefundAsync("60.00"));
        var late = Assert.IsType<Outcome<RefundReceipt>.Refused>(await _stand.RefundAsync("40.00", remaining: "88.80"));
        Assert.Equal(("stale", "refunded_meanwhile", "28.80", "60.00"), (late.Error.Code, late.Error.Reason, late.Error.Figures!["remaining"], late.Error.Figures["refunded"]));
        var more = Assert.IsType<Outcome<RefundReceipt>.Refused>(await _stand.RefundAsync("28.81"));
        Assert.Equal(("refund_exceeds_remaining", "28.80"), (more.Error.Code, more.Error.Figures!["remaining"]));
        Assert.Single((await _stand.RealAsync()).Refunds);
    }

    [Theory]
    [Trait("Row", "7.5 refund UNKNOWN")]
    [Trait("Row", "7.5 response signature wrong")]
    [Trait("Row", "7.5 gateway answers HTML, 502, cut XML")]
    [Trait("Row", "7.5 response for another id")]
    [InlineData("close-after", false)]
    [InlineData("close-before", false)]
    [InlineData("unknow", false)]
    [InlineData("http-502", false)]
    [InlineData("html", false)]
    [InlineData("cut-xml", false)]
    [InlineData("bad-sign", true)]
    [InlineData("no-sign", true)]
    public async Task A_doubt_is_never_a_no_and_is_ended_under_the_same_number(string fault, bool alarms)
    {
        await _stand.ArmAsync(MoneyStand.RefundService, fault);
        var doubtful = TestPortal.Done(await _stand.RefundAsync("30.00"));
        Assert.Equal((RefundStatus.Unknown, "58.80"), (doubtful.Refund.Status, doubtful.Remaining.ToPlainText()));
        Assert.Equal(alarms, (await _stand.AlarmsAsync()).Contains(AlarmKind.UntrustedAnswer));
        Assert.Equal("refund_exceeds_remaining", (await _stand.RefundAsync("58.81")).ErrorCode());        // held meanwhile
        await _stand.SettleAsync();
        Assert.Equal(RefundStatus.Done, (await _stand.RefundAsync()).Status);
        Assert.Equal(doubtful.Refund.Number.Value, Assert.Single((await _stand.RealAsync()).Refunds).RefundNo);
        Assert.All(await _stand.RequestsAsync(MoneyStand.RefundService), sent => Assert.Equal(doubtful.Refund.Number.Value, sent.Parameters["partner_refund_id"]));
    }

    [Fact]
    [Trait("Row", "7.5 is_success=F ILLEGAL_SIGN")]
    public async Task An_unsigned_refusal_frees_nothing()
    {
        await _stand.ArmAsync(MoneyStand.RefundService, "no-sign", times: 0);
        Assert.Equal(RefundStatus.Unknown, TestPortal.Done(await _stand.RefundAsync("88.80")).Refund.Status);
        for (var i = 0; i < 4; i++)
        {
            await _stand.NextAsync();
        }
        Assert.NotEqual(RefundStatus.Failed, (await _stand.RefundAsync()).Status);
        Assert.Equal(8880, (await _stand.PaymentAsync()).HeldMinor);
    }

    [Fact]
    [Trait("Row", "7.5 refund accepted, funds missing")]
    [Trait("Row", "G-16")]
    public async Task Without_balance_it_waits_and_is_sent_again_every_hour_under_the_same_number()
    {
        await _stand.ArmAsync(MoneyStand.RefundService, "no-funds", times: 3);
        var waiting = TestPortal.Done(await _stand.RefundAsync("30.00")).Refund;
        Assert.Equal((RefundStatus.Requested, true), (waiting.Status, waiting.WaitsForBalance));
        Assert.InRange(waiting.DueAt!.Value - _stand.Portal.Clock.GetUtcNow(), TimeSpan.FromMinutes(59), TimeSpan.FromHours(1));
        await _stand.SettleAsync();
        Assert.Equal(RefundStatus.Done, (await _stand.RefundAsync()).Status);
        await using var context = _stand.Shop.Open();
        Assert.Single(context.PaymentSteps, step => step.Reason == "refund_waits_for_balance");              // said once, not every hour
        Assert.Equal(4, (await _stand.RequestsAsync(MoneyStand.RefundService)).Select(sent => sent.Parameters["partner_refund_id"]).Count(number => number == waiting.Number.Value));
    }

    [Fact]
    public async Task A_waiting_refund_is_ended_by_a_person_and_sent_again_under_a_new_number()
    {
        await _stand.ArmAsync(MoneyStand.RefundService, "no-funds");
        var waiting = TestPortal.Done(await _stand.RefundAsync("30.00")).Refund;
        Assert.Equal("stale", (await _stand.EndAsync(waiting.Id, later: true)).ErrorCode());                 // what went out last may still arrive
        _stand.Portal.Clock.Advance(Refund.MayArriveFor);
        await _stand.ArmAsync(MoneyStand.RefundQueryService, "unknow");
        Assert.Equal("unavailable", (await _stand.EndAsync(waiting.Id, later: true)).ErrorCode());           // whether a copy of it was carried out is not told
        Assert.Equal((RefundStatus.Requested, 3000L), ((await _stand.RefundAsync()).Status, (await _stand.PaymentAsync()).HeldMinor));
        var instead = TestPortal.Done(await _stand.EndAsync(waiting.Id, later: true));
        Assert.NotEqual(waiting.Number, instead.Number);
        await _stand.SettleAsync();
        Assert.Equal([RefundStatus.Failed, RefundStatus.Done], (await _stand.RefundsAsync()).Select(refund => refund.Status));
        Assert.Equal(("N", 3000L), ((await _stand.RequestsAsync(MoneyStand.RefundService))[^1].Parameters["is_sync"], (await _stand.PaymentAsync()).RefundedMinor));
    }

    [Fact]
    public async Task A_copy_that_was_carried_out_though_alipay_denied_it_is_found_when_the_trade_is_asked()
    {
        await _stand.ArmAsync(MoneyStand.RefundService, "no-funds");
        var waiting = TestPortal.Done(await _stand.RefundAsync("30.00")).Refund;
        var payment = await _stand.PaymentAsync();
        var copy = new RefundRequest(payment.OutTradeNo, payment.TradeNo, waiting.Number, waiting.Amount, waiting.Reason, AtOnce: true);
        Assert.IsType<GatewayAnswer<RefundReport>.Done>(await _stand.Portal.Get<IPaymentGateway>().RefundAsync(_stand.Shop.Account, copy, Caller.Job, default));
        _stand.Portal.Clock.Advance(Refund.MayArriveFor);
        await _stand.ArmAsync(MoneyStand.RefundQueryService, "not-exist");
        Assert.Equal(RefundStatus.Failed, TestPortal.Done(await _stand.EndAsync(waiting.Id, later: false)).Status);
        await _stand.SettleAsync();
        Assert.Equal(PaymentStatus.Review, (await _stand.PaymentAsync()).Status);
    }

    [Fact]
    public async Task A_refund_for_later_is_accepted_and_done_when_Alipay_says_so()
    {
        TestPortal.Done(await _stand.Portal.Get<ChooseRefundTime>().RunAsync(Actor.Operator(_stand.Tenant.Id), true, default));
        var later = TestPortal.Done(await _stand.RefundAsync("30.00")).Refund;
        Assert.Equal(RefundStatus.Accepted, later.Status);
        Assert.NotNull(later.NotifyUrl);
        await _stand.SettleAsync();
        var payment = await _stand.PaymentAsync();
        Assert.Equal((RefundStatus.Done, PaymentStatus.PartlyRefunded), ((await _stand.RefundAsync()).Status, payment.Status));
    }

    [Fact]
    public async Task After_180_days_without_evidence_a_person_decides_and_no_clock()
    {
        await _stand.ArmAsync(MoneyStand.RefundService, "unknow", times: 0);
        await _stand.ArmAsync(MoneyStand.RefundQueryService, "unknow", times: 0);
        TestPortal.Done(await _stand.RefundAsync("30.00"));
        for (var day = 0; day < 180; day += 20)
        {
            _stand.Portal.Clock.Advance(TimeSpan.FromDays(20));
            Assert.Equal(RefundStatus.Unknown, (await _stand.RefundAsync()).Status);
            await _stand.JobAsync();
        }
        Assert.Equal((RefundStatus.Review, 3000L), ((await _stand.RefundAsync()).Status, (await _stand.PaymentAsync()).HeldMinor));
        Assert.Contains(AlarmKind.RefundReview, await _stand.AlarmsAsync());
        Assert.Contains(AlarmKind.RefundWaits, await _stand.AlarmsAsync());
    }

    [Fact]
    [Trait("Row", "M-10")]
    public async Task Parts_of_a_third_leave_the_exact_rest()
    {
        for (var i = 0; i < 3; i++)
        {
            TestPortal.Done(await _stand.RefundAsync("29.33"));
        }
        Assert.Equal(8880 - (3 * 2933), (await _stand.PaymentAsync()).Refundable.MinorUnits);
        Assert.Equal("refund_exceeds_remaining", (await _stand.RefundAsync("0.82")).ErrorCode());
        Assert.Equal("0.00", TestPortal.Done(await _stand.RefundAsync("0.81")).Remaining.ToPlainText());
        Assert.Equal(PaymentStatus.Refunded, (await _stand.PaymentAsync()).Status);
    }

    [Fact]
    [Trait("Row", "D-18")]
    public async Task Amounts_and_times_on_the_wire_are_the_same_in_every_culture()
    {
        var own = CultureInfo.CurrentCulture;
        try
        {
            foreach (var culture in new[] { "tr-TR", "ar-SA", "zh-Hans", "de-DE" })
            {
                CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
                Assert.Equal(RefundStatus.Done, TestPortal.Done(await _stand.RefundAsync("1.25")).Refund.Status);
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = own;
        }
        Assert.All(await _stand.RequestsAsync(MoneyStand.RefundService), sent => Assert.Equal("1.25", sent.Parameters["refund_amount"]));
    }

    [Fact]
    [Trait("Row", "M-11")]
    public void A_form_can_say_what_it_may_say_and_nothing_else() =>
        Assert.Equal(["Amount", "Key", "Reason", "Remaining"], typeof(RefundOrder).GetProperties().Select(field => field.Name).Where(name => name != "EqualityContract").Order());

    [Fact]
    [Trait("Row", "J-02")]
    public async Task A_claim_that_was_overtaken_neither_sends_nor_saves()
    {
        await _stand.ArmAsync(MoneyStand.RefundService, "close-before");
        var refund = TestPortal.Done(await _stand.RefundAsync("30.00")).Refund;
        var old = new Lease(refund.LeaseToken - 1);
        var late = await _stand.Portal.Get<AskForRefund>().RunAsync(Actor.Job(refund.TenantId), refund.Id, old, Caller.Job, default);
        Assert.Equal("stale", late.ErrorCode());
        Assert.Single(await _stand.RequestsAsync(MoneyStand.RefundService));
    }

    private async Task NothingHappensAsync(Outcome<RefundReceipt> outcome, string code)
    {
        Assert.Equal(code, outcome.ErrorCode());
        Assert.Empty(await _stand.RefundsAsync());
        Assert.Empty(await _stand.RequestsAsync(MoneyStand.RefundService));
        Assert.Equal(0, (await _stand.PaymentAsync()).HeldMinor);
    }
}
