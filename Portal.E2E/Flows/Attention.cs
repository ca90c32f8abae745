using Microsoft.Data.Sqlite;
using Microsoft.Playwright;
using Portal.E2E.Pages;
using Portal.E2E.Stage;
using static Microsoft.Playwright.Assertions;

namespace Portal.E2E.Flows;

/// <summary>What needs a person, from the first look to the empty queue.</summary>
[Trait("Category", "Browser")]
public sealed class Attention(SharedStage stage)
{
    private const string RefundService = "alipay.acquire.overseas.spot.refund";
    private readonly Inspection _looks = new();

    [Fact]
    public async Task A_manager_takes_over_notes_and_asks_the_owner_decides_by_hand_after_a_fresh_proof()
    {
        using var folder = new TemporaryFolder();
        await using var portal = await PortalHost.StartAsync(folder);
        await using var owner = await stage.SignInAsync(portal.Address, "owner@harbour.test");
        await using var manager = await stage.SignInAsync(portal.Address, "manager@harbour.test");
        var counter = await (await CountersPage.OpenAsync(owner)).AddAsync("Front");
        var empty = await AttentionPage.OpenAsync(owner);
        await Expect(empty.Page.GetByText("0 of 0 payments open")).ToBeVisibleAsync();
        await portal.Simulator.ArmAsync("notification", "wrong-amount");
        await portal.Simulator.PayAsync(counter.CodeText, "64.00");

        var seen = await AttentionPage.OpenAsync(manager);
        await Expect(seen.Rows).ToHaveCountAsync(1);
        await Expect(seen.Rows).ToHaveAttributeAsync("data-status", "Review");
        await Expect(seen.Opened.Locator("#decide")).ToHaveCountAsync(0);
        await seen.PressAsync("Take over");
        await Expect(seen.Rows.Locator("[data-owner]")).ToContainTextAsync("you");
        await seen.PressAsync("Add note");
        await _looks.LookAtAsync("attention-note", seen.Page);
        await seen.WriteAsync("The customer’s slip says 64.");
        await Expect(seen.Opened.Locator("[data-note='Note']")).ToContainTextAsync("slip says 64");
        await seen.PressAsync("Ask the owner");
        await seen.WriteAsync("Please look at the account.");
        await Expect(seen.Rows).ToContainTextAsync("Owner was asked");
        await seen.PressAsync("Check now");
        await Expect(seen.Opened.GetByRole(AriaRole.Status)).ToContainTextAsync("Asked at");
        await _looks.LookAtAsync("attention-review", seen.Page);

        var case1 = await AttentionPage.OpenAsync(owner);
        await Expect(case1.Rows).ToContainTextAsync("Owner was asked");
        EndProofs(folder);
        await case1.DecideAsync("The customer’s money is here", "Seen in the account at Alipay.");
        var proof = case1.Page.Locator("#step-up-sheet");
        await Expect(proof).ToBeVisibleAsync();
        await case1.Page.Keyboard.PressAsync("Escape");
        await Expect(case1.Page.Locator("#decide-sheet").GetByRole(AriaRole.Alert)).ToContainTextAsync("fresh proof");
        await Expect(case1.Page.Locator("#decide-reason")).ToHaveValueAsync("Seen in the account at Alipay.");
        await _looks.LookAtAsync("attention-decide", case1.Page);
        await case1.Page.Locator("#decide-send").ClickAsync();
        await proof.Locator("#step-up-proof").FillAsync(PortalHost.Password);
        await proof.Locator("#step-up-now").ClickAsync();
        await Expect(case1.Page.GetByText("0 of 1 payments open")).ToBeVisibleAsync();
        await Expect(seen.Rows).ToHaveCountAsync(0);                                              // whoever looks on sees it go

        var payments = await owner.OpenAsync("/payments");
        var id = await payments.Locator("[data-payment]").First.GetAttributeAsync("data-payment");
        var payment = await owner.OpenAsync($"/payments/{id}");
        await Expect(payment.Locator("[data-payment]").First).ToHaveAttributeAsync("data-status", "Paid");
        await Expect(payment.Locator("[data-decided]")).ToContainTextAsync("Seen in the account at Alipay.");
        await Expect(payment.Locator("[data-note]")).ToHaveCountAsync(3);
        await _looks.LookAtAsync("payment-decided", payment);
        Assert.Empty(_looks.Findings.Concat(owner.Complaints).Concat(manager.Complaints));
    }

