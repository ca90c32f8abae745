using Microsoft.Playwright;
using Portal.E2E.Pages;
using Portal.E2E.Stage;
using static Microsoft.Playwright.Assertions;

namespace Portal.E2E.Flows;

/// <summary>A till with its sound on: what it announced stands on the payment's timeline, with whoever was signed in there.</summary>
[Trait("Category", "Browser")]
[Collection(SharedStage.OnePortal)]
public sealed class Announced(SharedStage stage)
{
    private readonly Inspection _inspection = new();

    [Fact]
    [Trait("Row", "capability 14")]
    public async Task What_a_till_announces_stands_on_the_timeline_and_nothing_while_the_sound_is_off()
    {
        var portal = await stage.PortalAsync();
        await using var owner = await stage.SignInAsync(portal.Address, "owner@harbour.test");
        var counter = await (await CountersPage.OpenAsync(owner)).AddAsync("Loud pier");
        var till = await TillPage.OpenAsync(owner, counter);
        var quiet = await portal.Simulator.PayAsync(counter.CodeText, "11.00");
        await Expect(till.Hero).ToHaveAttributeAsync("data-trade-no", quiet);
        await till.Page.Locator("#sound").ClickAsync();
        await Expect(till.Page.Locator("#sound")).ToHaveAttributeAsync("aria-pressed", "true");
        var loud = await portal.Simulator.PayAsync(counter.CodeText, "12.50");
        await Expect(till.Hero).ToHaveAttributeAsync("data-trade-no", loud);
        var late = await portal.Simulator.PayAsync(counter.CodeText, "88.80", notify: false);
        await portal.Simulator.NotifyAsync(late, "late");
        await Expect(till.Page.Locator("[data-late-heard]")).ToContainTextAsync("Late: HKD 88.80");

        var announced = await OpenAsync(owner, loud);
        await Expect(announced.Locator("[data-note='Announcement']")).ToContainTextAsync("Announced aloud: HKD 12.50");
        await _inspection.LookAtAsync("payment-announced", announced);
        await Expect((await OpenAsync(owner, late)).Locator("[data-note='Announcement']")).ToContainTextAsync("Late: HKD 88.80");
        await Expect((await OpenAsync(owner, quiet)).Locator("[data-note='Announcement']")).ToHaveCountAsync(0);
        Assert.Empty(_inspection.Findings.Concat(owner.Complaints));
    }

    private static async Task<IPage> OpenAsync(Person person, string tradeNo)
    {
        var payments = await person.OpenAsync("/payments");
        return await person.OpenAsync($"/payments/{await payments.PaymentIdAsync(tradeNo)}");
    }
}
