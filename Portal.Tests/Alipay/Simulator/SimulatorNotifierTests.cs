using Microsoft.AspNetCore.Http;
using Portal.Domain.Notifications;
using Portal.Infrastructure.Alipay.Simulator;
using static Portal.Tests.Alipay.Simulator.SimulatorStand;

namespace Portal.Tests.Alipay.Simulator;

/// <summary>What leaves for the merchant, when, and until when.</summary>
public sealed class SimulatorNotifierTests(SharedSimulator shared) : IClassFixture<SharedSimulator>
{
    [Fact]
    public async Task A_payment_is_told_at_once_with_the_fields_that_the_portal_reads()
    {
        await using var receiver = await NotifyReceiver.StartAsync();
        var stand = shared.Stand;
        var trade = await stand.PayAsync(await stand.CodeAsync(notifyUrl: receiver.Url));
        var sent = await receiver.NextAsync();
        var notice = Assert.IsType<NoticeReading.Verified>(NotifyReceiver.Read(sent)).Notice;
        Assert.Equal((trade, "TRADE_SUCCESS", Partner, "abc", "88.80", "HKD"), (notice.TradeNo.Value, notice.TradeStatus, notice.SellerId, notice.Passback, notice.AmountText, notice.CurrencyCode));
        var fields = NotifyReceiver.Fields(sent);
        Assert.Equal(34, fields["notify_id"].Length);
        Assert.Equal(("payByAccountAction", "80.10", "北京小馆 尖沙咀", "{\"code\":\"abc\"}"), (fields["notify_action_type"], fields["rmb_fee"], fields["subject"], fields["extra_common_param"]));
        var row = await stand.NotificationAsync(trade, found => found.GetProperty("delivered").GetBoolean());
        Assert.Equal((200, "success"), (row.GetProperty("attempts")[0].GetProperty("httpStatus").GetInt32(), row.GetProperty("attempts")[0].GetProperty("answer").GetString()));
    }

    [Fact]
    public async Task Eight_sends_by_schedule_with_one_id_and_fresh_times_and_then_silence()
    {
        await using var receiver = await NotifyReceiver.StartAsync(http => http.Response.WriteAsync("fail"));
        await using var stand = await StartAsync();
        var trade = await stand.PayAsync(await stand.CodeAsync(notifyUrl: receiver.Url));
        long offset = 0;
        foreach (var (pause, sends) in new long?[] { 120, 600, 600, 3600, 7200, 21600, 54000, null }.Select((pause, i) => (pause, i + 1)))
        {
            await stand.NotificationAsync(trade, row => row.GetProperty("attempts").GetArrayLength() == sends);
            await using var context = stand.File.Open();
            var row = context.Notifications.Single();
            Assert.Equal(pause, (row.NextAt - row.LastSentAt)?.TotalSeconds);
            await stand.PostAsync("clock", new { offsetSeconds = offset += pause ?? 100_000 });
        }
        var forms = receiver.Received.Select(NotifyReceiver.Fields).ToList();
        Assert.Single(forms.Select(form => form["notify_id"]).Distinct());
        Assert.Equal(8, forms.Select(form => form["notify_time"]).Distinct().Count());
        Assert.Equal(8, forms.Select(form => form["sign"]).Distinct().Count());
    }

    [Theory]
    [InlineData(200, "success", true)]
    [InlineData(200, "SUCCESS", true)]
    [InlineData(200, "Success", false)]
    [InlineData(200, "success\n", false)]
    [InlineData(200, " success", false)]
    [InlineData(200, "\ufeffsuccess", false)]
    [InlineData(200, "\"success\"", false)]
    [InlineData(201, "success", false)]
    [InlineData(500, "success", false)]
    public async Task Only_the_seven_letters_with_200_acknowledge(int status, string body, bool delivered)
    {
        await using var receiver = await NotifyReceiver.StartAsync(http =>
        {
            http.Response.StatusCode = status;
            return http.Response.Body.WriteAsync(new System.Text.UTF8Encoding(false).GetBytes(body)).AsTask();
        });
        var stand = shared.Stand;
        var trade = await stand.PayAsync(await stand.CodeAsync($"S-{Guid.NewGuid().ToString("N")[..8]}", receiver.Url));
        var row = await stand.NotificationAsync(trade, found => found.GetProperty("attempts").GetArrayLength() == 1);
        Assert.Equal(delivered, row.GetProperty("delivered").GetBoolean());
        await using var context = stand.File.Open();
        Assert.Equal(delivered, context.Notifications.Single(sent => sent.TradeNo == trade).NextAt is null);
    }