    [Fact]
    [Trait("Row", "capability 34")]
    public async Task Refunds_that_wait_and_fail_stand_there_until_somebody_ends_or_closes_them()
    {
        await using var portal = await PortalHost.StartAsync(settings: PortalHost.AtNoon);
        await using var owner = await stage.SignInAsync(portal.Address, "owner@harbour.test");
        var counter = await (await CountersPage.OpenAsync(owner)).AddAsync("Front");
        var payments = await owner.OpenAsync("/payments");
        var tradeNo = await portal.Simulator.PayAsync(counter.CodeText, "100.00");
        await payments.ShowsAsync(tradeNo, "Paid");
        var payment = await owner.OpenAsync($"/payments/{await payments.PaymentIdAsync(tradeNo)}");
        await portal.Simulator.ArmAsync(RefundService, "not-exist");
        await RefundAsync(payment, "30.00");
        await Expect(payment.Locator("#refund-sheet").GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await portal.Simulator.ArmAsync(RefundService, "no-funds", times: 0);
        await payment.ReloadAsync();
        await payment.BecomesLiveAsync();
        await RefundAsync(payment, "20.00");
        await Expect(payment.Locator("[data-end]")).ToHaveCountAsync(1);
        await payment.Locator("[data-end]").ClickAsync();
        await Expect(payment.Locator("#end-sheet")).ToBeVisibleAsync();
        await _looks.LookAtAsync("refund-end", payment);

        var queue = await AttentionPage.OpenAsync(owner);
        await Expect(queue.Rows).ToHaveCountAsync(2);
        await Expect(queue.Rows.First).ToHaveAttributeAsync("data-need", "RefundFailed");            // people first
        await _looks.LookAtAsync("attention-refunds", queue.Page);
        await queue.PressAsync("Close with a reason");
        await queue.WriteAsync("Given back in cash.");
        await Expect(queue.Rows).ToHaveCountAsync(1);
        await queue.Page.GetByRole(AriaRole.Link, new() { Name = "Refund, of 100.00, Front" }).ClickAsync();
        await queue.PressAsync("End refund…");
        await queue.Page.Locator("#end-only").ClickAsync();
        await Expect(queue.Page.Locator("#end-sheet").GetByRole(AriaRole.Alert)).ToBeVisibleAsync();   // the last request may still arrive: not yet
        await queue.Page.Locator("#end-sheet").GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        await portal.Simulator.ClearFaultsAsync();
        await queue.PressAsync("Check now");
        await Expect(queue.Rows).ToHaveCountAsync(0);
        await Expect(payment.Locator("[data-refund-status='Done']")).ToHaveCountAsync(1);
        Assert.Empty(_looks.Findings.Concat(owner.Complaints));
    }

    private static async Task RefundAsync(IPage page, string amount)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Refund", Exact = true }).ClickAsync();
        await page.GetByLabel("Amount").FillAsync(amount);
        await page.GetByLabel("Reason").FillAsync("Product returned");
        await page.GetByRole(AriaRole.Button, new() { Name = $"Refund HKD {amount}" }).ClickAsync();
    }

    /// <summary>As after five minutes.</summary>
    private static void EndProofs(TemporaryFolder folder)
    {
        using var connection = new SqliteConnection($"Data Source={folder.File("portal.db")};Pooling=False");
        connection.Open();
        using var end = new SqliteCommand("UPDATE Sessions SET ProvenUntil = '2026-01-01 00:00:00'", connection);
        Assert.True(end.ExecuteNonQuery() > 0);
    }
}
