using Portal.Domain.Cancels;
using Portal.Domain.Payments;
using Portal.Domain.Refunds;
using Portal.Domain.Work;
using Portal.Tests.TestKit;

namespace Portal.Tests.Flows;

/// <summary>D-07: the flow ends at each named place, once and twice in a row; whatever was on disk leads to the same end. One place with a killed process.</summary>
public sealed class CrashPointTests
{
    private sealed class Crashed : Exception;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [Trait("Row", "D-07")]
    [Trait("Row", "D-06")]
    [Trait("Row", "7.5 refund times out and the process restarts")]
    public async Task A_crash_at_any_place_leads_to_the_same_end(int times)
    {
        await using var stand = await MoneyStand.StartAsync();
        foreach (var point in CrashPoints.All)
        {
            await stand.AnotherShopAsync();
            var (left, isReached) = (times, false);
            stand.Reached = name =>
            {
                if (name == point && left-- > 0)
                {
                    isReached = true;
                    throw new Crashed();
                }
            };
            var isRefund = point.StartsWith("refund", StringComparison.Ordinal);
            await UntilNoCrashAsync(() => isRefund ? stand.RefundAsync("30.00", remaining: "88.80", key: "form") : stand.CancelAsync("form"), times);
            await stand.SettleAsync();
            Assert.True(isReached, $"{point} was never reached");
            await AssertEndAsync(stand, isRefund, point);
        }
    }

    [Fact]
    [Trait("Row", "D-07")]
    public async Task A_process_killed_with_the_answer_in_its_hand_leaves_a_refund_that_another_ends()
    {
        using var folder = new PortalFolder();
        await using var stand = await MoneyStand.StartAsync("2026-03-02T03:50:00Z", folder.Location);
        stand.Reached = name =>
        {
            if (name == CrashPoints.RefundAfterIntent)
            {
                throw new Crashed();                                   // the intent is on disk, and nothing was sent
            }
        };
        await Assert.ThrowsAsync<Crashed>(() => stand.RefundAsync("30.00"));
        string[] settings =
        [
            "--Portal:Simulator:Enabled=false", $"--Portal:Simulator:Address={new Uri(stand.Portal.Address, "/simulator/gateway.do")}",
            "--Portal:Gateway:FailuresToRest=0", "--Portal:Clock:StartAt=2026-03-02T04:00:00Z",
        ];
        await using (var killed = await PortalProcess.StartAsync(folder.Location, [.. settings, $"--Portal:CrashPoint={CrashPoints.RefundAfterSend}"]))
        {
            Assert.NotEqual(0, await killed.EndAsync());
        }
        Assert.Single((await stand.RealAsync()).Refunds);
        Assert.NotEqual(RefundStatus.Done, (await stand.RefundAsync()).Status);
        settings[^1] = "--Portal:Clock:StartAt=2026-03-02T04:10:00Z";
        await using var next = await PortalProcess.StartAsync(folder.Location, settings);
        await PortalWait.UntilAsync("another process ends it", () => stand.RefundAsync().GetAwaiter().GetResult().Status == RefundStatus.Done, TimeSpan.FromMinutes(1));
        Assert.Single((await stand.RealAsync()).Refunds);
    }

    /// <summary>A person repeats the form as long as the portal dies on him; the job goes on with what is on disk.</summary>
    private static async Task UntilNoCrashAsync(Func<Task> act, int times)
    {
        for (var i = 0; i <= times; i++)
        {
            try
            {
                await act();
                return;
            }
            catch (Crashed)
            {
                // it is dead; somebody tries again
            }
        }
    }

    private static async Task AssertEndAsync(MoneyStand stand, bool isRefund, string point)
    {
        var (payment, real) = (await stand.PaymentAsync(), await stand.RealAsync());
        if (isRefund)
        {
            Assert.Equal((point, PaymentStatus.PartlyRefunded, 3000L, 3000L), (point, payment.Status, payment.RefundedMinor, payment.HeldMinor));
            Assert.Equal(RefundStatus.Done, (await stand.RefundAsync()).Status);
            Assert.Equal((await stand.RefundAsync()).Number.Value, Assert.Single(real.Refunds).RefundNo);
        }
        else
        {
            Assert.Equal((point, PaymentStatus.Cancelled), (point, payment.Status));
            Assert.Equal((CancelStatus.Done, true), ((await stand.CancelAsync()).Status, real.IsCancelled));
        }
    }
}
