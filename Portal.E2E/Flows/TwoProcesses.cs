using Portal.E2E.Pages;
using Portal.E2E.Stage;

namespace Portal.E2E.Flows;

/// <summary>Two portals on one data folder are one portal to whoever looks.</summary>
[Trait("Category", "Browser")]
public sealed class TwoProcesses(SharedStage stage)
{
    [Fact]
    public async Task A_payment_that_one_receives_appears_in_a_browser_on_the_other()
    {
        using var folder = new TemporaryFolder();
        await using var here = await PortalHost.StartAsync(folder);
        await using var there = await PortalHost.StartAsync(folder);
        await using var owner = await stage.SignInAsync(here.Address, "owner@harbour.test");
        await using var manager = await stage.SignInAsync(there.Address, "manager@harbour.test");
        var ownersPayments = await owner.OpenAsync("/payments");
        var managersPayments = await manager.OpenAsync("/payments");
        await Task.WhenAll(ownersPayments.MarkAsync(), managersPayments.MarkAsync());

        // A code's notifications go to the portal that asked for it.
        var madeHere = await (await CountersPage.OpenAsync(owner)).AddAsync("East door");
        var madeThere = await (await CountersPage.OpenAsync(manager)).AddAsync("West door");
        var receivedHere = await here.Simulator.PayAsync(madeHere.CodeText, "21.00");
        await managersPayments.ShowsAsync(receivedHere, "Paid");
        var receivedThere = await there.Simulator.PayAsync(madeThere.CodeText, "22.00");
        await ownersPayments.ShowsAsync(receivedThere, "Paid");

        string[] expected = [receivedThere, receivedHere];
        await Task.WhenAll(ownersPayments.ShowsAsync(receivedHere, "Paid"), managersPayments.ShowsAsync(receivedThere, "Paid"));
        Assert.Equal(expected, await ownersPayments.LinesAsync());
        Assert.Equal(expected, await managersPayments.LinesAsync());
        await ownersPayments.WasNotReloadedAsync();
        await managersPayments.WasNotReloadedAsync();
    }
}
