using Microsoft.Playwright;
using Portal.E2E.Pages;
using Portal.E2E.Stage;
using static Microsoft.Playwright.Assertions;

namespace Portal.E2E.Flows;

/// <summary>An owner gives money back on the payment's page: parts, too much, the rest; and cancels another payment.</summary>
[Trait("Category", "Browser")]
public sealed class Refunds(SharedStage stage)
{
    [Fact]
    [Trait("Row", "capability 3")]
    [Trait("Row", "capability 4")]
    public async Task Parts_go_back_too_much_is_refused_with_what_is_left_and_the_rest_goes_back()
    {
        await using var portal = await PortalHost.StartAsync(settings: PortalHost.AtNoon);
        await using var owner = await stage.SignInAsync(portal.Address, "owner@harbour.test");
        var page = await PaidAsync(portal, owner, "Front", "100.00");
        var looks = new Inspection();

        await RefundAsync(page, "30.00");
        await Expect(page.Locator("[data-refund]")).ToHaveCountAsync(1);
        await RefundAsync(page, "30.00", again: true);
        await Expect(page.Locator("[data-refund-status='Done']")).ToHaveCountAsync(2);
        await looks.LookAtAsync("payment-refunded", page);

        await OpenAsync(page);
        await page.GetByLabel("Amount").FillAsync("50.00");
        await page.GetByLabel("Reason").FillAsync("Product returned");
        await looks.LookAtAsync("refund-sheet", page);
        await page.Locator("#refund-send").ClickAsync();
        await Expect(page.Locator("[data-refused='refund_exceeds_remaining']")).ToContainTextAsync("40.00");
        await looks.LookAtAsync("refund-error", page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Use 40.00" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Refund HKD 40.00" }).ClickAsync();
        await Expect(page.Locator("[data-payment]").First).ToHaveAttributeAsync("data-status", "Refunded");
        await Expect(page.Locator("[data-refund-status='Done']")).ToHaveCountAsync(3);
        await Expect(page.Locator("#refund-open")).ToHaveCountAsync(0);
        Assert.Empty(looks.Findings.Concat(owner.Complaints));
    }

    [Fact]
    [Trait("Row", "capability 12")]
    public async Task A_payment_is_checked_and_cancelled_after_the_difference_was_said()
    {
        await using var portal = await PortalHost.StartAsync(settings: PortalHost.AtNoon);
        await using var owner = await stage.SignInAsync(portal.Address, "owner@harbour.test");
        var page = await PaidAsync(portal, owner, "Front", "88.80");
        var looks = new Inspection();

        await page.GetByRole(AriaRole.Button, new() { Name = "Check now" }).ClickAsync();
        await Expect(page.GetByText("Asked Alipay at")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Show raw messages" }).ClickAsync();
        await Expect(page.Locator("[data-raw]")).ToContainTextAsync("trade_status=TRADE_SUCCESS");
        await Expect(page.Locator("[data-raw]")).ToContainTextAsync("sign=…");
        await looks.LookAtAsync("payment-paid", page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel payment", Exact = true }).ClickAsync();
        await looks.LookAtAsync("cancel-sheet", page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel payment HKD 88.80" }).ClickAsync();
        await Expect(page.Locator("[data-payment]").First).ToHaveAttributeAsync("data-status", "Cancelled");
        await Expect(page.Locator("#cancel-open")).ToHaveCountAsync(0);
        Assert.Empty(looks.Findings.Concat(owner.Complaints));
    }

    [Fact]
    [Trait("Row", "capability 4")]
    public async Task Each_refusal_is_said_on_the_sheet_and_what_was_typed_stays()
    {
        await using var portal = await PortalHost.StartAsync(settings: PortalHost.AtNoon);
        await using var owner = await stage.SignInAsync(portal.Address, "owner@harbour.test");
        var page = await PaidAsync(portal, owner, "Front", "100.00");
        var looks = new Inspection();
        await OpenAsync(page);
        await page.GetByLabel("Part of it").CheckAsync();
        foreach (var (amount, reason, code) in new[]
        {
            ("0", "Wrong dish", "amount_invalid"), ("１２", "Wrong dish", "amount_invalid"), ("1,000.00", "Wrong dish", "amount_invalid"),
            ("10.555", "Wrong dish", "amount_too_fine"), ("10.00", "", "reason_required"),
        })
        {
            await page.GetByLabel("Amount").FillAsync(amount);
            await page.GetByLabel("Reason").FillAsync(reason);
            await page.Locator("#refund-send").ClickAsync();
            await Expect(page.Locator($"[data-refused='{code}']")).ToContainTextAsync("No money moved");
            await Expect(page.GetByLabel("Amount")).ToHaveValueAsync(amount);
            await Expect(page.GetByLabel("Reason")).ToHaveValueAsync(reason);
            await looks.LookAtAsync($"refund-{code.Replace('_', '-')}", page);
        }
        await page.GetByLabel("Reason").FillAsync("Wrong dish");
        var other = await owner.OpenAsync(new Uri(page.Url).PathAndQuery);
        await RefundAsync(other, "20.00");
        await Expect(other.Locator("[data-refund-status='Done']")).ToHaveCountAsync(1);
        await page.Locator("#refund-send").ClickAsync();
        await Expect(page.Locator("[data-refused='stale']")).ToContainTextAsync("20.00");
        await Expect(page.GetByLabel("Amount")).ToHaveValueAsync("10.00");
        await looks.LookAtAsync("refund-stale", page);
        await Expect(other.Locator("[data-refund]")).ToHaveCountAsync(1);                                     // the loser sent nothing
        Assert.Empty(looks.Findings.Concat(owner.Complaints));
    }

    private static async Task<IPage> PaidAsync(PortalHost portal, Person owner, string counter, string amount)
    {
        var made = await (await CountersPage.OpenAsync(owner)).AddAsync(counter);
        var list = await owner.OpenAsync("/payments");
        var tradeNo = await portal.Simulator.PayAsync(made.CodeText, amount);
        await list.ShowsAsync(tradeNo, "Paid");
        var id = await list.PaymentIdAsync(tradeNo);
        return await owner.OpenAsync($"/payments/{id}");
    }

    private static Task OpenAsync(IPage page) => page.GetByRole(AriaRole.Button, new() { Name = "Refund", Exact = true }).ClickAsync();

    private static async Task RefundAsync(IPage page, string amount, bool again = false)
    {
        await OpenAsync(page);
        await page.GetByLabel("Amount").FillAsync(amount);
        await page.GetByLabel("Reason").FillAsync("Product returned");
        await page.GetByRole(AriaRole.Button, new() { Name = $"Refund HKD {amount}" }).ClickAsync();
        if (again)
        {
            await page.GetByRole(AriaRole.Button, new() { Name = $"Yes, refund HKD {amount} again" }).ClickAsync();
        }
        await Expect(page.Locator("#refund-sheet")).ToBeHiddenAsync();
    }
}
