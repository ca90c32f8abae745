using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Refunds;
using Portal.Domain.Tenants;
using Portal.Infrastructure.Alipay;
using Portal.Tests.Chaos;
using Portal.Tests.Chaos.Kills;
using Portal.Tests.Flows;
using Portal.Tests.TestKit;

namespace Portal.Tests.Faults;

/// <summary>R10, the people's side: who waits for a gateway that does not answer. In a small run the calls are counted, in a full one the commands are timed.</summary>
[Trait("Figure", "R10")]
public sealed class OutageTests
{
    private const int FailuresToRest = 5;
    private const int Commands = 20;
    private const int Clerks = 20;
    private static readonly TimeSpan s_rest = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_pace = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_goal = TimeSpan.FromSeconds(2);

    /// <summary>What bounds the wait of people: five commands in a row that nobody answers, and then one each ten seconds; all others are told at once that nothing was sent.</summary>
    [Fact]
    [Trait("Row", "R10 outage")]
    [Trait("Row", "G-13")]
    public async Task In_an_outage_five_commands_wait_and_then_one_each_ten_seconds()
    {
        Assert.Equal((FailuresToRest, 1, 1), await CallsAsync(FailuresToRest));
        if (Figures.IsFull("R10"))
        {
            Assert.InRange(await TimeAsync(), TimeSpan.Zero, s_goal);
        }
    }

    [Fact]
    public async Task In_an_outage_five_commands_wait_and_then_one_each_ten_seconds_control_without_a_rest() => Assert.Equal((Commands, Commands, Commands), await CallsAsync(0));

    /// <summary>Alipay's process stands still for ten minutes while clerks give back.</summary>
    /// <returns>p95 of their commands.</returns>
    private static async Task<TimeSpan> TimeAsync()
    {
        await using var stage = await MoneyStage.StartAsync();
        await using var portal = await stage.PortalAsync(null, $"--Portal:Gateway:FailuresToRest={FailuresToRest}");
        for (var i = 0; i < Clerks; i++)
        {
            await stage.PayAsync("900.00");
        }
        await PortalWait.UntilAsync("customers have paid", () => Paid(stage).Count == Clerks, TimeSpan.FromMinutes(1));
        var took = new ConcurrentBag<double>();
        await stage.Simulator.FreezeAsync();
        using var over = new CancellationTokenSource(TimeSpan.FromMinutes(10));
        await Task.WhenAll(Paid(stage).Select(payment => Task.Run(() => GiveBackAsync(stage, portal.Client, payment, took, over.Token))));
        await stage.Simulator.ThawAsync();
        var sorted = took.Order().ToList();
        var p95 = sorted[sorted.Count * 95 / 100];
        Figures.Print(string.Create(CultureInfo.InvariantCulture, $"R10: 10 minutes without an answer, {Clerks} clerks, {sorted.Count} commands: p50 {sorted[sorted.Count / 2]:0} ms, p95 {p95:0} ms (goal {s_goal.TotalMilliseconds:0}), longest {sorted[^1]:0} ms"));
        return TimeSpan.FromMilliseconds(p95);
    }

    /// <summary>By a clock that stands but for what is added here.</summary>
    /// <returns>Calls of the first commands, and of as many after each of two rests.</returns>
    private static async Task<(int First, int Second, int Third)> CallsAsync(int failuresToRest)
    {
        await using var stand = await GatewayStand.StartAsync(SignAlgorithm.Md5, replace: services => services.Configure<GatewayOptions>(options => options.FailuresToRest = failuresToRest));
        stand.Portal.IsCheckedAtTheEnd = false;                        // the payment is made without a message
        stand.Gateway.Reply = Replies.Cut;
        var (payment, left) = ((await RefundRaceTests.PaidAsync(stand.Portal, stand.Shop, 1)).Single(), "88.80");
        return (await CommandsAsync(), await CommandsAsync(), await CommandsAsync());

        async Task<int> CommandsAsync()
        {
            var before = stand.Gateway.Received.Count;
            for (var i = 0; i < Commands; i++)
            {
                var order = new RefundOrder("0.10", "returned", left, Guid.NewGuid().ToString("N"));
                left = TestPortal.Done(await stand.Portal.Get<RefundPayment>().RunAsync(stand.Shop.Owner, payment, order, default)).Remaining.ToPlainText();
            }
            stand.Portal.Clock.Advance(s_rest);
            return stand.Gateway.Received.Count - before;
        }
    }

    private static List<string> Paid(MoneyStage stage) => Reckoning.Read(stage.Folder.Database, "SELECT Id FROM Payments WHERE Status = 'Paid'", row => row.GetString(0));

    /// <summary>One clerk gives a cent back each second.</summary>
    private static async Task GiveBackAsync(MoneyStage stage, HttpClient portal, string payment, ConcurrentBag<double> took, CancellationToken over)
    {
        using var pace = new PeriodicTimer(s_pace);
        var remaining = "900.00";
        while (!over.IsCancellationRequested)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/payments/{payment}/refunds")
            {
                Content = JsonContent.Create(new { amount = "0.01", reason = "returned", remaining, key = Guid.NewGuid().ToString("N") }),
            };
            request.Headers.Add("Cookie", stage.Cookies);
            request.Headers.Add("RequestVerificationToken", stage.Token);
            var since = TimeProvider.System.GetTimestamp();
            using var answer = await portal.SendAsync(request, CancellationToken.None);
            took.Add(TimeProvider.System.GetElapsedTime(since).TotalMilliseconds);
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(CancellationToken.None));
            remaining = (await answer.Content.ReadFromJsonAsync<JsonElement>(CancellationToken.None)).GetProperty("remaining").GetString()!;
            await pace.WaitForNextTickAsync(CancellationToken.None);
        }
    }
}
