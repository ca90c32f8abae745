using Microsoft.Data.Sqlite;
using Microsoft.Playwright;
using Portal.E2E.Pages;
using Portal.E2E.Stage;
using static Microsoft.Playwright.Assertions;

namespace Portal.E2E.Flows;

/// <summary>Second factor, passkey and fresh proof, as people meet them in the browser.</summary>
[Trait("Category", "Browser")]
public sealed class SecondFactors(SharedStage stage)
{
    private const string Manager = "manager@harbour.test";

    [Fact]
    [Trait("Capability", "20")]
    public async Task A_dangerous_act_asks_for_a_proof_and_then_goes_on_with_what_was_typed()
    {
        using var folder = new TemporaryFolder();
        await using var portal = await PortalHost.StartAsync(folder);
        await using var owner = await stage.SignInAsync(portal.Address, "owner@harbour.test");
        var counter = await (await CountersPage.OpenAsync(owner)).AddAsync("Proof");
        var page = await CounterPage.OpenAsync(owner, counter);
        EndProofs(folder);
        await page.RetireAsync("proof");
        var sheet = page.Page.Locator("#step-up-sheet");
        await Expect(sheet).ToBeVisibleAsync();
        Assert.Empty(await portal.Simulator.StepsAskedAsync(counter.CodeText));
        await page.Page.Keyboard.PressAsync("Escape");
        await Expect(sheet).ToBeHiddenAsync();
        await Expect(page.Problem).ToContainTextAsync("fresh proof");
        await Expect(page.Sheet.GetByRole(AriaRole.Textbox)).ToHaveValueAsync("proof");

        await page.PressAsync();
        await ProveAsync(sheet, "not the password");
        await Expect(sheet.GetByRole(AriaRole.Alert)).ToContainTextAsync("4 tries left");
        await ProveAsync(sheet, PortalHost.Password);
        await page.ShowsStatusAsync("Deleted");
        await Expect(sheet).ToBeHiddenAsync();
        Assert.Equal(["DELETE"], await portal.Simulator.StepsAskedAsync(counter.CodeText));
        Assert.True(owner.Complaints.Count == 0, string.Join("\n", owner.Complaints));
    }