    [Fact]
    public async Task A_redirect_is_not_followed_and_a_silent_receiver_is_left_after_a_while()
    {
        await using var elsewhere = await NotifyReceiver.StartAsync();
        await using var receiver = await NotifyReceiver.StartAsync(http =>
        {
            http.Response.Redirect(elsewhere.Url);
            return Task.CompletedTask;
        });
        var release = new TaskCompletionSource();
        await using var silent = await NotifyReceiver.StartAsync(_ => release.Task);
        await using var stand = await StartAsync(simulator => simulator.AnswerWithin = TimeSpan.FromMilliseconds(300));
        var moved = await stand.PayAsync(await stand.CodeAsync("S-1", receiver.Url));
        var unheard = await stand.PayAsync(await stand.CodeAsync("S-2", silent.Url));
        var first = await stand.NotificationAsync(moved, row => row.GetProperty("attempts").GetArrayLength() == 1);
        Assert.Equal((302, false), (first.GetProperty("attempts")[0].GetProperty("httpStatus").GetInt32(), first.GetProperty("delivered").GetBoolean()));
        var second = await stand.NotificationAsync(unheard, row => row.GetProperty("attempts").GetArrayLength() == 1);
        Assert.Equal("no answer in time", second.GetProperty("attempts")[0].GetProperty("answer").GetString());
        Assert.Empty(elsewhere.Received);
        release.SetResult();
    }

    [Fact]
    public async Task A_slow_receiver_holds_up_nobody_else()
    {
        var release = new TaskCompletionSource();
        await using var slow = await NotifyReceiver.StartAsync(async http =>
        {
            await release.Task;
            await http.Response.WriteAsync("success");
        });
        await using var quick = await NotifyReceiver.StartAsync();
        await using var stand = await StartAsync();
        var waiting = await stand.PayAsync(await stand.CodeAsync("S-1", slow.Url));
        var code = await stand.CodeAsync("S-2", quick.Url);
        for (var i = 0; i < 5; i++)
        {
            await stand.NotificationAsync(await stand.PayAsync(code), row => row.GetProperty("delivered").GetBoolean());
        }
        Assert.False((await stand.NotificationAsync(waiting, _ => true)).GetProperty("delivered").GetBoolean());
        release.SetResult();
        await stand.NotificationAsync(waiting, row => row.GetProperty("delivered").GetBoolean());
        Assert.Single(slow.Received);
    }

    [Fact]
    public async Task Nothing_is_told_of_an_unpaid_trade_nor_without_an_address_nor_when_not_asked_to()
    {
        await using var receiver = await NotifyReceiver.StartAsync();
        await using var stand = await StartAsync();
        var code = await stand.CodeAsync("S-1", receiver.Url);
        var left = await stand.PayAsync(code, outcome: "abandon");
        var quiet = await stand.PayAsync(code, notify: false);
        var without = await stand.PayAsync(await stand.CodeAsync("S-2"));
        foreach (var trade in new[] { left, quiet, without })
        {
            Assert.Equal(0, (await stand.GetAsync($"trades/{trade}")).GetProperty("notifications").GetArrayLength());
        }
    }

    [Fact]
    public async Task A_code_can_have_its_own_charset()
    {
        await using var receiver = await NotifyReceiver.StartAsync();
        await using var stand = await StartAsync();
        await stand.PayAsync(await stand.CodeAsync(notifyUrl: receiver.Url, more: ",\"notify_charset\":\"GBK\",\"notify_sign_type\":\"MD5\""));
        var sent = await receiver.NextAsync();
        Assert.EndsWith("charset=GBK", sent.ContentType, StringComparison.Ordinal);
        Assert.IsType<NoticeReading.Verified>(NotifyReceiver.Read(sent));
    }

    [Fact]
    public async Task Each_message_goes_out_once_though_others_end_while_the_file_is_looked_at()
    {
        const int Messages = 400;
        await using var receiver = await NotifyReceiver.StartAsync();
        await using var stand = await StartAsync();
        var code = await stand.CodeAsync(notifyUrl: receiver.Url);
        await Parallel.ForEachAsync(Enumerable.Range(0, Messages), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (_, _) => await stand.PayAsync(code));
        await using var context = stand.File.Open();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (context.Notifications.Any(row => !row.Delivered))
        {
            await Task.Delay(20, patience.Token);
        }
        Assert.Equal(Messages, receiver.Received.Count);
    }
}
