using Portal.Domain.Alarms;
using Portal.Domain.Notifications;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Work;
using Portal.Tests.TestKit;

namespace Portal.Tests.Flows;

/// <summary>PROTOCOL 7.5, row by row, as far as create, notification and query go.</summary>
public sealed class QueryPaymentTests : IAsyncLifetime
{
    private PaymentStand _stand = default!;

    public async ValueTask InitializeAsync() => _stand = await PaymentStand.StartAsync();

    public ValueTask DisposeAsync() => _stand.DisposeAsync();

    [Fact]
    public async Task A_signed_answer_books_the_payment_and_numbers_the_change()
    {
        var payment = await _stand.AskedAsync(_stand.Trade());
        Assert.Equal((PaymentStatus.Paid, 8880L, 8010L, (DateTimeOffset?)null), (payment.Status, payment.AmountMinor, payment.CnyMinor, payment.DueAt));
        Assert.Equal((1L, 2L, 2), (payment.Arrival, payment.Sequence, payment.Version));
        await using var context = _stand.Portal.Database.Open(_stand.Shop.Id);
        Assert.Equal([(1L, PaymentStatus.Reported), (2L, PaymentStatus.Paid)], context.PaymentEvents.OrderBy(row => row.Sequence).AsEnumerable().Select(row => (row.Sequence, row.Status)));
        Assert.Equal(["notification_stored", "trade_success"], context.PaymentSteps.Select(step => step.Reason).OrderBy(reason => reason).ToList());
        Assert.Equal(0, await _stand.Portal.RunDueAsync(_stand.Shop));
    }

    [Fact]
    [Trait("Row", "7.5 response signature wrong")]
    [Trait("Row", "trap 29")]
    [Trait("Row", "G-07")]
    public async Task Without_a_right_signature_nothing_is_ever_paid()
    {
        var forged = AnswerText.Trade(AlipaySide.Rsa2.Stranger(), PaymentStand.TradeNo, PaymentStand.OutTradeNo);
        Assert.Equal(PaymentStatus.Unknown, (await _stand.AskedAsync(forged)).Status);
        Assert.Equal([(AlarmKind.UntrustedAnswer, 1)], await _stand.AlarmsAsync());
        Assert.Equal(PaymentStatus.Unknown, (await _stand.AskedAgainAsync()).Status);
        Assert.Equal([(AlarmKind.UntrustedAnswer, 2)], await _stand.AlarmsAsync());                   // one alarm, which counts
    }

    [Fact]
    [Trait("Row", "7.5 amount in notification differs from the query")]
    public async Task An_amount_that_differs_is_for_a_person_and_the_answer_counts()
    {
        var payment = await _stand.AskedAsync(_stand.Trade(changes: [("trans_amount", "8.88")]));
        Assert.Equal((PaymentStatus.Review, 888L, 8880L), (payment.Status, payment.AmountMinor, payment.ReportedMinor));
        Assert.Equal([(AlarmKind.Mismatch, 1)], await _stand.AlarmsAsync());
    }

    [Fact]
    [Trait("Row", "7.5 currency differs from the code's")]
    public async Task Another_currency_is_for_a_person()
    {
        Assert.Equal(PaymentStatus.Review, (await _stand.AskedAsync(_stand.Trade(changes: [("currency", "USD")]))).Status);
        Assert.Equal([(AlarmKind.Mismatch, 1)], await _stand.AlarmsAsync());
    }

    [Fact]
    [Trait("Row", "7.5 query: TRADE_NOT_EXIST")]
    [Trait("Row", "G-18")]
    [Trait("Row", "trap 25")]
    public async Task An_unknown_trade_is_believed_after_three_answers_over_five_minutes_and_is_for_a_person()
    {
        var payment = await _stand.AskedAsync(AnswerText.NotFound(_stand.Shop.Alipay));
        var started = _stand.Portal.Clock.GetUtcNow();
        while (payment.Status == PaymentStatus.Unknown)
        {
            payment = await _stand.AskedAgainAsync();
        }
        Assert.Equal(PaymentStatus.Review, payment.Status);
        Assert.True(_stand.Portal.Clock.GetUtcNow() - started >= TimeSpan.FromMinutes(5));
        Assert.Equal([(AlarmKind.TradeUnknownToGateway, 1)], await _stand.AlarmsAsync());
    }

    [Fact]
    [Trait("Row", "7.5 query: UNKNOW or time-out")]
    [Trait("Row", "trap 25")]
    public async Task No_answer_is_asked_again_at_1_3_5_10_30_60_seconds_and_then_every_five_minutes()
    {
        var payment = await _stand.AskedAsync("");
        var pauses = new List<double>();
        for (var i = 0; i < 8; i++)
        {
            Assert.Equal(PaymentStatus.Unknown, payment.Status);
            pauses.Add((payment.DueAt!.Value - _stand.Portal.Clock.GetUtcNow()).TotalSeconds);
            payment = await _stand.AskedAgainAsync();
        }
        Assert.Equal([1, 3, 5, 10, 30, 60, 300, 300], pauses);
    }

    [Fact]
    public async Task Nothing_that_is_unclear_is_without_a_next_date_or_finished_by_the_clock()
    {
        var payment = await _stand.AskedAsync("");
        for (var i = 0; i < 12; i++)
        {
            _stand.Portal.Clock.Advance(TimeSpan.FromDays(1));
            payment = await _stand.AskedAgainAsync();
        }
        Assert.Equal(PaymentStatus.Unknown, payment.Status);
        Assert.Equal(TimeSpan.FromHours(1), payment.DueAt - _stand.Portal.Clock.GetUtcNow());
        Assert.Equal(PaymentStatus.Paid, (await _stand.AskedAgainAsync(_stand.Trade())).Status);
    }

