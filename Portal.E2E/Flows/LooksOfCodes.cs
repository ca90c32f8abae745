using Portal.E2E.Pages;
using Portal.E2E.Stage;
using static Microsoft.Playwright.Assertions;

namespace Portal.E2E.Flows;

/// <summary>As <see cref="Looks"/>, for a code's states and the sheets that lead to them.</summary>
[Trait("Category", "Browser")]
public sealed class LooksOfCodes(SharedStage stage)
{
    private readonly Inspection _inspection = new();

    [Fact]
    public async Task Every_state_and_sheet_of_a_code_holds_at_every_width_in_both_themes()
    {
        await using var portal = await PortalHost.StartAsync();
        await using var owner = await stage.SignInAsync(portal.Address, "owner@harbour.test");
        var counter = await (await CountersPage.OpenAsync(owner)).AddAsync("The till at the ferry pier");
        var page = await CounterPage.OpenAsync(owner, counter);
        foreach (var (name, button) in new[] { ("sheet-stop", "Stop code"), ("sheet-change", "Change"), ("sheet-retire", "Retire code"), ("sheet-sticker-1", "Sticker problem") })
        {
            await page.OpenSheetAsync(button);
            await LookAsync(name, page);
            await page.Page.Keyboard.PressAsync("Escape");
        }
        await LookAtOpenAndStoppedAsync(portal, page);
        await LookAtReplacedAsync(owner, portal, page, counter);
        await page.RetireAsync("");
        await page.Problem.WaitForAsync();
        await LookAsync("sheet-retire-refused", page);
        await page.RetireAsync("The till at the ferry pier");
        await page.ShowsStatusAsync("Deleted");
        await LookAsync("counter-retired", page);
        var settings = await owner.OpenAsync("/settings");
        await settings.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Test keys" }).ClickAsync();
        await settings.Locator("[data-verdict]").WaitForAsync();
        await _inspection.LookAtAsync("settings", settings);
        _inspection.Note("browser", owner.Complaints);
        Assert.Empty(_inspection.Findings);
    }

    [Fact]
    public async Task Codes_that_report_elsewhere_hold_on_attention()
    {
        using var folder = new TemporaryFolder();
        await using (var before = await PortalHost.StartAsync(folder))
        {
            await using var maker = await stage.SignInAsync(before.Address, "owner@harbour.test");
            var counters = await CountersPage.OpenAsync(maker);
            await counters.AddAsync("Counter 1");
            await counters.AddAsync("The second till at the back door");
        }
        await using var portal = await PortalHost.StartAsync(folder, "--Portal:PublicBaseUrl=https://pay.example", "--Portal:Jobs:Enabled=false");
        await using var owner = await stage.SignInAsync(portal.Address, "owner@harbour.test");
        var page = await owner.OpenAsync("/attention");
        await Expect(page.Locator("[data-elsewhere]")).ToHaveCountAsync(2);
        await page.Locator("#move-addresses").ClickAsync();
        await Expect(page.Locator("#elsewhere [data-state='unknown']")).ToHaveCountAsync(2);
        await _inspection.LookAtAsync("attention-elsewhere", page);
        _inspection.Note("browser", owner.Complaints);
        Assert.Empty(_inspection.Findings);
    }

    private async Task LookAtOpenAndStoppedAsync(PortalHost portal, CounterPage page)
    {
        await portal.Simulator.ArmAsync(SimulatorApi.ModifyStatus, "close-after", times: 0);
        await page.StopAsync();
        await Expect(page.Open).ToBeVisibleAsync();
        await LookAsync("counter-stopping", page);
        await portal.Simulator.ClearFaultsAsync();
        await page.ShowsStatusAsync("Stopped", withinSeconds: 60);
        await LookAsync("counter-stopped", page);
    }

    private async Task LookAtReplacedAsync(Person owner, PortalHost portal, CounterPage page, CounterOnPage counter)
    {
        await page.OpenSheetAsync("Sticker problem");
        await page.PressAsync();
        await Expect(page.Page.Locator("#make-new-code")).ToBeVisibleAsync();
        await LookAsync("sheet-sticker-2", page);
        await page.PressAsync();
        await Expect(page.Sheet).ToContainTextAsync("The new code is live");
        await LookAsync("sheet-sticker-3", page);
        await page.Page.Keyboard.PressAsync("Escape");
        await LookAsync("counter-replaced", page);
        var payments = await owner.OpenAsync($"/payments?counter={counter.Id}");
        await payments.ShowsAsync(await portal.Simulator.PayAsync((await page.Code.GetAttributeAsync("data-qrcode"))!, "20.00"), "Paid");
        await _inspection.LookAtAsync("payments-suspect", payments);
        await payments.CloseAsync();
    }

    private Task LookAsync(string name, CounterPage page) => _inspection.LookAtAsync(name, page.Page);
}
