using Microsoft.Playwright;
using Portal.E2E.Pages;
using Portal.E2E.Stage;
using static Microsoft.Playwright.Assertions;

namespace Portal.E2E.Flows;

/// <summary>A customer has paid and nobody sees it: the claim desk, from the till to the list, and each verdict looked at.</summary>
[Trait("Category", "Browser")]
public sealed class Claims(SharedStage stage)
{
    /// <summary>A camera that shows one bill: the browser of a test has none, and knows no bar codes.</summary>
    private const string Camera =
        """
        window.BarcodeDetector = class { async detect() { return window.bill ? [{ rawValue: 'https://alipay.example/bill?no=' + window.bill }] : []; } };
        if (navigator.mediaDevices) navigator.mediaDevices.getUserMedia = async () => { const seen = document.createElement('canvas'); seen.getContext('2d').fillRect(0, 0, 1, 1); return seen.captureStream(5); };
        """;

    private readonly Inspection _looks = new();

    [Fact]
    [Trait("Row", "capability 5")]
    public async Task A_lost_payment_is_found_from_the_till_and_added_to_a_counter_and_each_verdict_holds()
    {
        await using var portal = await PortalHost.StartAsync(settings: PortalHost.AtNoon);
        await using var owner = await stage.SignInAsync(portal.Address, "owner@harbour.test");
        var front = await (await CountersPage.OpenAsync(owner)).AddAsync("Front");
        var bar = await (await CountersPage.OpenAsync(owner)).AddAsync("Bar");
        await portal.Simulator.ArmAsync("notification", "lost");
        var lost = await portal.Simulator.PayAsync(front.CodeText, "64.00");

        var page = (await TillPage.OpenAsync(owner, front)).Page;
        await page.GetByRole(AriaRole.Link, new() { Name = "Check a payment" }).ClickAsync();
        await Expect(page.GetByText("Nobody has asked today.")).ToBeVisibleAsync();
        await _looks.LookAtAsync("check-empty", page);
        await AskAsync(page, "12");
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("6 to 64");
        await AskAsync(page, $"{lost[..4]} {lost[4..]}");
        await VerdictAsync(page, "Unassigned", "HKD");
        await page.Locator("#add-counter").SelectOptionAsync(new SelectOptionValue { Label = "Front" });
        await page.GetByRole(AriaRole.Button, new() { Name = "Add to Front" }).ClickAsync();
        await VerdictAsync(page, "Recovered", "no message");
        await AskAsync(page, lost);
        await VerdictAsync(page, "Recovered", "no message", look: false);
        await Expect(page.Locator(".timeline li")).ToHaveCountAsync(1);                                       // one case, however often it is asked
        await page.GetByRole(AriaRole.Link, new() { Name = "Open the payment" }).ClickAsync();
        await Expect(page.Locator("[data-recovered]").First).ToBeVisibleAsync();
        await _looks.LookAtAsync("payment-recovered", page);
        await Expect((await owner.OpenAsync("/payments")).Locator("[data-recovered]")).ToHaveTextAsync("recovered");

        var paid = await portal.Simulator.PayAsync(bar.CodeText, "25.00");
        await Expect((await owner.OpenAsync("/payments")).Locator($"[data-trade-no='{paid}']")).ToHaveAttributeAsync("data-status", "Paid");
        page = await owner.OpenAsync($"/check?counter={front.Id}");
        await AskAsync(page, paid[^6..]);
        await VerdictAsync(page, "PaidElsewhere", "Bar");
        page = await owner.OpenAsync($"/check?counter={bar.Id}");
        await AskAsync(page, paid);
        await VerdictAsync(page, "PaidHere", "this counter");
        foreach (var (fault, verdict, words) in new[] { ("not-exist", "NotToYou", "no such payment"), ("wait-buyer-pay", "Undecided", "not decided"), ("http-502", "Unreachable", "Do not decide yet") })
        {
            await portal.Simulator.ArmAsync("notification", "lost");
            var number = await portal.Simulator.PayAsync(front.CodeText, "10.00");
            await portal.Simulator.ArmAsync(SimulatorApi.Query, fault, times: 0);
            await AskAsync(page, number);
            await VerdictAsync(page, verdict, words);
            await portal.Simulator.ClearFaultsAsync();
        }

        await portal.Simulator.PayAsync(bar.CodeText, "25.00");
        await Expect((await owner.OpenAsync("/payments")).Locator("[data-status='Paid']")).ToHaveCountAsync(3);
        page = await owner.OpenAsync("/check");
        await page.Locator("#claim-by-amount").ClickAsync();
        await page.Locator("#claim-amount").FillAsync("25.00");
        await _looks.LookAtAsync("check-amount", page);
        await page.Locator("#claim-send").ClickAsync();
        await VerdictAsync(page, "Several", "More than one");
        await page.Locator("#claim-amount").FillAsync("26.00");
        await page.Locator("#claim-send").ClickAsync();
        await VerdictAsync(page, "NumberNeeded", "Not on record");
        Assert.Empty(_looks.Findings.Concat(owner.Complaints.Where(complaint => !complaint.Contains("502", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task The_camera_reads_the_number_of_a_bill_and_asks()
    {
        await using var portal = await PortalHost.StartAsync(settings: PortalHost.AtNoon);
        await using var owner = await stage.SignInAsync(portal.Address, "owner@harbour.test");
        var counter = await (await CountersPage.OpenAsync(owner)).AddAsync("Front");
        var paid = await portal.Simulator.PayAsync(counter.CodeText, "25.00");
        await (await owner.OpenAsync("/payments")).ShowsAsync(paid, "Paid");                                  // while it is being asked about, the answer is that nothing is decided
        await Expect((await owner.OpenAsync("/check")).Locator("#claim-scan")).ToBeHiddenAsync();             // a browser that cannot says nothing of it
        await owner.Context.AddInitScriptAsync(Camera);
        var page = await owner.OpenAsync("/check");
        await page.Locator("#claim-scan").ClickAsync();
        await Expect(page.Locator("video")).ToBeVisibleAsync();
        await page.Locator("#claim-by-number").ClickAsync();                                                  // and back, without an answer
        await Expect(page.Locator("video")).ToBeHiddenAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
        await page.EvaluateAsync("number => { window.bill = number; }", paid);
        await page.Locator("#claim-scan").ClickAsync();
        await VerdictAsync(page, "PaidHere", "Front", look: false);
        Assert.Empty(owner.Complaints);
    }

    private static async Task AskAsync(IPage page, string number)
    {
        await page.Locator("#claim-number").FillAsync(number);
        await page.Locator("#claim-send").ClickAsync();
    }

    private async Task VerdictAsync(IPage page, string verdict, string words, bool look = true)
    {
        await Expect(page.Locator("[data-verdict]")).ToHaveAttributeAsync("data-verdict", verdict);
        await Expect(page.Locator("[data-verdict]")).ToContainTextAsync(words);
        if (look)
        {
            await _looks.LookAtAsync($"check-{verdict.ToLowerInvariant()}", page);
        }
    }
}
