using Portal.Domain.Notifications;
using static Portal.Tests.Alipay.Simulator.SimulatorStand;

namespace Portal.Tests.Alipay.Simulator;

/// <summary>Each fault of a notification is seen to act.</summary>
public sealed class SimulatorNotificationFaultsTests
{
    [Theory]
    [InlineData("wrong-amount", "trans_amount", "188.80")]
    [InlineData("wrong-currency", "trans_currency", "USD")]
    [InlineData("wrong-seller", "seller_id", "2088000000009999")]
    [InlineData("extra-field", "future_field", "未来 + 1")]
    [InlineData("missing-field", "seller_id", null)]
    public async Task Wrong_content_is_rightly_signed(string fault, string field, string? value)
    {
        await using var receiver = await NotifyReceiver.StartAsync();
        await using var stand = await StartAsync();
        await stand.FaultAsync("notification", fault);
        await stand.PayAsync(await stand.CodeAsync(notifyUrl: receiver.Url));
        var sent = await receiver.NextAsync();
        Assert.Equal(value, NotifyReceiver.Fields(sent).GetValueOrDefault(field));
        Assert.IsType<NoticeReading.Verified>(NotifyReceiver.Read(sent));
    }

    [Fact]
    public async Task A_wrong_charset_cannot_be_read_by_its_label()
    {
        await using var receiver = await NotifyReceiver.StartAsync();
        await using var stand = await StartAsync();
        await stand.FaultAsync("notification", "wrong-charset");
        await stand.PayAsync(await stand.CodeAsync(notifyUrl: receiver.Url));
        Assert.Equal(NoticeRefusal.Charset, Assert.IsType<NoticeReading.Refused>(NotifyReceiver.Read(await receiver.NextAsync())).Reason);
    }

    [Fact]
    public async Task A_plus_in_the_signature_goes_out_as_a_blank()
    {
        await using var receiver = await NotifyReceiver.StartAsync();
        await using var stand = await StartAsync();
        await stand.PostAsync("partners", new { partner = Partner, signType = "RSA2", publicKey = NewPublicKey(out var ours) });
        ours.Dispose();
        await stand.FaultAsync("notification", "blank-for-plus");
        await using (var context = stand.File.Open())
        {
            context.Codes.Add(new() { Text = "code", Partner = Partner, MerchantId = "m", StoreId = "s", MerchantName = "m", StoreName = "s", PricingCurrency = "HKD", Currency = "HKD", NotifyUrl = receiver.Url });
            await context.SaveChangesAsync();
        }
        await stand.PayAsync("code");
        var body = System.Text.Encoding.ASCII.GetString((await receiver.NextAsync()).Body);
        Assert.DoesNotContain("%2B", body[body.IndexOf("&sign=", StringComparison.Ordinal)..], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lost_is_never_sent_and_doubled_twice()
    {
        await using var receiver = await NotifyReceiver.StartAsync();
        await using var stand = await StartAsync();
        var code = await stand.CodeAsync(notifyUrl: receiver.Url);
        await stand.FaultAsync("notification", "lost");
        await stand.FaultAsync("notification", "doubled");
        var lost = await stand.PayAsync(code);
        var doubled = await stand.PayAsync(code);
        var row = await stand.NotificationAsync(doubled, found => found.GetProperty("attempts").GetArrayLength() == 2);
        Assert.True(row.GetProperty("delivered").GetBoolean());
        Assert.Equal(0, (await stand.NotificationAsync(lost, _ => true)).GetProperty("attempts").GetArrayLength());
        Assert.Equal(2, receiver.Received.Count);
    }

    [Fact]
    public async Task Delayed_waits_for_its_time()
    {
        await using var receiver = await NotifyReceiver.StartAsync();
        await using var stand = await StartAsync();
        await stand.FaultAsync("notification", "delayed", seconds: 600);
        var trade = await stand.PayAsync(await stand.CodeAsync(notifyUrl: receiver.Url));
        await stand.PostAsync("clock", new { offsetSeconds = 590 });
        Assert.Equal(0, (await stand.NotificationAsync(trade, _ => true)).GetProperty("attempts").GetArrayLength());
        await stand.PostAsync("clock", new { offsetSeconds = 601 });
        await stand.NotificationAsync(trade, row => row.GetProperty("delivered").GetBoolean());
    }

    [Fact]
    public async Task Reordered_lets_the_next_one_pass()
    {
        await using var receiver = await NotifyReceiver.StartAsync();
        await using var stand = await StartAsync();
        var code = await stand.CodeAsync(notifyUrl: receiver.Url);
        await stand.FaultAsync("notification", "reordered", seconds: 3600);
        var first = await stand.PayAsync(code);
        var second = await stand.PayAsync(code);
        await stand.NotificationAsync(first, row => row.GetProperty("delivered").GetBoolean());
        Assert.Equal([second, first], receiver.Received.Select(sent => NotifyReceiver.Fields(sent)["trade_no"]));
    }

    [Theory]
    [InlineData("again", true, "88.80", "HKD", Partner)]
    [InlineData("late", true, "88.80", "HKD", Partner)]
    [InlineData("corrupt", false, "88.80", "HKD", Partner)]
    [InlineData("wrong-amount", true, "188.80", "HKD", Partner)]
    [InlineData("wrong-currency", true, "88.80", "USD", Partner)]
    [InlineData("wrong-seller", true, "88.80", "HKD", "2088000000009999")]
    public async Task One_is_sent_by_hand_and_waited_for(string how, bool verifies, string amount, string currency, string seller)
    {
        await using var receiver = await NotifyReceiver.StartAsync();
        await using var stand = await StartAsync();
        var trade = await stand.PayAsync(await stand.CodeAsync(notifyUrl: receiver.Url), notify: false);
        var answer = await stand.PostAsync($"notifications/{trade}", new { how, minutes = 30 });
        Assert.Equal((200, "success"), (answer.GetProperty("httpStatus").GetInt32(), answer.GetProperty("answer").GetString()));
        var sent = await receiver.NextAsync();
        Assert.Equal(verifies, NotifyReceiver.Read(sent) is NoticeReading.Verified);
        var fields = NotifyReceiver.Fields(sent);
        Assert.Equal((amount, currency, seller), (fields["trans_amount"], fields["trans_currency"], fields["seller_id"]));
        var age = stand.File.Now - (await stand.GetAsync($"trades/{trade}")).GetProperty("paidAt").GetDateTimeOffset();
        Assert.Equal(how == "late", age > TimeSpan.FromMinutes(29));
    }

    [Fact]
    public async Task Again_keeps_the_id_and_stops_the_schedule_once_acknowledged()
    {
        await using var receiver = await NotifyReceiver.StartAsync();
        await using var stand = await StartAsync();
        await stand.FaultAsync("notification", "delayed");
        var trade = await stand.PayAsync(await stand.CodeAsync(notifyUrl: receiver.Url));
        await stand.PostAsync($"notifications/{trade}", new { how = "again" });
        await stand.PostAsync($"notifications/{trade}", new { how = "again" });
        Assert.Single(receiver.Received.Select(sent => NotifyReceiver.Fields(sent)["notify_id"]).Distinct());
        await using var context = stand.File.Open();
        Assert.Null(context.Notifications.Single().NextAt);
    }
}
