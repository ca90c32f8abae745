using Portal.Domain.Gateway;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Tests.Alipay.Second;
using Portal.Tests.TestKit;

namespace Portal.Tests.Alipay;

/// <summary>Cancels and refunds before the second gateway, on a line that may lose answers.</summary>
public sealed class SecondGatewayMoneyTests
{
    public static TheoryData<SignAlgorithm> Algorithms() => [.. Enum.GetValues<SignAlgorithm>()];

    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task A_payment_is_cancelled_on_its_day_and_once(SignAlgorithm algorithm)
    {
        await using var stand = await SecondStand.StartAsync(algorithm);
        var trade = await stand.ATradeAsync();
        Assert.Equal(CancelEffect.MoneyReturned, Done(await stand.CancelAsync(trade)).Effect);
        Assert.Equal(CancelEffect.MoneyReturned, Done(await stand.CancelAsync(trade)).Effect);
        Assert.Equal(("TRADE_CLOSED", TradeState.Closed), (trade.Status, Done(await stand.QueryAsync(trade)).State));
        var waiting = await stand.ATradeAsync();
        waiting.Status = "WAIT_BUYER_PAY";
        Assert.Equal(CancelEffect.Closed, Done(await stand.CancelAsync(waiting)).Effect);
        stand.Gateway.Trades.Clear();
        Assert.Equal(CancelEffect.Closed, Done(await stand.CancelAsync(waiting)).Effect);
    }

