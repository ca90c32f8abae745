using Portal.Domain.Gateway;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Tests.TestKit;

namespace Portal.Tests.Domain;

public sealed class BookAnswerTests
{
    private static TradeReport Report(TradeState state, string amount = "88.80", bool currencyAgrees = true, bool paid = true, bool refunded = false) => new(
        state, Money.TryParse(amount, Currency.Of("HKD"), out var money) ? money : null, currencyAgrees, paid ? Given.Noon : null, null, refunded, "138****0001", null);

    [Fact]
    public void A_paid_trade_is_booked_and_asked_no_more()
    {
        var payment = Given.APayment();
        Assert.Null(payment.Book(Report(TradeState.Paid), Given.Noon, 0.5).Mismatch);
        Assert.Equal(PaymentStatus.Paid, payment.Status);
        Assert.Null(payment.DueAt);
        Assert.Null(payment.UnclearSince);
    }

    [Fact]
    public void An_amount_that_differs_needs_a_person_and_the_answer_counts()
    {
        var payment = Given.APayment(amount: "88.80");
        Assert.Equal("amount_differs", payment.Book(Report(TradeState.Paid, "80.00"), Given.Noon, 0.5).Mismatch);
        Assert.Equal((PaymentStatus.Review, 8000), (payment.Status, payment.AmountMinor));
    }

    [Fact]
    public void An_unreadable_amount_is_decided_by_the_answer()
    {
        var payment = Given.APayment(amount: "1\0");
        Assert.Null(payment.AmountMinor);
        payment.Book(Report(TradeState.Paid, "12.50"), Given.Noon, 0.5);
        Assert.Equal((PaymentStatus.Paid, 1250), (payment.Status, payment.AmountMinor));
    }

    [Fact]
    public void Another_currency_in_the_answer_needs_a_person()
    {
        var payment = Given.APayment();
        var before = payment.AmountMinor;
        payment.Book(Report(TradeState.Paid, currencyAgrees: false) with { Amount = Money.OfMinor(100_000, Currency.Of("HKD")) }, Given.Noon, 0.5);
        Assert.Equal((PaymentStatus.Review, before), (payment.Status, payment.AmountMinor));         // a number of another currency is no amount of ours
    }

    [Fact]
    public void What_alipay_did_not_know_once_is_forgotten_when_it_does()
    {
        var payment = Given.APayment();
        payment.Book(Report(TradeState.NotFound), Given.Noon, 0.5);
        payment.Book(Report(TradeState.NotFound), Given.Noon.AddMinutes(1), 0.5);
        payment.Book(Report(TradeState.Paid), Given.Noon.AddMinutes(2), 0.5);
        Assert.Equal(PaymentStatus.Paid, payment.Status);
        var booking = payment.Book(Report(TradeState.NotFound), Given.Noon.AddDays(9), 0.5);
        Assert.Equal((PaymentStatus.Paid, (string?)null), (payment.Status, booking.Mismatch));
        Assert.NotNull(payment.DueAt);
    }

    [Fact]
    public void Another_currency_in_the_message_needs_a_person()
    {
        var payment = Given.APayment(currency: "USD");
        payment.Book(Report(TradeState.Paid), Given.Noon, 0.5);
        Assert.Equal(PaymentStatus.Review, payment.Status);
    }

    [Fact]
    public void A_passback_of_another_code_needs_a_person()
    {
        var payment = Given.APayment(passback: "ffffffffffffffff");
        Assert.Equal("passback_differs", payment.Book(Report(TradeState.Paid), Given.Noon, 0.5).Mismatch);
        Assert.Equal(PaymentStatus.Review, payment.Status);
    }

    [Fact]
    public void A_missing_passback_says_nothing()
    {
        var payment = Given.APayment(passback: null);
        payment.Book(Report(TradeState.Paid), Given.Noon, 0.5);
        Assert.Equal(PaymentStatus.Paid, payment.Status);
    }

    [Fact]
    public void Closed_and_never_paid_is_closed()
    {
        var payment = Given.APayment();
        payment.Book(Report(TradeState.Closed, paid: false), Given.Noon, 0.5);
        Assert.Equal(PaymentStatus.Closed, payment.Status);
    }

    [Fact]
    public void Closed_though_paid_is_never_called_unpaid()
    {
        var payment = Given.APayment();
        payment.Book(Report(TradeState.Closed, paid: true), Given.Noon, 0.5);
        Assert.Equal([PaymentStatus.Reported, PaymentStatus.Paid, PaymentStatus.Cancelled], payment.History.Select(step => step.To));
    }

    [Fact]
    public void Closed_though_paid_in_another_amount_needs_a_person()
    {
        var payment = Given.APayment();
        payment.Book(Report(TradeState.Closed, "80.00", paid: true), Given.Noon, 0.5);
        Assert.Equal(PaymentStatus.Review, payment.Status);
    }

    [Fact]
    public void A_payment_undone_at_alipays_own_page_is_cancelled()
    {
        var payment = Given.APaymentIn(PaymentStatus.Paid);
        payment.Book(Report(TradeState.Closed), Given.Noon, 0.5);
        Assert.Equal(PaymentStatus.Cancelled, payment.Status);
    }

