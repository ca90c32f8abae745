using Microsoft.Playwright;
using Portal.E2E.Pages;
using Portal.E2E.Stage;
using static Microsoft.Playwright.Assertions;

namespace Portal.E2E.Flows;

/// <summary>A cashier asks for more than a cashier may give back; a manager answers on a screen of their own.</summary>
[Trait("Category", "Browser")]
public sealed class Approvals(SharedStage stage)
{
    private readonly Inspection _looks = new();

    [Fact]
    [Trait("Row", "capability 18")]
    [Trait("Row", "capability 19")]
    public async Task Over_the_limit_a_manager_is_asked_and_approves_or_declines()
    {
        await using var portal = await PortalHost.StartAsync(settings: PortalHost.AtNoon);
        await using var owner = await stage.SignInAsync(portal.Address, "owner@harbour.test");
        await using var manager = await stage.SignInAsync(portal.Address, "manager@harbour.test");
        await using var cashier = await stage.SignInAsync(portal.Address, "cashier@harbour.test");
        var counter = await (await CountersPage.OpenAsync(owner)).AddAsync("Front");
        await PlaceAsync(owner, "20.00");
        var tradeNo = await portal.Simulator.PayAsync(counter.CodeText, "100.00");
        var list = await cashier.OpenAsync("/payments");
        await list.ShowsAsync(tradeNo, "Paid");
        var page = await cashier.OpenAsync($"/payments/{await list.PaymentIdAsync(tradeNo)}");

        await AskAsync(page, "60.00", look: true);
        await Expect(page.Locator("#withdraw-refund")).ToBeVisibleAsync();
        await Expect(page.Locator("#approve-refund")).ToHaveCountAsync(0);
        await _looks.LookAtAsync("refund-asked", page);

        var queue = await AttentionPage.OpenAsync(manager);
        await Expect(queue.Rows).ToHaveAttributeAsync("data-need", "RefundAsked");
        await _looks.LookAtAsync("attention-asked", queue.Page);
        await queue.PressAsync("Approve, refund HKD 60.00");
        await Expect(queue.Rows).ToHaveCountAsync(0);
        await Expect(page.Locator("[data-refund-status='Done']")).ToContainTextAsync("approved by");
        await Expect(page.Locator("[data-asked]")).ToHaveCountAsync(0);

        await AskAsync(page, "30.00");
        await Expect(queue.Rows).ToHaveCountAsync(1);                                              // whoever looks on sees it come
        await queue.Page.ReloadAsync();
        await queue.Page.BecomesLiveAsync();
        await queue.PressAsync("Decline…");
        var sheet = queue.Page.Locator("#decline-sheet");
        await sheet.GetByRole(AriaRole.Textbox).FillAsync("The dish was right.");
        await _looks.LookAtAsync("refund-decline", queue.Page);
        await queue.Page.Locator("#decline-send").ClickAsync();
        await Expect(queue.Rows).ToHaveCountAsync(0);
        await Expect(page.Locator("[data-declined]")).ToContainTextAsync("The dish was right.");
        await Expect(page.Locator("[data-refund]")).ToHaveCountAsync(1);
        await _looks.LookAtAsync("refund-declined", page);
        Assert.Empty(_looks.Findings.Concat(owner.Complaints).Concat(manager.Complaints).Concat(cashier.Complaints));
    }

    /// <summary>Binds the cashier to the counter and sets their own limit.</summary>
    private async Task PlaceAsync(Person owner, string most)
    {
        var users = await owner.OpenAsync("/users");
        await users.Locator("[data-role='Cashier'] button").ClickAsync();
        await users.Locator("#change-place").ClickAsync();
        await users.Locator("#place-sheet").GetByLabel("Front").CheckAsync();
        await users.Locator("#save-place").ClickAsync();
        await Expect(users.Locator("#place-sheet")).ToBeHiddenAsync();
        await users.Locator("#change-limit").ClickAsync();
        await users.Locator("#limit-amount").FillAsync(most);
        await _looks.LookAtAsync("limit-sheet", users);
        await users.Locator("#limit-save").ClickAsync();
        await Expect(users.Locator("#limit-sheet")).ToBeHiddenAsync();
        await Expect(users.Locator("[data-chosen] [data-limit]")).ToContainTextAsync($"HKD {most} at once");
        await _looks.LookAtAsync("person-limit", users);
    }

    private async Task AskAsync(IPage page, string amount, bool look = false)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Refund", Exact = true }).ClickAsync();
        await page.GetByLabel("Amount").FillAsync(amount);
        await page.GetByLabel("Reason").FillAsync("Wrong dish");
        await page.Locator("#refund-send").ClickAsync();
        await Expect(page.Locator("[data-refused='limit_exceeded']")).ToContainTextAsync("20.00");
        if (look)
        {
            await _looks.LookAtAsync("refund-over-limit", page);
        }
        await page.GetByRole(AriaRole.Button, new() { Name = "Ask a manager" }).ClickAsync();
        await Expect(page.Locator("#refund-sheet")).ToBeHiddenAsync();
        await Expect(page.Locator("[data-asked]")).ToContainTextAsync($"HKD {amount}");
    }
}
