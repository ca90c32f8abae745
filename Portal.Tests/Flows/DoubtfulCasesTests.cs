using Portal.Domain.Alarms;
using Portal.Domain.Counters;
using Portal.Domain.Notifications;
using Portal.Domain.Payments;
using Portal.Tests.TestKit;

namespace Portal.Tests.Flows;

/// <summary>Rows of PROTOCOL 7.5 in which two things that Alipay said, or a code and its payment, do not go together.</summary>
public sealed class DoubtfulCasesTests : IAsyncLifetime
{
    private PaymentStand _stand = default!;

    public async ValueTask InitializeAsync() => _stand = await PaymentStand.StartAsync();

    public ValueTask DisposeAsync() => _stand.DisposeAsync();

    [Fact]
    [Trait("Row", "7.5 payment notification after a cancel SUCCESS")]
    public async Task A_message_about_a_trade_that_was_cancelled_is_stored_and_makes_no_sale()
    {
        var payment = await _stand.AskedAsync(_stand.Trade("TRADE_CLOSED", ("alipay_pay_time", null)));
        Assert.Equal((PaymentStatus.Closed, (DateTimeOffset?)null), (payment.Status, payment.DueAt));
        Assert.Equal((1L, 1L), (_stand.Portal.Files.Count("Notifications"), _stand.Portal.Files.Count("Payments")));
        Assert.Equal(0, (await _stand.Portal.Get<IPaymentQueries>().TodayAsync(_stand.Shop.Owner, default)).Taken.MinorUnits);
    }

    [Theory]
    [Trait("Row", "7.5 state runs backwards")]
    [InlineData("TRADE_CLOSED", PaymentStatus.Closed)]
    [InlineData("TRADE_SUCCESS", PaymentStatus.Review)]
    public async Task Paid_said_after_closed_is_stored_asked_about_and_decided_by_the_answer(string answer, PaymentStatus status)
    {
        Assert.Equal(Receipt.Stored, await _stand.ReceiveAsync(_stand.Paid().With("trade_status", "TRADE_CLOSED")));
        _stand.Gateway.Answers(_stand.Trade("TRADE_CLOSED", ("alipay_pay_time", null)));
        Assert.Equal(1, await _stand.Portal.RunDueAsync(_stand.Shop));
        Assert.Equal(PaymentStatus.Closed, (await _stand.PaymentAsync()).Status);
        Assert.Equal(Receipt.Stored, await _stand.ReceiveAsync(_stand.Paid().With("notify_id", "late")));
        Assert.Equal(PaymentStatus.Closed, (await _stand.PaymentAsync()).Status);                   // the message alone moves nothing
        _stand.Gateway.Answers(answer == "TRADE_CLOSED" ? _stand.Trade(answer, ("alipay_pay_time", null)) : _stand.Trade(answer));
        Assert.Equal(1, await _stand.Portal.RunDueAsync(_stand.Shop));
        Assert.Equal(status, (await _stand.PaymentAsync()).Status);
        Assert.Equal(2L, _stand.Portal.Files.Count("Notifications"));
    }

    [Theory]
    [Trait("Row", "7.5 gateway answers HTML, 502, cut XML")]
    [InlineData("<html><body>Bad gateway</body></html>", 200)]
    [InlineData("", 502)]
    [InlineData("<alipay><is_success>T</is_success><respon", 200)]
    public async Task What_is_no_answer_leaves_the_payment_unknown_and_asked_again(string body, int http)
    {
        await _stand.ReceiveAsync(_stand.Paid());
        _stand.Gateway.Reply = http == 200 ? Replies.Xml(body) : Replies.Status(http);
        Assert.Equal(1, await _stand.Portal.RunDueAsync(_stand.Shop));
        Assert.Equal(PaymentStatus.Unknown, (await _stand.PaymentAsync()).Status);
        Assert.Equal(PaymentStatus.Paid, (await _stand.AskedAgainAsync(_stand.Trade())).Status);
    }

    [Fact]
    [Trait("Row", "7.5 response for another id")]
    public async Task An_answer_about_another_trade_is_unknown_and_alarmed()
    {
        var payment = await _stand.AskedAsync(_stand.Trade(changes: [("alipay_trans_id", "2026030122001400001400000002")]));
        Assert.Equal(PaymentStatus.Unknown, payment.Status);
        Assert.Equal([(AlarmKind.UntrustedAnswer, 1)], await _stand.AlarmsAsync());
    }

    [Fact]
    [Trait("Row", "7.5 clock of the portal wrong")]
    public async Task A_create_that_is_refused_as_expired_fails_with_an_alarm_about_the_settings()
    {
        _stand.Gateway.Answers(AnswerText.Refusal("EXTERFACE_INVOKE_CONTEXT_EXPIRED"));
        var counter = TestPortal.Done(await _stand.Portal.Get<CreateQrCode>().RunAsync(_stand.Shop.Owner, "Bar", "k1", default));
        Assert.Equal((QrCodeStatus.Failed, "EXTERFACE_INVOKE_CONTEXT_EXPIRED"), (counter.ActiveCode.Status, counter.ActiveCode.RefusedWith));
        Assert.Equal([(AlarmKind.GatewayConfiguration, 1)], await _stand.AlarmsAsync());
        _stand.Portal.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(0, await _stand.Portal.RunDueAsync(_stand.Shop));                             // and no job repeats it
    }

    [Theory]
    [Trait("Row", "7.5 code stopped while a customer pays")]
    [InlineData(QrCodeStatus.Stopped)]
    [InlineData(QrCodeStatus.Deleted)]
    public async Task A_payment_for_a_code_that_was_stopped_meanwhile_is_booked(QrCodeStatus status)
    {
        _stand.Portal.Files.Sql("UPDATE QrCodes SET Status = @status", ("@status", status.ToString()));
        var payment = await _stand.AskedAsync(_stand.Trade());
        Assert.Equal((PaymentStatus.Paid, _stand.Counter.Id), (payment.Status, payment.CounterId));
        Assert.Empty(await _stand.AlarmsAsync());
    }
}