    /// <summary>23:30 in GMT+8 and half past midnight there; it is the same day in London all along.</summary>
    [Fact]
    [Trait("Row", "trap 17")]
    public async Task The_day_of_a_cancel_is_of_GMT8()
    {
        await using var stand = await SecondStand.StartAsync(SignAlgorithm.Md5);
        stand.Portal.Clock.Advance(TimeSpan.FromHours(11.5));
        var trade = await stand.ATradeAsync();
        stand.Portal.Clock.Advance(TimeSpan.FromHours(1));
        var refused = Assert.IsType<GatewayAnswer<CancelReport>.Refused>(await stand.CancelAsync(trade));
        Assert.Equal(("TRADE_CANCEL_TIME_OUT", GatewayAdvice.Refund), (refused.Code, refused.Advice));
        Assert.True(Done(await stand.RefundAsync(trade, "R1", "88.80")).IsCarriedOut);
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task A_payment_is_given_back_in_parts_and_never_more_than_was_paid(SignAlgorithm algorithm)
    {
        await using var stand = await SecondStand.StartAsync(algorithm);
        var trade = await stand.ATradeAsync();
        var first = Done(await stand.RefundAsync(trade, "R1", "30.00", "顾客要求退款 + 10% & 更多=是"));
        Assert.Equal((true, true, 2706L), (first.IsCarriedOut, first.AmountAgrees, first.AmountCny?.MinorUnits));
        Assert.Equal("RETURN_AMOUNT_EXCEED", Assert.IsType<GatewayAnswer<RefundReport>.Refused>(await stand.RefundAsync(trade, "R2", "58.81")).Code);
        Done(await stand.RefundAsync(trade, "R3", "58.80"));
        Assert.Equal(("TRADE_CLOSED", 0m), (trade.Status, trade.Left));
        Assert.Equal(RefundState.Done, Done(await stand.RefundStateAsync(trade, "R3")).State);
        Assert.Equal(RefundState.Failed, Done(await stand.RefundStateAsync(trade, "R2")).State);
        Assert.IsType<GatewayAnswer<CancelReport>.Refused>(await stand.CancelAsync(await stand.ARefundedTradeAsync()));
    }

    [Fact]
    [Trait("Row", "trap 34")]
    [Trait("Row", "trap 35")]
    public async Task A_refund_is_in_the_payments_own_currency_and_whole_yen()
    {
        await using var stand = await SecondStand.StartAsync(SignAlgorithm.Md5);
        var trade = await stand.ATradeAsync(1000m, "JPY");
        Assert.Equal("CURRENCY_NOT_SAME", Assert.IsType<GatewayAnswer<RefundReport>.Refused>(await stand.RefundAsync(trade, "R1", "1.00", currency: "HKD")).Code);
        Assert.True(Done(await stand.RefundAsync(trade, "R2", "300")).AmountAgrees);
        Assert.Equal(300m, trade.Refunds["R2"]);
        Assert.Equal(1000L, Done(await stand.QueryAsync(trade)).Amount?.MinorUnits);
    }

    [Fact]
    [Trait("Row", "G-04")]
    [Trait("Row", "trap 21")]
    public async Task A_refund_whose_answer_was_lost_is_found_and_repeated_without_a_second_one()
    {
        await using var stand = await SecondStand.StartAsync(SignAlgorithm.Rsa2);
        var trade = await stand.ATradeAsync();
        (stand.Line.IsCut, stand.Line.Carries) = (true, true);
        var lost = Assert.IsType<GatewayAnswer<RefundReport>.NotKnown>(await stand.RefundAsync(trade, "R1", "30.00"));
        Assert.Equal(("cut_off", false), (lost.Why, lost.SurelyNotSent));
        stand.Line.IsCut = false;
        Assert.True(Done(await stand.QueryAsync(trade)).Refunded);
        Assert.Equal(RefundState.Done, Done(await stand.RefundStateAsync(trade, "R1")).State);
        Assert.True(Done(await stand.RefundAsync(trade, "R1", "30.00")).IsCarriedOut);
        Assert.Equal(58.8m, trade.Left);
        Assert.Equal("DISCORDANT_REPEAT_REQUEST", Assert.IsType<GatewayAnswer<RefundReport>.NotKnown>(await stand.RefundAsync(trade, "R1", "31.00")).Why);
        Assert.Equal(58.8m, trade.Left);
    }

    /// <summary>What the row guards against: a doubt that is answered by a new number gives back twice.</summary>
    [Fact]
    public async Task A_refund_whose_answer_was_lost_is_found_and_repeated_without_a_second_one_control()
    {
        await using var stand = await SecondStand.StartAsync(SignAlgorithm.Rsa2);
        var trade = await stand.ATradeAsync();
        (stand.Line.IsCut, stand.Line.Carries) = (true, true);
        await stand.RefundAsync(trade, "R1", "30.00");
        stand.Line.IsCut = false;
        Done(await stand.RefundAsync(trade, "R2", "30.00"));
        Assert.Equal(28.8m, trade.Left);
    }

    [Fact]
    [Trait("Row", "G-05")]
    public async Task A_refund_that_never_arrived_is_not_found_and_the_same_number_is_sent_again()
    {
        await using var stand = await SecondStand.StartAsync(SignAlgorithm.Rsa2);
        var trade = await stand.ATradeAsync();
        (stand.Line.IsCut, stand.Line.Carries) = (true, false);
        Assert.IsType<GatewayAnswer<RefundReport>.NotKnown>(await stand.RefundAsync(trade, "R1", "30.00"));
        stand.Line.IsCut = false;
        Assert.False(Done(await stand.QueryAsync(trade)).Refunded);
        Assert.Equal(88.8m, trade.Left);
        Done(await stand.RefundAsync(trade, "R1", "30.00"));
        Assert.Equal(58.8m, trade.Left);
    }

    [Fact]
    [Trait("Row", "G-04")]
    public async Task A_cancel_whose_answer_was_lost_is_repeated_and_says_what_it_did()
    {
        await using var stand = await SecondStand.StartAsync(SignAlgorithm.Md5);
        var trade = await stand.ATradeAsync();
        (stand.Line.IsCut, stand.Line.Carries) = (true, true);
        Assert.IsType<GatewayAnswer<CancelReport>.NotKnown>(await stand.CancelAsync(trade));
        stand.Line.IsCut = false;
        Assert.Equal(CancelEffect.MoneyReturned, Done(await stand.CancelAsync(trade)).Effect);
    }

    /// <summary>At once it is a no that a filled balance mends; later it waits for funds, however long.</summary>
    [Fact]
    [Trait("Row", "G-16")]
    public async Task A_refund_without_funds_wants_them_or_stays_under_way()
    {
        await using var stand = await GatewayStand.StartAsync(SignAlgorithm.Rsa2);
        var port = stand.Portal.Get<IPaymentGateway>();
        var (trade, number) = (OutTradeNo.Of(GatewayStand.OutTradeNo), RefundNo.Of("R1"));
        stand.Gateway.Answers(AnswerText.Of(stand.Alipay, ("error", "SELLER_BALANCE_NOT_ENOUGH"), ("partner_refund_id", "R1"), ("partner_trans_id", GatewayStand.OutTradeNo), ("result_code", "FAILED")));
        var refused = Assert.IsType<GatewayAnswer<RefundReport>.Refused>(
            await port.RefundAsync(stand.Shop.Account, new RefundRequest(trade, AlipayTradeNo.Of(GatewayStand.TradeNo), number, Money.OfMinor(100, Currency.Of("HKD")), null, AtOnce: true), Caller.Person, default));
        Assert.Equal(GatewayAdvice.TopUp, refused.Advice);
        stand.Gateway.Answers(AnswerText.Of(
            stand.Alipay, ("out_return_no", "R1"), ("out_trade_no", GatewayStand.OutTradeNo), ("refund_error_code", "SELLER_BALANCE_NOT_ENOUGH"), ("refund_result_code", "PROCESSING"), ("response_code", "SUCCESS")));
        stand.Portal.Clock.Advance(TimeSpan.FromDays(179));
        Assert.Equal(new RefundStanding(RefundState.UnderWay, null), Done(await port.QueryRefundAsync(stand.Shop.Account, new RefundQuery(trade, number), Caller.Job, default)));
    }

    [Fact]
    [Trait("Row", "trap 30")]
    [Trait("Row", "trap 32")]
    public async Task A_notification_is_confirmed_by_its_id_for_a_minute_and_no_is_only_a_no()
    {
        await using var stand = await SecondStand.StartAsync(SignAlgorithm.Md5);
        stand.Gateway.Told("a+b/c=%41&d 02", stand.Shop.Account.Partner);
        Assert.True(Done(await stand.ConfirmAsync("a+b/c=%41&d 02")));
        Assert.False(Done(await stand.ConfirmAsync("a b/c=A")));
        stand.Portal.Clock.Advance(TimeSpan.FromSeconds(61));
        Assert.False(Done(await stand.ConfirmAsync("a+b/c=%41&d 02")));
    }

    private static T Done<T>(GatewayAnswer<T> answer) => Assert.IsType<GatewayAnswer<T>.Done>(answer).Value;
}