    [Theory]
    [InlineData(PaymentStatus.Cancelled)]
    [InlineData(PaymentStatus.Closed)]
    public void Paid_after_the_end_needs_a_person(PaymentStatus end)
    {
        var payment = Given.APaymentIn(end);
        Assert.Equal("paid_after_end", payment.Book(Report(TradeState.Paid), Given.Noon, 0.5).Mismatch);
        Assert.Equal(PaymentStatus.Review, payment.Status);
    }

    [Theory]
    [Trait("Row", "7.5 payment notification after a cancel SUCCESS")]
    [InlineData(true)]
    [InlineData(false)]
    public void Closed_after_a_cancel_is_what_the_cancel_did(bool paid)
    {
        var payment = Given.APaymentIn(PaymentStatus.Cancelled);
        Assert.Null(payment.Book(Report(TradeState.Closed, paid: paid), Given.Noon, 0.5).Mismatch);
        Assert.Equal((PaymentStatus.Cancelled, (DateTimeOffset?)null), (payment.Status, payment.DueAt));
    }

    [Theory]
    [InlineData(true, PaymentStatus.Cancelled)]
    [InlineData(false, PaymentStatus.Closed)]
    public void Closed_while_a_cancel_is_under_way_is_its_end(bool paid, PaymentStatus end)
    {
        var payment = Given.APaymentIn(PaymentStatus.Cancelling);
        Assert.Null(payment.Book(Report(TradeState.Closed, paid: paid), Given.Noon, 0.5).Mismatch);
        Assert.Equal(end, payment.Status);
    }

    /// <summary>The gateway counts what a cancel gave back as refunded, too; without a cancel of ours the same answer needs a person.</summary>
    [Fact]
    public void Closed_with_the_money_back_is_a_cancels_end_only_where_we_sent_one()
    {
        var payment = Given.APaymentIn(PaymentStatus.Cancelling);
        Assert.Equal("closed_though_paid", payment.Book(Report(TradeState.Closed, refunded: true), Given.Noon, 0.5).Mismatch);
        Assert.Equal(PaymentStatus.Review, payment.Status);
    }

    [Fact]
    public void Closed_without_a_pay_time_never_undoes_what_was_paid()
    {
        var payment = Given.APaymentIn(PaymentStatus.PartlyRefunded);
        Assert.Equal("closed_though_paid", payment.Book(Report(TradeState.Closed, paid: false), Given.Noon, 0.5).Mismatch);
        Assert.Equal(PaymentStatus.Review, payment.Status);
    }

    [Fact]
    public void A_waiting_buyer_is_given_three_minutes()
    {
        var payment = Given.APayment();
        payment.Book(Report(TradeState.Waiting, paid: false), Given.Noon, 0.5);
        Assert.Equal(PaymentStatus.Pending, payment.Status);
        Assert.True(payment.DueAt >= Given.Noon.AddMinutes(3));
    }

    [Theory]
    [Trait("Row", "7.5 query: UNKNOW or time-out")]
    [InlineData(PaymentStatus.Reported, PaymentStatus.Unknown)]
    [InlineData(PaymentStatus.Pending, PaymentStatus.Unknown)]
    [InlineData(PaymentStatus.Unknown, PaymentStatus.Unknown)]
    [InlineData(PaymentStatus.Paid, PaymentStatus.Paid)]
    [InlineData(PaymentStatus.PartlyRefunded, PaymentStatus.PartlyRefunded)]
    [InlineData(PaymentStatus.Cancelling, PaymentStatus.Cancelling)]
    [InlineData(PaymentStatus.Cancelled, PaymentStatus.Cancelled)]
    [InlineData(PaymentStatus.Closed, PaymentStatus.Closed)]
    [InlineData(PaymentStatus.Review, PaymentStatus.Review)]
    public void No_answer_moves_reported_and_pending_only(PaymentStatus from, PaymentStatus to)
    {
        var payment = Given.APaymentIn(from);
        payment.BookDoubt("time_out", Given.Noon, 0.5);
        Assert.Equal(to, payment.Status);
        Assert.NotNull(payment.DueAt);
    }

    [Fact]
    [Trait("Row", "7.5 query: TRADE_NOT_EXIST")]
    public void Not_found_after_a_message_is_never_the_end()
    {
        var payment = Given.APayment();
        payment.Book(Report(TradeState.NotFound), Given.Noon, 0.5);
        payment.Book(Report(TradeState.NotFound), Given.Noon.AddMinutes(1), 0.5);
        Assert.Equal(PaymentStatus.Unknown, payment.Status);
        payment.Book(Report(TradeState.NotFound), Given.Noon.AddMinutes(4), 0.5);
        Assert.Equal(PaymentStatus.Unknown, payment.Status);                      // three answers, but not over five minutes
        var last = payment.Book(Report(TradeState.NotFound), Given.Noon.AddMinutes(6), 0.5);
        Assert.True(last.UnknownToGateway);
        Assert.Equal(PaymentStatus.Review, payment.Status);
    }

    [Fact]
    public void No_clock_finishes_a_payment()
    {
        var payment = Given.APayment();
        for (var hour = 0; hour < 24 * 30; hour++)
        {
            payment.BookDoubt("time_out", Given.Noon.AddHours(hour), 0.5);
        }
        Assert.Equal(PaymentStatus.Unknown, payment.Status);
        Assert.Equal(TimeSpan.FromHours(1), payment.DueAt - Given.Noon.AddHours((24 * 30) - 1));
    }
}
