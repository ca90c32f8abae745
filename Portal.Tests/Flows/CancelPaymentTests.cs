using System.Net.Http.Json;
using Portal.Domain.Alarms;
using Portal.Domain.Cancels;
using Portal.Domain.Gateway;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Refunds;
using Portal.Tests.TestKit;

namespace Portal.Tests.Flows;

/// <summary>Cancels against the simulator over the wire.</summary>
public sealed class CancelPaymentTests
{
    [Fact]
    [Trait("Row", "M-02")]
    [Trait("Row", "M-03")]
    public async Task The_whole_payment_is_undone_once_and_nothing_can_be_given_back_after_it()
    {
        await using var stand = await MoneyStand.StartAsync();
        var done = TestPortal.Done(await stand.CancelAsync("k"));
        Assert.Equal((CancelStatus.Done, PaymentStatus.Cancelled), (done.Cancel.Status, done.Payment.Status));
        Assert.True((await stand.RealAsync()).IsCancelled);
        Assert.Equal(CancelStatus.Done, TestPortal.Done(await stand.CancelAsync("k")).Cancel.Status);
        Assert.Equal("already_cancelled", (await stand.CancelAsync("other")).ErrorCode());
        Assert.Equal("already_cancelled", (await stand.RefundAsync("1.00")).ErrorCode());
        Assert.Single(await stand.RequestsAsync(MoneyStand.CancelService));
    }

    [Theory]
    [Trait("Row", "7.5 cancel times out")]
    [InlineData("close-after")]
    [InlineData("close-before")]
    [InlineData("unknow")]
    [InlineData("retry-y")]
    [InlineData("no-sign")]
    [InlineData("http-500")]
    public async Task Without_an_answer_the_same_cancel_is_repeated_and_refunds_are_barred(string fault)
    {
        await using var stand = await MoneyStand.StartAsync();
        await stand.ArmAsync(MoneyStand.CancelService, fault, times: 2);
        var open = TestPortal.Done(await stand.CancelAsync("k"));
        Assert.Equal((CancelStatus.Sent, PaymentStatus.Cancelling), (open.Cancel.Status, open.Payment.Status));
        Assert.Equal("cancel_under_way", Assert.IsType<Outcome<RefundReceipt>.Refused>(await stand.RefundAsync("1.00")).Error.Reason);
        await stand.SettleAsync();
        Assert.Equal((CancelStatus.Done, PaymentStatus.Cancelled), ((await stand.CancelAsync()).Status, (await stand.PaymentAsync()).Status));
        var sent = await stand.RequestsAsync(MoneyStand.CancelService);                                       // Alipay's own message may end it before the third
        Assert.InRange(sent.Count, 1, 3);
        Assert.All(sent, request => Assert.Equal(stand.Trade.OutTradeNo.Value, request.Parameters["out_trade_no"]));
    }

    [Fact]
    [Trait("Row", "M-05")]
    [Trait("Row", "7.5 cancel at 00:03 for 23:58")]
    public async Task From_23_59_45_on_nothing_is_sent_and_a_refund_works()
    {
        await using var stand = await MoneyStand.StartAsync("2026-03-02T15:58:00Z");                          // 23:58 GMT+8
        var until = CancelWindow.Until(await stand.PaymentAsync());
        Assert.Equal(new DateTimeOffset(2026, 3, 2, 15, 59, 45, TimeSpan.Zero), until);
        stand.Portal.Clock.Advance(until - stand.Portal.Clock.GetUtcNow());
        var late = Assert.IsType<Outcome<CancelReceipt>.Refused>(await stand.CancelAsync("k"));
        Assert.Equal(("cancel_window_closed", "2026-03-02T15:59:45.0000000Z"), (late.Error.Code, late.Error.Figures!["until"]));
        Assert.Empty(await stand.RequestsAsync(MoneyStand.CancelService));
        stand.Portal.Clock.Advance(TimeSpan.FromMinutes(30));                                                 // 00:29: no refund is carried out at once now
        var refund = TestPortal.Done(await stand.RefundAsync("88.80")).Refund;
        Assert.Equal((false, RefundStatus.Accepted), (refund.AtOnce, refund.Status));
        await stand.SettleAsync();
        Assert.Equal(PaymentStatus.Refunded, (await stand.PaymentAsync()).Status);
    }

