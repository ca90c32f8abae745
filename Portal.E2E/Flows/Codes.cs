using Microsoft.Playwright;
using Portal.E2E.Pages;
using Portal.E2E.Stage;
using static Microsoft.Playwright.Assertions;

namespace Portal.E2E.Flows;

/// <summary>The life of a code, as the shop leads it and the customer's phone sees it.</summary>
[Trait("Category", "Browser")]
public sealed class Codes(SharedStage stage, OwnPortal own) : IClassFixture<OwnPortal>
{
    [Fact]
    [Trait("Capability", "25")]
    public async Task A_stopped_code_is_invalid_for_customers_until_it_is_restarted()
    {
        var portal = own.Portal;
        await using var owner = await stage.SignInAsync(portal.Address, "owner@harbour.test");
        await using var manager = await stage.SignInAsync(portal.Address, "manager@harbour.test");
        var counter = await (await CountersPage.OpenAsync(owner)).AddAsync("Stop and go");
        var page = await CounterPage.OpenAsync(owner, counter);
        var other = await CounterPage.OpenAsync(manager, counter);
        await Task.WhenAll(page.Page.MarkAsync(), other.Page.MarkAsync());

        await page.StopAsync();
        await Task.WhenAll(page.ShowsStatusAsync("Stopped"), other.ShowsStatusAsync("Stopped"));
        await Expect(page.Sheet).ToHaveCountAsync(0);
        await (await page.PayAsCustomerAsync()).IsInvalidAsync();
        Assert.Equal(["STOP"], await portal.Simulator.StepsAskedAsync(counter.CodeText));

        await other.RestartAsync();
        await Task.WhenAll(page.ShowsStatusAsync("Live"), other.ShowsStatusAsync("Live"));
        var wallet = await page.PayAsCustomerAsync();
        await wallet.TypeAmountAsync("12.30");
        await wallet.TypePasswordAsync("123456");
        await (await owner.OpenAsync($"/payments?counter={counter.Id}")).ShowsAsync(await wallet.PaidAsync(), "Paid");
        Assert.Equal(["RESTART", "STOP"], await portal.Simulator.StepsAskedAsync(counter.CodeText));
        await Task.WhenAll(page.Page.WasNotReloadedAsync(), other.Page.WasNotReloadedAsync());
        Assert.Empty(owner.Complaints.Concat(manager.Complaints));
    }

    [Fact]
    [Trait("Capability", "25")]
    public async Task A_code_is_retired_only_by_its_counters_typed_name_and_for_ever()
    {
        var portal = own.Portal;
        await using var owner = await stage.SignInAsync(portal.Address, "owner@harbour.test");
        var counter = await (await CountersPage.OpenAsync(owner)).AddAsync("Last day");
        var page = await CounterPage.OpenAsync(owner, counter);
        await page.RetireAsync("Last");
        await Expect(page.Problem).ToContainTextAsync("not the counter’s name");
        Assert.Empty(await portal.Simulator.StepsAskedAsync(counter.CodeText));
        await page.RetireAsync("last day");
        await page.ShowsStatusAsync("Deleted");
        foreach (var gone in new[] { "Stop code", "Restart code", "Retire code", "Sticker problem", "Change" })
        {
            await Expect(page.Page.GetByRole(AriaRole.Button, new() { Name = gone, Exact = true })).ToHaveCountAsync(0);
        }
        await (await page.PayAsCustomerAsync()).IsInvalidAsync();
        Assert.Equal(["DELETE"], await portal.Simulator.StepsAskedAsync(counter.CodeText));
        Assert.Empty(owner.Complaints);
    }

