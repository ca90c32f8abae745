using Portal.E2E.Pages;
using Portal.E2E.Stage;

namespace Portal.E2E.Flows;

/// <summary>A portal that dies between storing a notification and hearing Alipay's answer owes nobody anything afterwards.</summary>
[Trait("Category", "Browser")]
public sealed class Killed(SharedStage stage)
{
    private const int HeldBackSeconds = 60;
    private const int AskedAgainWithinSeconds = 75;

    [Fact]
    public async Task A_payment_that_was_stored_is_booked_after_the_restart_without_anyones_help()
    {
        await using var simulator = await SimulatorHost.StartAsync();
        await using var portal = await PortalHost.StartAsync(null, $"--Portal:Simulator:Address={simulator.Gateway}", "--Portal:Simulator:Enabled=false");
        await using var owner = await stage.SignInAsync(portal.Address, "owner@harbour.test");
        var counter = await (await CountersPage.OpenAsync(owner)).AddAsync("Lock gate");
        var payments = await owner.OpenAsync("/payments");
        await simulator.Api.ArmAsync(SimulatorApi.Query, "delay-before", seconds: HeldBackSeconds);
        var tradeNo = await simulator.Api.PayAsync(counter.CodeText, "77.70");
        await payments.ShowsAsync(tradeNo, "Reported");

        await portal.KillAsync();
        await simulator.Api.ClearFaultsAsync();
        await portal.RestartAsync();

        await payments.ShowsAsync(tradeNo, "Paid", AskedAgainWithinSeconds);
        Assert.Equal(1, await payments.Locator($"tr[data-trade-no='{tradeNo}']").CountAsync());
    }
}
