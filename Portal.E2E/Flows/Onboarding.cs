using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Portal.E2E.Pages;
using Portal.E2E.Stage;
using static Microsoft.Playwright.Assertions;

namespace Portal.E2E.Flows;

/// <summary>From nothing to the first payment: the platform makes a tenant, its owner does the rest, with few inputs and clicks.</summary>
[Trait("Category", "Browser")]
public sealed class Onboarding(SharedStage stage)
{
    private const int Most = 60;
    private int _count;

    [Fact]
    public async Task A_new_tenant_comes_from_its_name_to_its_first_payment_within_sixty_inputs_and_clicks()
    {
        await using var portal = await PortalHost.StartAsync();
        await using var admin = await stage.SignInAsync(portal.Address, "admin@portal.test");
        await using var owner = await stage.StrangerAsync(portal.Address);

        var link = await MakeTenantAsync(await admin.OpenAsync("/admin/tenants"));
        await AcceptAsync(await owner.OpenPlainAsync(link));
        await SetSecondFactorAsync(owner);
        await EnterKeysAsync(owner);
        await FirstPaymentAsync(owner);

        var today = await owner.OpenAsync("/");
        await Expect(today.Locator("[data-step='TestPayment']")).ToHaveAttributeAsync("data-step-state", "Done");
        await Expect(today.Locator("[data-step='Staff']")).ToHaveAttributeAsync("data-step-state", "Open");
        TestContext.Current.TestOutputHelper?.WriteLine($"onboarding: {_count} inputs and clicks, at most {Most}");
        Assert.InRange(_count, 1, Most);
        Assert.Empty(admin.Complaints.Concat(owner.Complaints));
    }

    private async Task<string> MakeTenantAsync(IPage page)
    {
        await ClickAsync(page.GetByRole(AriaRole.Button, new() { Name = "Add tenant" }));
        await TypeAsync(page.GetByLabel("Legal name"), "Peak Noodles");
        await TypeAsync(page.GetByLabel("Business address"), "1 Peak Road, Hong Kong");
        await TypeAsync(page.GetByLabel("Owner’s email"), "mei@peak.test");
        await ClickAsync(page.GetByRole(AriaRole.Button, new() { Name = "Create tenant" }));
        var shown = page.Locator("[data-link]");
        await Expect(shown).ToHaveTextAsync(new Regex("/account/invitation\\?code=[0-9a-f]{64}$"));
        return new Uri(await shown.InnerTextAsync()).PathAndQuery;
    }

    private async Task AcceptAsync(IPage page)
    {
        _count++;                                                          // the link itself
        await TypeAsync(page.GetByLabel("Your name"), "Mei Chan");
        await TypeAsync(page.GetByLabel("Password"), PortalHost.Password);
        await ClickAsync(page.GetByRole(AriaRole.Button, new() { Name = "Accept and sign in" }));
        await page.Locator("[data-onboarding]").WaitForAsync();
        await page.CloseAsync();
    }

    private async Task SetSecondFactorAsync(Person owner)
    {
        _count += 3;                                                       // the menu, the account, its second factor
        var page = await owner.OpenAsync("/account/second-factor");
        await ClickAsync(page.Locator("#set-up-app"));
        var app = new AuthenticatorApp(await page.Locator("#app-key").InnerTextAsync());
        await TypeAsync(page.Locator("#app-code"), app.Code());
        await ClickAsync(page.GetByRole(AriaRole.Button, new() { Name = "Confirm", Exact = true }));
        await ClickAsync(page.Locator("#recovery-kept"));
        await Expect(page.Locator("#authenticator")).ToContainTextAsync("10 of 10 recovery codes left");
        await page.CloseAsync();
    }

    private async Task EnterKeysAsync(Person owner)
    {
        var page = await owner.OpenAsync("/");
        await ClickAsync(page.GetByRole(AriaRole.Link, new() { Name = "Alipay account and keys" }));
        await TypeAsync(page.GetByLabel("Partner number"), "2088000000000909");
        await ClickAsync(page.GetByRole(AriaRole.Button, new() { Name = "Save keys" }));
        await ClickAsync(page.GetByRole(AriaRole.Button, new() { Name = "Test keys" })).OrTellAsync(page);
        await page.Locator("[data-verdict='Proven']").WaitForAsync();
        await page.CloseAsync();
    }

    private async Task FirstPaymentAsync(Person owner)
    {
        var counters = await CountersPage.OpenAsync(owner);
        _count += 4;                                                       // to the page, Add counter, the name, Create
        var counter = await counters.AddAsync("Counter 1");
        var page = await CounterPage.OpenAsync(owner, counter);
        _count += 2;                                                       // to the counter, Pay as a customer
        var wallet = await page.PayAsCustomerAsync();
        _count += 4;                                                       // amount, Next, password, Pay
        await wallet.TypeAmountAsync("12.50");
        await wallet.TypePasswordAsync("123456");
        var trade = await wallet.PaidAsync();
        var payments = await owner.OpenAsync("/payments");
        await payments.ShowsAsync(trade, "Paid");
    }

    private async Task ClickAsync(ILocator what)
    {
        _count++;
        await what.ClickAsync();
    }

    private async Task TypeAsync(ILocator field, string text)
    {
        _count++;
        await field.FillAsync(text);
    }
}