    [Fact]
    [Trait("Capability", "28")]
    public async Task A_tampered_sticker_is_replaced_step_by_step()
    {
        var portal = own.Portal;
        await using var owner = await stage.SignInAsync(portal.Address, "owner@harbour.test");
        var counter = await (await CountersPage.OpenAsync(owner)).AddAsync("Sticker wall");
        var page = await CounterPage.OpenAsync(owner, counter);
        var payments = await owner.OpenAsync($"/payments?counter={counter.Id}");
        var before = await portal.Simulator.PayAsync(counter.CodeText, "10.00");
        await payments.ShowsAsync(before, "Paid");

        await page.OpenSheetAsync("Sticker problem");
        await page.Sheet.GetByLabel("It may have been tampered with").CheckAsync();
        await page.PressAsync();
        await Expect(page.Sheet).ToContainTextAsync("The old code is stopped");
        await page.ShowsStatusAsync("Stopped");
        await page.PressAsync();
        await Expect(page.Sheet).ToContainTextAsync("The new code is live");
        var text = (await page.Code.GetAttributeAsync("data-qrcode"))!;
        Assert.NotEqual(counter.CodeText, text);
        await page.Sheet.GetByRole(AriaRole.Button, new() { Name = "Done" }).ClickAsync();

        await page.ShowsStatusAsync("Live");
        await Expect(page.Page.Locator($"[data-old-code='{counter.CodeText}'][data-status='Stopped']")).ToBeVisibleAsync();
        await Expect(page.Page.Locator("[data-suspect]")).ToContainTextAsync("Takings may be missing");
        var old = new WalletPage(await owner.OpenPlainAsync($"/simulator/wallet?code={Uri.EscapeDataString(counter.CodeText)}"));
        await old.IsInvalidAsync();
        var after = await portal.Simulator.PayAsync(text, "20.00");
        await payments.ShowsAsync(after, "Paid");
        await payments.ReloadAsync();
        await payments.BecomesLiveAsync();
        Assert.Equal([after, "suspect", before], await payments.LinesAsync());
        await Expect(page.Page.GetByText("Tested: a payment to this code has landed")).ToBeVisibleAsync();
        Assert.Equal(["STOP"], await portal.Simulator.StepsAskedAsync(counter.CodeText));
        Assert.Empty(owner.Complaints);
    }