    [Fact]
    public async Task An_app_is_set_up_asked_for_at_sign_in_and_proves_again()
    {
        using var folder = new TemporaryFolder();
        await using var portal = await PortalHost.StartAsync(folder);
        await using var manager = await stage.SignInAsync(portal.Address, Manager);
        var page = await manager.OpenAsync("/account/second-factor");
        await page.Locator("#set-up-app").ClickAsync();
        var app = new AuthenticatorApp(await page.Locator("#app-key").InnerTextAsync());
        await Expect(page.GetByRole(AriaRole.Img, new() { Name = "QR code" })).ToBeVisibleAsync();
        await LookAsync("second-factor-setup", page);
        await page.Locator("#app-code").FillAsync("000000");
        await page.GetByRole(AriaRole.Button, new() { Name = "Confirm", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("4 tries left");
        await page.Locator("#app-code").FillAsync(app.Code(later: -1));
        await page.GetByRole(AriaRole.Button, new() { Name = "Confirm", Exact = true }).ClickAsync();
        var recovery = page.Locator("ol.recovery li");
        await Expect(recovery).ToHaveCountAsync(10);
        await LookAsync("second-factor-recovery", page);
        var spare = await recovery.First.InnerTextAsync();
        await page.Locator("#recovery-kept").ClickAsync();
        await Expect(page.Locator("#authenticator")).ToContainTextAsync("10 of 10 recovery codes left");

        await using var again = await stage.StrangerAsync(portal.Address);
        var entry = await PasswordAsync(again, Manager, "/counters");
        await LookAsync("code", entry);
        await CodeAsync(entry, "123");
        await Expect(entry.GetByRole(AriaRole.Alert)).ToContainTextAsync("4 tries left");
        await CodeAsync(entry, app.Code());
        await entry.WaitForURLAsync("**/counters");
        var counter = await new CountersPage(entry).AddAsync("By code");
        var till = await CounterPage.OpenAsync(again, counter);
        EndProofs(folder);
        await till.RetireAsync("By code");
        var sheet = till.Page.Locator("#step-up-sheet");
        await LookAsync("step-up", till.Page);
        await ProveAsync(sheet, spare);
        await till.ShowsStatusAsync("Deleted");
        Assert.Empty(again.Complaints.Concat(manager.Complaints));
    }

    [Fact]
    [Trait("Capability", "44")]
    public async Task A_passkey_signs_in_without_a_password_and_proves_again()
    {
        using var folder = new TemporaryFolder();
        await using var portal = await PortalHost.StartAsync(folder);
        var named = new UriBuilder(portal.Address) { Host = "localhost" }.Uri;
        await using var owner = await stage.SignInAsync(named, "owner@london.test");
        var page = await owner.OpenAsync("/account/second-factor");
        var key = await VirtualKey.PlugInAsync(page);
        await page.Locator("#add-passkey").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("1 to 40 characters");
        await page.Locator("#passkey-name").FillAsync("My phone");
        await page.Locator("#add-passkey").ClickAsync();
        await Expect(page.Locator("[data-passkey='My phone']")).ToBeVisibleAsync();
        await LookAsync("second-factor-passkey", page);

        await owner.Context.ClearCookiesAsync();
        await page.GotoAsync("/account/login?returnUrl=%2Fcounters");
        await key.KnowsFingerAsync(isOwner: false);
        await page.GetByRole(AriaRole.Button, new() { Name = "Use a passkey" }).ClickAsync();
        await Expect(page.Locator("[data-passkey-failed]")).ToBeVisibleAsync();
        await key.KnowsFingerAsync(isOwner: true);
        await page.GetByRole(AriaRole.Button, new() { Name = "Use a passkey" }).ClickAsync();
        await page.WaitForURLAsync("**/counters");
        await page.BecomesLiveAsync();
        var counter = await new CountersPage(page).AddAsync("By passkey");
        await page.GotoAsync($"/counters/{counter.Id}");
        await page.BecomesLiveAsync();
        EndProofs(folder);
        var till = new CounterPage(page);
        await till.RetireAsync("By passkey");
        await page.Locator("#step-up-passkey").ClickAsync();
        await till.ShowsStatusAsync("Deleted");

        await page.GotoAsync("/account/second-factor");
        await page.BecomesLiveAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove My phone" }).ClickAsync();
        await Expect(page.Locator("#passkeys")).ToContainTextAsync("None yet");
        Assert.All(owner.Complaints, said => Assert.Contains("/account/passkeys/sign-in", said, StringComparison.Ordinal));        // the finger that was not the owner's
    }

    [Fact]
    public async Task On_a_bare_address_the_page_says_why_there_are_no_passkeys()
    {
        await using var portal = await PortalHost.StartAsync();
        await using var stranger = await stage.StrangerAsync(portal.Address);
        var page = await stranger.OpenPlainAsync("/account/login");
        await Expect(page.Locator("[data-no-passkey]")).ToContainTextAsync("Passkeys work only under a name");
        await Expect(page.Locator("[data-no-passkey] a")).ToHaveAttributeAsync("href", $"http://localhost:{portal.Address.Port}");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Use a passkey" })).ToHaveCountAsync(0);
    }

    /// <summary>As if six minutes had gone by since everybody proved who they are.</summary>
    private static void EndProofs(TemporaryFolder folder)
    {
        using var connection = new SqliteConnection($"Data Source={folder.File("portal.db")};Pooling=False");
        connection.Open();
        using var end = new SqliteCommand("UPDATE Sessions SET ProvenUntil = '2026-01-01 00:00:00'", connection);
        Assert.True(end.ExecuteNonQuery() > 0);
    }

    private static async Task ProveAsync(ILocator sheet, string proof)
    {
        await sheet.Locator("#step-up-proof").FillAsync(proof);
        await sheet.Locator("#step-up-now").ClickAsync();
    }

    private static async Task<IPage> PasswordAsync(Person person, string email, string returnUrl)
    {
        var page = await person.OpenPlainAsync($"/account/login?returnUrl={Uri.EscapeDataString(returnUrl)}");
        await page.GetByLabel("Email").FillAsync(email);
        await page.GetByLabel("Password").FillAsync(PortalHost.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.GetByLabel("Code", new() { Exact = true }).WaitForAsync();
        return page;
    }

    private static async Task CodeAsync(IPage page, string code)
    {
        await page.GetByLabel("Code", new() { Exact = true }).FillAsync(code);
        await page.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();
    }

    private static async Task LookAsync(string name, IPage page)
    {
        var inspection = new Inspection();
        await inspection.LookAtAsync(name, page);
        Assert.Empty(inspection.Findings);
    }
}