    [Fact]
    [Trait("Row", "7.5 query: WAIT_BUYER_PAY")]
    public async Task A_waiting_buyer_has_three_minutes_and_then_decides()
    {
        var payment = await _stand.AskedAsync(_stand.Trade("WAIT_BUYER_PAY"));
        Assert.Equal(PaymentStatus.Pending, payment.Status);
        Assert.True(payment.DueAt >= payment.ArrivedAt.AddMinutes(3));
        Assert.Equal(PaymentStatus.Closed, (await _stand.AskedAgainAsync(_stand.Trade("TRADE_CLOSED", ("alipay_pay_time", null)))).Status);
    }

    [Fact]
    [Trait("Row", "7.5 is_success=F ILLEGAL_SIGN")]
    [Trait("Row", "G-19")]
    public async Task A_question_that_keys_or_contract_forbid_is_not_repeated_in_a_loop()
    {
        var payment = await _stand.AskedAsync(AnswerText.Refusal("ILLEGAL_SIGN"));
        Assert.Equal(PaymentStatus.Unknown, payment.Status);
        Assert.True(payment.DueAt >= _stand.Portal.Clock.GetUtcNow().AddMinutes(5));
        Assert.Equal([(AlarmKind.GatewayConfiguration, 1)], await _stand.AlarmsAsync());
    }

    [Fact]
    public async Task When_the_gateway_answers_again_whoever_waits_is_asked_now()
    {
        const string Waiting = "2026030122001400001400000002";
        await _stand.ReceiveAsync(_stand.Paid(Waiting));
        _stand.Gateway.Answers("");
        for (var i = 0; i < 8; i++)                                                                   // by now it waits for minutes
        {
            await _stand.Portal.RunDueAsync(_stand.Shop);
            _stand.Portal.Clock.Advance((await _stand.Portal.PaymentAsync(_stand.Shop, Waiting)).DueAt!.Value - _stand.Portal.Clock.GetUtcNow());
        }
        await _stand.Portal.RunDueAsync(_stand.Shop);
        await _stand.AskedAsync("");
        Assert.Equal(PaymentStatus.Paid, (await _stand.AskedAgainAsync(_stand.Trade())).Status);
        Assert.Equal(_stand.Portal.Clock.GetUtcNow(), (await _stand.Portal.PaymentAsync(_stand.Shop, Waiting)).DueAt);
    }

    [Fact]
    [Trait("Row", "7.5 state runs backwards")]
    public async Task States_do_not_run_backwards_whatever_order_messages_come_in()
    {
        await _stand.AskedAsync(_stand.Trade());
        Assert.Equal(Receipt.Stored, await _stand.ReceiveAsync(_stand.Paid().With("notify_id", "late").With("trade_status", "WAIT_BUYER_PAY")));
        Assert.Equal(PaymentStatus.Paid, (await _stand.PaymentAsync()).Status);
        Assert.Equal(PaymentStatus.Paid, (await _stand.AskedAgainAsync("")).Status);                 // asked again, no answer: it stays
        Assert.Equal(PaymentStatus.Paid, (await _stand.AskedAgainAsync(_stand.Trade())).Status);
    }

    [Fact]
    [Trait("Row", "7.5 refund notification before the payment notification")]
    public async Task A_refund_message_before_the_payment_message_makes_the_payment()
    {
        await _stand.ReceiveAsync(_stand.Paid().With("notify_id", "refund").With("refund_fee", "1.00").With("out_biz_no", "R1"));
        _stand.Gateway.Answers(_stand.Trade());
        await _stand.Portal.RunDueAsync(_stand.Shop);
        await _stand.ReceiveAsync(_stand.Paid());
        Assert.Equal(1L, _stand.Portal.Files.Count("Payments"));
        var payment = await _stand.AskedAgainAsync();
        Assert.Equal((PaymentStatus.PartlyRefunded, 100L, 100L), (payment.Status, payment.RefundedMinor, payment.HeldMinor));
        Assert.Equal(1L, _stand.Portal.Files.Count("Refunds"));                                        // told twice, attached once
    }

    [Fact]
    [Trait("Row", "7.5 handler stores, then crashes before answering")]
    public async Task A_portal_that_died_between_stored_and_asked_books_when_it_is_back()
    {
        await _stand.ReceiveAsync(_stand.Paid());
        _stand.Gateway.Answers(_stand.Trade());
        await using var restarted = await TestPortal.StartAsync(beside: _stand.Portal);
        Assert.Equal(1, await restarted.RunDueAsync(_stand.Shop));
        Assert.Equal(PaymentStatus.Paid, (await _stand.PaymentAsync()).Status);
    }

    [Fact]
    public async Task An_old_claim_is_stale_and_asks_nobody()
    {
        await _stand.ReceiveAsync(_stand.Paid());
        var id = (await _stand.PaymentAsync()).Id;
        var outcome = await _stand.Portal.Get<QueryPayment>().RunAsync(Actor.Job(_stand.Shop.Id), id, new Lease(99), default);
        Assert.Equal("stale", outcome.ErrorCode());
        Assert.Empty(_stand.Gateway.Received);
    }

    [Fact]
    public async Task A_payment_of_another_tenant_does_not_exist()
    {
        await _stand.ReceiveAsync(_stand.Paid());
        var other = await _stand.Portal.AShopAsync("Other");
        var outcome = await _stand.Portal.Get<QueryPayment>().RunAsync(Actor.Job(other.Id), (await _stand.PaymentAsync()).Id, new Lease(0), default);
        Assert.Equal("not_found", outcome.ErrorCode());
    }
}
