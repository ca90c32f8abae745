using Portal.Domain.Alarms;
using Portal.Domain.Payments;

namespace Portal.Tests.Flows;

/// <summary>What happens to a row when our own code throws.</summary>
public sealed class DueFlowsTests
{
    [Fact]
    public async Task A_row_that_throws_eight_times_is_parked_with_an_alarm_and_a_next_date()
    {
        await using var stand = await PaymentStand.StartAsync();
        await stand.ReceiveAsync(stand.Paid());
        stand.Portal.Files.Sql("CREATE TRIGGER Broken BEFORE UPDATE OF Status ON Payments BEGIN SELECT RAISE(ABORT, 'the row cannot be saved'); END");
        for (var failure = 1; failure <= 8; failure++)
        {
            Assert.Empty(await stand.AlarmsAsync());
            var payment = await stand.AskedAgainAsync();
            Assert.Equal((failure, PaymentStatus.Reported, (DateTimeOffset?)null), (payment.Failures, payment.Status, payment.LeasedUntil));
        }
        Assert.Equal([(AlarmKind.ParkedWork, 1)], await stand.AlarmsAsync());
        Assert.Equal(stand.Portal.Clock.GetUtcNow().AddHours(1), (await stand.PaymentAsync()).DueAt);
    }

    [Fact]
    [Trait("Row", "G-19")]
    public async Task G_19_keys_that_do_not_open_wait_for_an_operator_and_nothing_is_sent()
    {
        await using var stand = await PaymentStand.StartAsync();
        await stand.ReceiveAsync(stand.Paid());
        stand.Portal.Files.Sql("UPDATE GatewayAccounts SET SealedSecret = X'00'");            // the key ring was lost
        var payment = await stand.AskedAgainAsync();
        Assert.Equal((0, PaymentStatus.Unknown), (payment.Failures, payment.Status));
        Assert.True(payment.DueAt >= stand.Portal.Clock.GetUtcNow().AddMinutes(5));
        Assert.Equal([(AlarmKind.GatewayConfiguration, 1)], await stand.AlarmsAsync());
        Assert.Empty(stand.Gateway.Received);
    }
}
