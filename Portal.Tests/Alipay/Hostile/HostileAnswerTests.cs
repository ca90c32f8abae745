using Portal.Domain.Alarms;
using Portal.Domain.Gateway;
using Portal.Domain.Payments;
using Portal.Domain.Tenants;
using Portal.Tests.Flows;
using Portal.Tests.TestKit;

namespace Portal.Tests.Alipay.Hostile;

/// <summary>Answers that somebody made to do harm: each is "not known", at once, and a person hears of it once.</summary>
public sealed class HostileAnswerTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(10);

    public static TheoryData<string> Names() => [.. HostileAnswer.All.Select(answer => answer.Name)];

    [Theory]
    [Trait("Row", "G-06")]
    [Trait("Row", "G-08")]
    [Trait("Row", "G-10")]
    [Trait("Row", "trap 43")]
    [MemberData(nameof(Names))]
    public async Task It_is_not_known_within_the_limit_and_raises_one_alarm(string name)
    {
        var hostile = HostileAnswer.Of(name);
        await using var stand = await PaymentStand.StartAsync();
        await stand.ReceiveAsync(stand.Paid());
        var body = hostile.Body(changes => stand.Trade(changes: changes));
        stand.Gateway.Reply = Replies.Bytes(body, hostile.ContentType);
        Assert.Equal(1, await stand.Portal.RunDueAsync(stand.Shop).WaitAsync(s_limit));
        await AssertNotKnownAsync(stand, hostile.IsMadeSo ? 1 : 0);
        await stand.AskedAgainAsync();
        await AssertNotKnownAsync(stand, hostile.IsMadeSo ? 2 : 0);                       // the same alarm, which counts
        var created = Assert.IsType<GatewayAnswer<CreatedCode>.NotKnown>(await stand.Stand.CreateAsync().WaitAsync(s_limit));
        Assert.Equal(("not_xml", hostile.IsMadeSo), (created.Why, created.IsUntrusted));
        Assert.Equal(PaymentStatus.Paid, (await stand.AskedAgainAsync(stand.Trade())).Status);   // and nothing of it stays
    }

    /// <summary>The same documents without what is wrong in them are believed, so it is not the stand that refuses.</summary>
    [Fact]
    public async Task It_is_not_known_within_the_limit_and_raises_one_alarm_control()
    {
        await using var stand = await PaymentStand.StartAsync();
        Assert.Equal(PaymentStatus.Paid, (await stand.AskedAsync(stand.Trade(changes: ("alipay_buyer_login_id", "北京")))).Status);
        Assert.Empty(await stand.AlarmsAsync());
    }

    [Theory]
    [InlineData("trans_amount", "99999999999999999999999999999999")]
    [InlineData("trans_amount", "100000000.01")]
    [InlineData("trans_amount", "-88.80")]
    [InlineData("trans_amount", "8.88e1")]
    [InlineData("trans_amount", "NaN")]
    [InlineData("trans_amount_cny", "-80.10")]
    [InlineData("trans_amount_cny", "99999999999999999999")]
    [InlineData("refund_amount_cny", "-99999999999999999999")]
    public async Task A_number_that_cannot_be_is_not_known_and_raises_one_alarm(string field, string value)
    {
        await using var stand = await PaymentStand.StartAsync();
        await stand.AskedAsync(stand.Trade(changes: (field, value)));
        await AssertNotKnownAsync(stand, 1);
        Assert.Equal(PaymentStatus.Paid, (await stand.AskedAgainAsync(stand.Trade())).Status);
    }

    [Fact]
    public async Task An_answer_without_an_amount_is_for_a_person()
    {
        await using var stand = await PaymentStand.StartAsync();
        Assert.Equal(PaymentStatus.Review, (await stand.AskedAsync(stand.Trade(changes: ("trans_amount", "")))).Status);
        Assert.Equal([(AlarmKind.Mismatch, 1)], await stand.AlarmsAsync());
    }

    [Theory]
    [InlineData("alipay_pay_time", "99999999999999")]
    [InlineData("alipay_pay_time", "-1")]
    [InlineData("exchange_rate", "1e999")]
    [InlineData("alipay_buyer_user_id", "-2088000000000999999999999999999999999999999999999999")]
    public async Task A_number_beside_the_amount_that_cannot_be_is_left_out(string field, string value)
    {
        await using var stand = await PaymentStand.StartAsync();
        var payment = await stand.AskedAsync(stand.Trade(changes: (field, value)));
        Assert.Equal((PaymentStatus.Paid, 8880L, 8010L, Given.Noon), (payment.Status, payment.AmountMinor, payment.CnyMinor, payment.PaidAt));
        Assert.Empty(await stand.AlarmsAsync());
    }

    [Theory]
    [Trait("Row", "G-09")]
    [InlineData(Caller.Person, 10)]
    [InlineData(Caller.Job, 15)]
    public async Task One_byte_a_second_ends_at_the_deadline_of_who_waits(Caller caller, int seconds)
    {
        await using var stand = await GatewayStand.StartAsync(SignAlgorithm.Rsa2);
        var (clock, sent, document) = (stand.Portal.Clock, 0, stand.Trade());
        stand.Gateway.Reply = async (_, http) =>
        {
            http.Response.ContentType = HostileAnswer.Xml;
            while (!http.RequestAborted.IsCancellationRequested)
            {
                await http.Response.Body.WriteAsync(new[] { (byte)document[Volatile.Read(ref sent)] });
                await http.Response.Body.FlushAsync();
                Interlocked.Increment(ref sent);
                await Task.Delay(TimeSpan.FromSeconds(1), clock, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            }
        };
        var answer = stand.QueryAsync(caller);
        for (var second = 1; second <= seconds; second++)
        {
            await PortalWait.UntilAsync($"byte {second} is sent", () => Volatile.Read(ref sent) == second && clock.WaitingTimers == 2);
            Assert.False(answer.IsCompleted, $"ended after {second - 1} s");
            clock.Advance(TimeSpan.FromSeconds(1));
        }
        var doubt = Assert.IsType<GatewayAnswer<TradeReport>.NotKnown>(await answer.WaitAsync(s_limit));
        Assert.Equal(("never_ends", true), (doubt.Why, doubt.IsUntrusted));                      // untrusted: the flow raises the alarm
    }

    /// <summary>The reader resolves the reference, and the charset that the signature is over cannot write it.</summary>
    [Fact]
    [Trait("Row", "G-06")]
    public async Task A_character_that_the_charset_has_no_bytes_for_is_a_wrong_signature()
    {
        await using var stand = await PaymentStand.StartAsync();
        await stand.AskedAsync(stand.Trade().Replace("utf-8", "GBK", StringComparison.Ordinal).Replace("138****0001", "&#x1F600;", StringComparison.Ordinal));
        await AssertNotKnownAsync(stand, 1);
    }

    private static async Task AssertNotKnownAsync(PaymentStand stand, int times)
    {
        Assert.Equal(PaymentStatus.Unknown, (await stand.PaymentAsync()).Status);
        Assert.Equal(times == 0 ? [] : [(AlarmKind.UntrustedAnswer, times)], await stand.AlarmsAsync());
    }
}