    [Fact]
    public async Task A_new_name_reaches_the_customers_wallet_and_the_print_stays_valid()
    {
        var portal = own.Portal;
        await using var owner = await stage.SignInAsync(portal.Address, "owner@harbour.test");
        var counter = await (await CountersPage.OpenAsync(owner)).AddAsync("Old name");
        var page = await CounterPage.OpenAsync(owner, counter);
        await page.OpenSheetAsync("Change");
        await page.Sheet.GetByLabel("Counter name").FillAsync("Upper deck");
        await page.Sheet.GetByLabel("Shop address").FillAsync("Pier 7, Central");
        await page.PressAsync();
        await Expect(page.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Upper deck");
        await Expect(page.Open).ToHaveCountAsync(0);
        await Expect(page.Code).ToHaveAttributeAsync("data-qrcode", counter.CodeText);
        await page.OpenSheetAsync("Tell Alipay where to report");
        await page.PressAsync();
        await Expect(page.Sheet).ToHaveCountAsync(0);
        await Expect((await page.PayAsCustomerAsync()).Page.Locator("body")).ToContainTextAsync("Upper deck");
        Assert.Empty(owner.Complaints);
    }

    [Fact]
    public async Task A_stop_without_an_answer_is_asked_again_until_there_is_one()
    {
        await using var portal = await PortalHost.StartAsync();
        await using var owner = await stage.SignInAsync(portal.Address, "owner@harbour.test");
        var counter = await (await CountersPage.OpenAsync(owner)).AddAsync("Quiet line");
        var page = await CounterPage.OpenAsync(owner, counter);
        await page.Page.MarkAsync();
        await portal.Simulator.ArmAsync(SimulatorApi.ModifyStatus, "close-after", times: 2);
        await page.StopAsync();
        await Expect(page.Open).ToContainTextAsync("Stopping…");
        await Expect(page.Code).ToHaveAttributeAsync("data-status", "Live");
        await page.ShowsStatusAsync("Stopped", withinSeconds: 20);
        await Expect(page.Open).ToHaveCountAsync(0);
        await page.Page.WasNotReloadedAsync();
        Assert.Equal(["STOP", "STOP", "STOP"], await portal.Simulator.StepsAskedAsync(counter.CodeText));
        Assert.Empty(owner.Complaints);
    }

    [Fact]
    public async Task A_gateway_that_is_slow_on_stop_leaves_it_not_known_and_then_stopped()
    {
        await using var portal = await PortalHost.StartAsync();
        await using var owner = await stage.SignInAsync(portal.Address, "owner@harbour.test");
        var counter = await (await CountersPage.OpenAsync(owner)).AddAsync("Slow line");
        var page = await CounterPage.OpenAsync(owner, counter);
        await portal.Simulator.ArmAsync(SimulatorApi.ModifyStatus, "delay-after", seconds: 30);
        await page.OpenSheetAsync("Stop code");
        await page.PressAsync();
        await Expect(page.Page.Locator("#act-now")).ToHaveTextAsync("Asking Alipay…");
        await page.Page.Locator("#act-now").ClickAsync(new() { Force = true });
        await Expect(page.Open).ToContainTextAsync("Stopping…", new() { Timeout = 15_000 });
        await Expect(page.Sheet).ToHaveCountAsync(0, new() { Timeout = 15_000 });
        await page.ShowsStatusAsync("Stopped", withinSeconds: 20);
        await Expect(page.Page.Locator("[data-note='Asked']")).ToHaveCountAsync(1);
        await Expect(page.Page.Locator("[data-note='NotKnown']")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task A_refusal_is_said_in_words_and_the_code_stays_as_it_was()
    {
        await using var portal = await PortalHost.StartAsync();
        await using var owner = await stage.SignInAsync(portal.Address, "owner@harbour.test");
        var counter = await (await CountersPage.OpenAsync(owner)).AddAsync("Refused");
        var page = await CounterPage.OpenAsync(owner, counter);
        await portal.Simulator.ForgetKeyAsync("2088000000000101");
        await page.StopAsync();
        await Expect(page.Problem).ToContainTextAsync("Alipay refuses the portal’s calls, so nothing was changed.");
        await page.Sheet.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        await Expect(page.Page.Locator("[data-refused='Stop']")).ToContainTextAsync("It goes on taking money.");
        await Expect(page.Code).ToHaveAttributeAsync("data-status", "Live");
    }

    [Fact]
    public async Task A_second_press_asks_nothing_and_an_old_tab_is_told_what_happened()
    {
        var portal = own.Portal;
        await using var owner = await stage.SignInAsync(portal.Address, "owner@harbour.test");
        var counter = await (await CountersPage.OpenAsync(owner)).AddAsync("Two tabs");
        var (first, second, third) = (await CounterPage.OpenAsync(owner, counter), await CounterPage.OpenAsync(owner, counter), await CounterPage.OpenAsync(owner, counter));
        await second.OpenSheetAsync("Stop code");
        await third.OpenSheetAsync("Sticker problem");
        await third.Page.Locator("#stop-now").DblClickAsync();
        await Expect(third.Page.Locator("#make-new-code")).ToBeVisibleAsync();
        await third.Page.Locator("#make-new-code").DblClickAsync();
        await Expect(third.Sheet).ToContainTextAsync("The new code is live");
        await second.PressAsync();                                              // of the old code, which is stopped already
        await Expect(second.Sheet).ToHaveCountAsync(0);
        Assert.Equal(["STOP"], await portal.Simulator.StepsAskedAsync(counter.CodeText));
        await Expect(first.Page.Locator("[data-old-code]")).ToHaveCountAsync(1);

        await first.OpenSheetAsync("Stop code");
        await second.RetireAsync("Two tabs");
        await second.ShowsStatusAsync("Deleted");
        await first.PressAsync();
        await Expect(first.Problem).ToContainTextAsync("This code was retired and is invalid for ever.");
    }

    [Fact]
    public async Task A_cashier_may_stop_and_no_more()
    {
        var portal = own.Portal;
        await using var owner = await stage.SignInAsync(portal.Address, "owner@harbour.test");
        var counter = await (await CountersPage.OpenAsync(owner)).AddAsync("Night shift");
        var password = await portal.AddCashierAsync("night@harbour.test", "Night shift");
        await using var cashier = await (await stage.StrangerAsync(portal.Address)).SignInAsync("night@harbour.test", password);
        var page = await CounterPage.OpenAsync(cashier, counter);
        await page.OpenSheetAsync("Sticker problem");
        await page.PressAsync();
        await Expect(page.Sheet).ToContainTextAsync("The owner or a manager makes the new code.");
        await Expect(page.Page.Locator("#make-new-code")).ToHaveCountAsync(0);
        await page.Sheet.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        await page.ShowsStatusAsync("Stopped");
        foreach (var hidden in new[] { "Restart code", "Retire code", "Change" })
        {
            await Expect(page.Page.GetByRole(AriaRole.Button, new() { Name = hidden, Exact = true })).ToHaveCountAsync(0);
        }
    }

    [Fact]
    public async Task The_owner_tests_the_keys_and_is_told_in_words_what_Alipay_answered()
    {
        await using var portal = await PortalHost.StartAsync();
        await using var owner = await stage.SignInAsync(portal.Address, "owner@harbour.test");
        var page = await owner.OpenAsync("/settings");
        var test = page.GetByRole(AriaRole.Button, new() { Name = "Test keys" });
        await test.ClickAsync();
        await Expect(page.Locator("[data-verdict='Proven']")).ToContainTextAsync("The keys are right.");
        await portal.Simulator.ArmAsync(SimulatorApi.Query, "close-after");
        await test.ClickAsync();
        await Expect(page.Locator("[data-verdict='NoAnswer']")).ToContainTextAsync("says nothing of the keys");
        await portal.Simulator.ForgetKeyAsync("2088000000000101");
        await test.ClickAsync();
        await Expect(page.Locator("[data-verdict='Refused']")).ToContainTextAsync("Alipay refused the test");
        Assert.Empty(owner.Complaints);
    }
}
