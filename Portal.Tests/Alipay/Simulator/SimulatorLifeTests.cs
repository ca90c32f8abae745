using Portal.Infrastructure.Alipay.Simulator;
using static Portal.Tests.Alipay.Simulator.SimulatorStand;

namespace Portal.Tests.Alipay.Simulator;

/// <summary>What outlives a process, and who sends when there are two.</summary>
public sealed class SimulatorLifeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("simulator-").FullName;

    public void Dispose() => Remove(_folder);

    [Fact]
    public async Task A_restart_keeps_codes_trades_faults_clock_key_and_what_is_still_to_be_sent()
    {
        await using var receiver = await NotifyReceiver.StartAsync();
        string code, trade, key;
        await using (var first = await StartAsync(folder: _folder))
        {
            code = await first.CodeAsync(notifyUrl: receiver.Url);
            await first.FaultAsync("notification", "delayed", seconds: 3600);
            trade = await first.PayAsync(code);
            await first.FaultAsync("alipay.acquire.cancel", "retry-y", times: 3);
            await first.PostAsync("clock", new { offsetSeconds = 42 });
            key = Convert.ToBase64String(first.File.AlipayKey.ExportSubjectPublicKeyInfo());
        }
        await using var second = await StartAsync(folder: _folder);
        Assert.Equal(code, await second.CodeAsync());
        Assert.Equal("TRADE_SUCCESS", (await second.GetAsync($"trades/{trade}")).GetProperty("status").GetString());
        Assert.Equal(3, (await second.GetAsync("faults"))[0].GetProperty("times").GetInt32());
        Assert.Equal(42, (await second.GetAsync("clock")).GetProperty("offsetSeconds").GetInt32());
        Assert.Equal(key, Convert.ToBase64String(second.File.AlipayKey.ExportSubjectPublicKeyInfo()));
        Assert.Equal("alipay.commerce.qrcode.create", (await second.GetAsync("requests?limit=2"))[1].GetProperty("service").GetString());
        await second.PostAsync("clock", new { offsetSeconds = 3700 });
        await second.NotificationAsync(trade, row => row.GetProperty("delivered").GetBoolean());
    }

    [Fact]
    public async Task A_clock_that_is_moved_does_not_jump_back_while_the_file_is_looked_at()
    {
        await using var stand = await StartAsync(folder: _folder);
        using var over = new CancellationTokenSource();
        var looking = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!over.IsCancellationRequested)
            {
                await stand.File.ReadClockAsync(default);
            }
        })).ToList();
        var jumped = 0;
        for (var offset = 1; offset <= 300; offset++)
        {
            await stand.File.MoveClockAsync(offset, default);
            for (var look = 0; look < 20; look++)
            {
                jumped += stand.File.OffsetSeconds == offset ? 0 : 1;
                await Task.Yield();
            }
        }
        await over.CancelAsync();
        await Task.WhenAll(looking);
        Assert.Equal(0, jumped);
    }

    [Fact]
    public async Task The_request_log_keeps_the_last_thousand()
    {
        await using var stand = await StartAsync(folder: _folder);
        using var log = new RequestLog(stand.File);
        for (var i = 0; i < RequestLog.Kept + 200; i++)
        {
            log.Add(new LoggedRequest(stand.File.Now, "s", "POST", new Dictionary<string, string> { ["i"] = $"{i}" }, "a", null, null));
        }
        var kept = await log.ListAsync("s", RequestLog.Kept, default);
        Assert.Equal((RequestLog.Kept, "1199", "200"), (kept.Count, kept[0].Parameters["i"], kept[^1].Parameters["i"]));
        await using var context = stand.File.Open();
        Assert.Equal(RequestLog.Kept, context.Requests.Count());
    }

    [Fact]
    public async Task Of_two_processes_one_sends_what_either_queued_and_each_message_once()
    {
        await using var receiver = await NotifyReceiver.StartAsync();
        await using var one = await StartAsync(folder: _folder);
        await using var other = await StartAsync(folder: _folder);
        var code = await one.CodeAsync(notifyUrl: receiver.Url);
        var trades = new List<string>();
        for (var i = 0; i < 6; i++)
        {
            trades.Add(await (i % 2 == 0 ? one : other).PayAsync(code));
        }
        foreach (var trade in trades)
        {
            await one.NotificationAsync(trade, row => row.GetProperty("delivered").GetBoolean());
        }
        Assert.Equal(6, receiver.Received.Count);
        await using var context = one.File.Open();
        Assert.Single(context.Leases);
    }

    [Fact]
    public async Task The_lease_of_a_dead_process_is_taken_over_when_its_time_is_up()
    {
        await using var receiver = await NotifyReceiver.StartAsync();
        await using (var first = await StartAsync(folder: _folder))
        {
            await first.CodeAsync(notifyUrl: receiver.Url);
        }
        var until = TimeProvider.System.GetUtcNow().AddSeconds(2);
        await using var second = await StartAsync(folder: _folder, behaviour: _ => { }, before: async file =>
        {
            await using var context = file.Open();
            context.Leases.Add(new SimLease { Name = "notifier", Owner = "killed", Until = until });
            await context.SaveChangesAsync();
        });
        var trade = await second.PayAsync(await second.CodeAsync());
        await second.NotificationAsync(trade, row => row.GetProperty("delivered").GetBoolean());
        Assert.True(TimeProvider.System.GetUtcNow() >= until);
    }
}
