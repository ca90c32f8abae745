using Microsoft.Playwright;
using Portal.E2E.Pages;
using Portal.E2E.Stage;
using static Microsoft.Playwright.Assertions;

namespace Portal.E2E.Flows;

/// <summary>
/// What a press brings up (a question, the next step) is answered only by whoever has seen it: neither the second half of a double click does, nor Enter held down,
/// nor a second press on a slow line. And a sheet shows what it is about from the moment it opens.
/// </summary>
[Trait("Category", "Browser")]
public sealed class PressedTwice(SharedStage stage, PortalAtNoon noon) : IClassFixture<PortalAtNoon>
{
    /// <summary>Within this a refund, a stop or a new code is done and shown, where nothing forbids it.</summary>
    private static readonly TimeSpan s_done = TimeSpan.FromSeconds(1.5);

    [Fact]
    [Trait("Row", "capability 4")]
    public async Task On_a_slow_line_a_second_press_gives_nothing_back_again_before_the_question_was_seen()
    {
        await using var relay = Relay.To(noon.Portal.Address);
        await using var owner = await stage.SignInAsync(relay.Address, "owner@harbour.test");
        var page = await RefundedOnceAsync(owner, "Slow line");
        relay.HoldAnswers();
        await page.Locator("#refund-send").ClickAsync();
        await Expect(page.Locator("[data-same-again]")).ToHaveCountAsync(0);
        await page.Locator("#refund-send").ClickAsync();
        relay.LetAnswersGo();
        await GivesBackOnlyWhenToldAsync(page);
    }

    [Fact]
    [Trait("Row", "capability 4")]
    public async Task A_double_click_and_Enter_held_down_ask_and_do_not_answer()
    {
        await using var owner = await stage.SignInAsync(noon.Portal.Address, "owner@harbour.test");
        var page = await RefundedOnceAsync(owner, "Heavy hand");
        await PressAsync(page, "#refund-send", 1);
        await Expect(page.Locator("[data-same-again]")).ToBeVisibleAsync();
        await PressAsync(page, "#refund-send", 2);
        await Task.Delay(s_done, TimeProvider.System, TestContext.Current.CancellationToken);
        await page.GetByLabel("Amount").FillAsync("30.0");                   // another wish: the question goes
        await Expect(page.Locator("[data-same-again]")).ToHaveCountAsync(0);
        await page.GetByLabel("Reason").FocusAsync();
        await page.Keyboard.DownAsync("Enter");
        await Expect(page.Locator("[data-same-again]")).ToBeVisibleAsync();
        await page.Keyboard.DownAsync("Enter");                              // not let go: a repeat
        await page.Keyboard.UpAsync("Enter");
        await GivesBackOnlyWhenToldAsync(page);
    }

