using Portal.E2E.Pages;
using Portal.E2E.Stage;
using static Microsoft.Playwright.Assertions;

namespace Portal.E2E.Flows;

/// <summary>A payment whose message comes twenty minutes late: said as late, called late, and not mistaken for the customer who stands there now.</summary>
[Trait("Category", "Browser")]
[Collection(SharedStage.OnePortal)]
public sealed class LatePayment(SharedStage stage)
{
    [Fact]
    [Trait("Row", "capability 7")]
    public async Task A_late_payment_is_announced_as_late_and_does_not_replace_the_last_one()
    {
        var portal = await stage.PortalAsync();
        await using var owner = await stage.SignInAsync(portal.Address, "owner@harbour.test");
        var counter = await (await CountersPage.OpenAsync(owner)).AddAsync("Late pier");
        var till = await TillPage.OpenAsync(owner, counter);
        await Expect(till.Page.Locator("[data-late-heard]")).ToHaveTextAsync("");
        var inTime = await portal.Simulator.PayAsync(counter.CodeText, "12.50");
        await Expect(till.Hero).ToHaveAttributeAsync("data-trade-no", inTime);
        var late = await portal.Simulator.PayAsync(counter.CodeText, "88.80", notify: false);
        await portal.Simulator.NotifyAsync(late, "late");
        await Expect(till.Page.Locator("[data-late-heard]")).ToContainTextAsync("Late: HKD 88.80");
        var row = till.Page.Locator($".last-ten [data-trade-no='{late}']");
        await Expect(row.Locator(".state").First).ToContainTextAsync("Late: came");
        await Expect(row.Locator("time")).ToBeVisibleAsync();
        await Expect(till.Hero).ToHaveAttributeAsync("data-trade-no", inTime);
        var next = await portal.Simulator.PayAsync(counter.CodeText, "13.00");
        await Expect(till.Hero).ToHaveAttributeAsync("data-trade-no", next);
        Assert.Empty(owner.Complaints);
    }
}
