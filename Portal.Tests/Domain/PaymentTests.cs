using Portal.Domain.Gateway;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Tests.Domain.Memory;
using Portal.Tests.TestKit;

namespace Portal.Tests.Domain;

/// <summary>What a payment keeps of messages and answers beside its state.</summary>
public sealed class PaymentTests
{
    [Theory]
    [InlineData(180, 0, false)]
    [InlineData(180, 1, true)]
    public void What_arrives_more_than_three_minutes_after_it_was_paid_is_late(int seconds, long ticks, bool isLate) =>
        Assert.Equal(isLate, Given.APayment(at: Given.Noon.AddSeconds(seconds).AddTicks(ticks)).IsLate);

    [Fact]
    public void Without_a_time_of_paying_it_counts_when_it_arrived()
    {
        var late = new DateTimeOffset(2026, 3, 1, 16, 0, 0, TimeSpan.Zero);
        var payment = Payment.Report(Given.AnAddress(), Given.ANotice() with { PaidAt = null }, late);
        Assert.Equal((false, null, late, new DateOnly(2026, 3, 2)), (payment.IsLate, payment.PaidAt, payment.OccurredAt, payment.TradeDate));
    }

    [Fact]
    public void A_message_counts_for_the_day_on_which_it_was_paid()
    {
        var payment = Given.APayment(paidAt: new DateTimeOffset(2026, 3, 1, 15, 59, 0, TimeSpan.Zero), at: new DateTimeOffset(2026, 3, 1, 16, 1, 0, TimeSpan.Zero));
        Assert.Equal((new DateTimeOffset(2026, 3, 1, 15, 59, 0, TimeSpan.Zero), new DateOnly(2026, 3, 1)), (payment.OccurredAt, payment.TradeDate));
        var step = payment.History.Single();
        Assert.Equal((PaymentStatus.Reported, PaymentStatus.Reported, "notification_stored", Evidence.Notification), (step.From, step.To, step.Reason, step.Evidence));
        Assert.Equal((1, payment.ArrivedAt, payment.ArrivedAt), (payment.StepCount, payment.DueAt!.Value, payment.UnclearSince!.Value));
    }

    [Fact]
    public void Each_step_counts_also_where_the_state_stays()
    {
        var payment = Given.APayment();
        payment.BookDoubt("time_out", Given.Noon, 0.5);
        payment.BookDoubt("time_out", Given.Noon, 0.5);
        Assert.Equal((3, 3), (payment.StepCount, payment.History.Count));
        Assert.False(payment.MoveTo(PaymentStatus.PartlyRefunded, "x", Evidence.Person, Given.Noon));
        Assert.Equal((3, PaymentStatus.Unknown), (payment.StepCount, payment.Status));
    }

    [Fact]
    public void Steps_of_one_instant_keep_their_order_by_their_ids()
    {
        var payment = Given.APayment();
        for (var i = 0; i < 300; i++)
        {
            payment.BookDoubt($"step {i}", Given.Noon, 0.5);
        }
        var noted = payment.History.Skip(1).ToList();
        Assert.Equal(noted.Select(step => step.Reason), noted.OrderBy(step => step.Id).Select(step => step.Reason));
        Assert.Equal(noted.Select(step => step.Reason), noted.OrderBy(step => step.Id.ToString(), StringComparer.Ordinal).Select(step => step.Reason));
    }

    [Fact]
    public void An_answer_that_names_less_leaves_what_is_known()
    {
        var payment = Given.APayment();
        payment.Book(MemoryGateway.Trade() with { BuyerLogin = "139****0002" }, Given.Noon, 0.5);
        payment.Book(MemoryGateway.Trade() with { AmountCny = null, BuyerLogin = null, PaidAt = null }, Given.Noon.AddHours(1), 0.5);
        Assert.Equal((8880L, 8100L, "139****0002", Given.Noon), (payment.AmountMinor!.Value, payment.CnyMinor!.Value, payment.Payer, payment.PaidAt!.Value));
        payment.Book(MemoryGateway.Trade() with { AmountCny = Money.OfMinor(8200, Currency.Of("CNY")), BuyerLogin = "138****0001", PaidAt = Given.Noon.AddMinutes(-1) }, Given.Noon, 0.5);
        Assert.Equal((8200L, "138****0001", Given.Noon.AddMinutes(-1), Given.Noon.AddMinutes(-1)), (payment.CnyMinor!.Value, payment.Payer, payment.PaidAt!.Value, payment.OccurredAt));
    }

    [Fact]
    public void An_amount_that_an_answer_leaves_out_is_the_one_that_was_reported()
    {
        var payment = Given.APayment();
        payment.Book(MemoryGateway.Trade(amount: null), Given.Noon, 0.5);
        Assert.Equal((8880L, PaymentStatus.Review, null), (payment.AmountMinor!.Value, payment.Status, payment.SaidPaidAt));
    }

    [Theory]
    [InlineData(TradeState.Paid, true, true)]
    [InlineData(TradeState.Paid, false, false)]
    [InlineData(TradeState.Closed, true, false)]
    public void Money_is_said_to_be_here_by_a_paid_trade_in_the_codes_currency(TradeState state, bool agrees, bool isSaid)
    {
        var payment = Given.APayment();
        payment.Book(MemoryGateway.Trade(state) with { CurrencyAgrees = agrees }, Given.Noon.AddMinutes(1), 0.5);
        Assert.Equal(isSaid ? Given.Noon.AddMinutes(1) : null, payment.SaidPaidAt);
    }

    [Fact]
    public void The_same_payer_leaves_the_row_as_it_is()
    {
        var (payment, hash) = (Given.APayment(), new byte[] { 1, 2 });
        payment.KnowPayer(hash);
        Assert.Same(hash, payment.PayerHash);
        payment.KnowPayer([1, 2]);
        Assert.Same(hash, payment.PayerHash);
        payment.KnowPayer([3]);
        Assert.Equal([3], payment.PayerHash);
    }

    [Fact]
    public void Arrivals_and_changes_are_numbered()
    {
        var payment = Given.APayment();
        payment.ArrivedAs(7);
        Assert.Equal((7, 7, 1), (payment.Arrival, payment.Sequence, payment.Version));
        payment.ChangedAs(9);
        Assert.Equal((7, 9, 2), (payment.Arrival, payment.Sequence, payment.Version));
    }

    [Fact]
    public void What_is_frozen_is_asked_about_no_more()
    {
        var payment = Given.APayment();
        payment.Freeze();
        Assert.Equal((true, null), (payment.IsFrozen, payment.DueAt));
    }

    [Fact]
    public void A_closed_answer_asks_no_more()
    {
        var payment = Given.APayment();
        payment.Book(MemoryGateway.Trade(TradeState.Closed), Given.Noon, 0.5);
        Assert.Null(payment.DueAt);
    }
}