    [Fact]
    public async Task On_a_slow_line_a_second_press_stops_the_old_code_and_makes_no_new_one()
    {
        await using var relay = Relay.To(noon.Portal.Address);
        await using var owner = await stage.SignInAsync(relay.Address, "owner@harbour.test");
        var counter = await (await CountersPage.OpenAsync(owner)).AddAsync("Slow sticker");
        var page = await CounterPage.OpenAsync(owner, counter);
        await page.OpenSheetAsync("Sticker problem");
        relay.HoldAnswers();
        await page.Page.Locator("#stop-now").ClickAsync();
        for (var looks = 0; looks < 100 && !(await noon.Portal.Simulator.StepsAskedAsync(counter.CodeText)).Contains("STOP"); looks++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
        }
        await Task.Delay(s_done, TimeProvider.System, TestContext.Current.CancellationToken);          // it is stored by now, and the page has not been told
        await page.Page.Locator("#stop-now").ClickAsync(new() { Force = true });
        relay.LetAnswersGo();
        await Task.Delay(s_done, TimeProvider.System, TestContext.Current.CancellationToken);
        await Expect(page.Page.Locator("#make-new-code")).ToBeVisibleAsync();
        await Expect(page.Sheet.GetByRole(AriaRole.Status)).ToContainTextAsync("The old code is stopped.");
        await page.Sheet.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        await page.ShowsStatusAsync("Stopped");
        await Expect(page.Page.Locator("[data-old-code]")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_sheet_opens_with_what_it_is_about_and_not_with_what_it_said_last()
    {
        await using var owner = await stage.SignInAsync(noon.Portal.Address, "owner@harbour.test");
        var counters = await CountersPage.OpenAsync(owner);
        await NoteFieldsAsync(counters.Page);
        await counters.OpenSheetAsync();
        var suggested = await counters.NameField.InputValueAsync();
        Assert.StartsWith("Counter ", suggested, StringComparison.Ordinal);
        Assert.Equal(suggested, await FirstFieldAsync(counters.Page));

        var page = await RefundedOnceAsync(owner, "Opened again");
        await page.Locator("#refund-sheet").GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        await NoteFieldsAsync(page);
        await page.Locator("#refund-open").ClickAsync();
        await Expect(page.Locator("#refund-sheet")).ToBeVisibleAsync();
        Assert.Equal("", await FirstFieldAsync(page));
    }

    /// <summary>Notes what stands in the first text field of each sheet at the moment it opens.</summary>
    private static async Task NoteFieldsAsync(IPage page) => await page.EvaluateAsync(
        "() => { const all = HTMLDialogElement.prototype, show = all.showModal; all.showModal = function () { window.firstField = this.querySelector('input.input').value; show.call(this); }; }");

    private static Task<string> FirstFieldAsync(IPage page) => page.EvaluateAsync<string>("() => window.firstField");

    /// <summary>A payment of which 30.00 went back, and the sheet asks for 30.00 once more.</summary>
    private async Task<IPage> RefundedOnceAsync(Person owner, string counter)
    {
        var made = await (await CountersPage.OpenAsync(owner)).AddAsync(counter);
        var list = await owner.OpenAsync("/payments");
        var tradeNo = await noon.Portal.Simulator.PayAsync(made.CodeText, "100.00");
        await list.ShowsAsync(tradeNo, "Paid");
        var page = await owner.OpenAsync($"/payments/{await list.PaymentIdAsync(tradeNo)}");
        await FillAsync(page);
        await page.Locator("#refund-send").ClickAsync();
        await Expect(page.Locator("[data-refund]")).ToHaveCountAsync(1);
        await Expect(page.Locator("#refund-sheet")).ToBeHiddenAsync();
        await FillAsync(page);
        return page;
    }

    private static async Task FillAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Refund", Exact = true }).ClickAsync();
        await page.GetByLabel("Amount").FillAsync("30.00");
        await page.GetByLabel("Reason").FillAsync("Product returned");
        await Expect(page.Locator("#refund-send")).ToContainTextAsync("30.00");
    }

    /// <summary>The question stands, one refund was made; and it goes through when it is answered, so that nothing else held it up.</summary>
    private static async Task GivesBackOnlyWhenToldAsync(IPage page)
    {
        await Task.Delay(s_done, TimeProvider.System, TestContext.Current.CancellationToken);
        await Expect(page.Locator("[data-same-again]")).ToBeVisibleAsync();
        await Expect(page.Locator("[data-refund]")).ToHaveCountAsync(1);
        await page.GetByRole(AriaRole.Button, new() { Name = "Yes, refund HKD 30.00 again" }).ClickAsync();
        await Expect(page.Locator("#refund-sheet")).ToBeHiddenAsync();
        await Expect(page.Locator("[data-refund]")).ToHaveCountAsync(2);
        await page.ReloadAsync();
        await page.BecomesLiveAsync();
        await Expect(page.Locator("[data-refund]")).ToHaveCountAsync(2);
    }

    /// <param name="half">1: a first click there; 2: the second half of a double click.</param>
    private static async Task PressAsync(IPage page, string button, int half)
    {
        await page.Locator(button).HoverAsync();
        await page.Mouse.DownAsync(new() { ClickCount = half });
        await page.Mouse.UpAsync(new() { ClickCount = half });
    }
}