    [Fact]
    [Trait("Row", "7.5 refund with is_sync=Y at 00:30")]
    public async Task A_refund_at_night_is_sent_as_one_for_later()
    {
        await using var stand = await MoneyStand.StartAsync("2026-03-01T16:30:00Z");                          // 00:30 GMT+8
        TestPortal.Done(await stand.RefundAsync("1.00"));
        Assert.Equal("N", Assert.Single(await stand.RequestsAsync(MoneyStand.RefundService)).Parameters["is_sync"]);
    }

    [Fact]
    public async Task When_the_day_ends_without_an_answer_the_trade_decides_and_a_person_hears_of_it()
    {
        await using var stand = await MoneyStand.StartAsync("2026-03-02T15:55:00Z");
        await stand.ArmAsync(MoneyStand.CancelService, "close-before", times: 0);
        TestPortal.Done(await stand.CancelAsync("k"));
        await stand.SettleAsync();
        Assert.Equal((CancelStatus.Refused, PaymentStatus.Paid), ((await stand.CancelAsync()).Status, (await stand.PaymentAsync()).Status));
        Assert.Contains(AlarmKind.CancelReview, await stand.AlarmsAsync());
        Assert.All(await stand.RequestsAsync(MoneyStand.CancelService), sent => Assert.True(sent.At < new DateTimeOffset(2026, 3, 2, 15, 59, 46, TimeSpan.Zero)));
    }

    [Fact]
    [Trait("Row", "7.5 cancel after a partial refund")]
    [Trait("Row", "M-03")]
    public async Task After_a_refund_only_the_rest_can_be_refunded()
    {
        await using var stand = await MoneyStand.StartAsync();
        TestPortal.Done(await stand.RefundAsync("1.00"));
        var refused = Assert.IsType<Outcome<CancelReceipt>.Refused>(await stand.CancelAsync("k"));
        Assert.Equal(("cancel_after_refund", "87.80"), (refused.Error.Reason, refused.Error.Figures!["remaining"]));
        Assert.Empty(await stand.RequestsAsync(MoneyStand.CancelService));
    }

    [Fact]
    [Trait("Row", "M-04")]
    [Trait("Row", "7.5 payment notification after a cancel SUCCESS")]
    public async Task A_message_after_the_cancel_makes_no_sale()
    {
        await using var stand = await MoneyStand.StartAsync();
        TestPortal.Done(await stand.CancelAsync("k"));
        using var told = await stand.Portal.Client.PostAsJsonAsync($"/simulator/api/notifications/{stand.Trade.TradeNo}", new { how = "again" });
        Assert.True(told.IsSuccessStatusCode);
        await stand.SettleAsync();
        Assert.Equal(PaymentStatus.Cancelled, (await stand.PaymentAsync()).Status);
    }

    [Fact]
    [Trait("Row", "M-04")]
    public void Money_after_a_confirmed_cancel_is_for_a_person_and_can_be_given_back()
    {
        var payment = Given.APaymentIn(PaymentStatus.Cancelled);
        var paid = new TradeReport(TradeState.Paid, Money.OfMinor(8880, payment.Currency), true, Given.Noon, null, false, null, null);
        Assert.True(payment.Book(paid, Given.Noon, 0.5).MoneyAfterEnd);
        Assert.Equal(PaymentStatus.Review, payment.Status);
        Assert.Null(RefundPayment.Check(payment, new RefundOrder("88.80", "paid after the cancel", "88.80", "k"), null, out _));
    }

    [Fact]
    [Trait("Row", "M-06")]
    public void Day_and_window_are_those_of_the_payment()
    {
        var payment = Given.APayment(paidAt: new DateTimeOffset(2026, 3, 1, 15, 59, 0, TimeSpan.Zero), at: new DateTimeOffset(2026, 3, 1, 16, 10, 0, TimeSpan.Zero));
        Assert.Equal(new DateOnly(2026, 3, 1), payment.TradeDate);
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 16, 13, 45, TimeSpan.Zero), CancelWindow.Until(payment));         // not known to be paid: 15 minutes
        payment.Book(new TradeReport(TradeState.Paid, Money.OfMinor(8880, payment.Currency), true, payment.PaidAt, null, false, null, null), payment.ArrivedAt, 0.5);
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 15, 59, 45, TimeSpan.Zero), CancelWindow.Until(payment));
        Assert.Equal("cancel_window_closed", CancelPayment.Check(payment, payment.ArrivedAt)?.Code);
    }
}
