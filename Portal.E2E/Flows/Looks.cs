using Microsoft.Playwright;
using Portal.E2E.Pages;
using Portal.E2E.Stage;
using static Microsoft.Playwright.Assertions;

namespace Portal.E2E.Flows;

/// <summary>
/// Every page at three widths and in both themes: nothing reaches past the edge, axe finds nothing serious, the browser complains of nothing, nothing is asked of
/// another host. Where <c>PORTAL_SHOTS</c> names a folder, each view is saved there.
/// </summary>
[Trait("Category", "Browser")]
public sealed class Looks(SharedStage stage)
{
    private static readonly string[] s_amounts = ["38.50", "142.00", "26.00", "1288.00"];
    private readonly Inspection _inspection = new();

    [Fact]
    public async Task Every_page_holds_at_every_width_in_both_themes()
    {
        await using var portal = await PortalHost.StartAsync();
        await using var stranger = await stage.StrangerAsync(portal.Address);
        await LookAtSignInAsync(stranger);
        await using var newcomer = await stage.SignInAsync(portal.Address, "owner@london.test");
        await LookAtEmptyPagesAsync(newcomer);
        await using var owner = await stage.SignInAsync(portal.Address, "owner@harbour.test");
        var counter = await LookAtCountersAsync(owner);
        await LookAtPaymentsAsync(owner, portal, counter);
        await using var admin = await stage.SignInAsync(portal.Address, "admin@portal.test");       // only now: a proof of five minutes may not be spent on other people's pages
        await LookAtPlatformAsync(admin, stranger);
        await LookAtWalletAsync(owner, portal, counter);

        foreach (var person in new[] { owner, newcomer, admin, stranger })
        {
            _inspection.Note("browser", person.Complaints);
        }
        Assert.Empty(_inspection.Findings);
    }

    private async Task LookAtSignInAsync(Person stranger)
    {
        var page = await stranger.OpenPlainAsync("/account/login");
        await _inspection.LookAtAsync("sign-in", page);
        await page.GetByLabel("Email").FillAsync("nobody@harbour.test");
        await page.GetByLabel("Password").FillAsync("not the password");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "do not match" }).WaitForAsync();
        await LookAndCloseAsync("sign-in-failed", page);
        await LookAndCloseAsync("forgot", await stranger.OpenPlainAsync("/account/forgot"));
    }

    private async Task LookAtEmptyPagesAsync(Person newcomer)
    {
        foreach (var (name, path) in new[] { ("today-empty", "/"), ("counters-empty", "/counters"), ("chooser-empty", "/till"), ("payments-empty", "/payments"), ("attention-empty", "/attention") })
        {
            await LookAsync(name, newcomer, path);
        }
        await LookAndCloseAsync("not-found", await newcomer.OpenPlainAsync("/counters/of-another"));
    }

    private async Task<CounterOnPage> LookAtCountersAsync(Person owner)
    {
        var counters = await CountersPage.OpenAsync(owner);
        var counter = await counters.AddAsync("Counter 1");
        await LookAsync("till-empty", owner, $"/till/{counter.Id}");
        await counters.AddAsync("The second till at the back door");
        await counters.OpenSheetAsync();
        await _inspection.LookAtAsync("add-counter", counters.Page);
        await counters.SendAsync("<b>");
        await counters.Problem.WaitForAsync();
        await LookAndCloseAsync("bad-name", counters.Page);
        foreach (var paper in new[] { "a4", "a5", "a6", "sticker" })
        {
            await LookAndCloseAsync($"poster-{paper}", await owner.OpenPlainAsync($"/counters/{counter.Id}/poster?size={paper}"));
        }
        return counter;
    }

    private async Task LookAtPaymentsAsync(Person owner, PortalHost portal, CounterOnPage counter)
    {
        var payments = await owner.OpenAsync("/payments");
        var trade = "";
        foreach (var amount in s_amounts)
        {
            trade = await portal.Simulator.PayAsync(counter.CodeText, amount);
            await payments.ShowsAsync(trade, "Paid");
        }
        await portal.Simulator.ArmAsync("notification", "wrong-amount");
        var review = await portal.Simulator.PayAsync(counter.CodeText, "64.00");
        await payments.ShowsAsync(review, "Review");
        await portal.Simulator.ArmAsync(SimulatorApi.Query, "unknow", times: 0);
        var unknown = await portal.Simulator.PayAsync(counter.CodeText, "12.00");
        await payments.ShowsAsync(unknown, "Unknown");
        await _inspection.LookAtAsync("payments", payments);
        foreach (var (name, tradeNo) in new[] { ("payment-paid", trade), ("payment-review", review), ("payment-unknown", unknown) })
        {
            var id = await payments.PaymentIdAsync(tradeNo);
            await LookAsync(name, owner, $"/payments/{id}");
        }
        foreach (var (name, path) in new[]
        {
            ("today", "/"), ("counters", "/counters"), ("counter", $"/counters/{counter.Id}"), ("till", $"/till/{counter.Id}"), ("chooser", "/till"),
            ("payments-filtered", "/payments?state=back"), ("attention", "/attention"), ("audit", "/audit"), ("audit-detail", $"/audit?subject={counter.Id}&row=8"),
            ("users", "/users"), ("settings", "/settings"), ("account", "/account"), ("second-factor", "/account/second-factor"),
        })
        {
            await LookAsync(name, owner, path);
        }
    }

    private async Task LookAtPlatformAsync(Person admin, Person stranger)
    {
        var tenants = await admin.OpenAsync("/admin/tenants");
        await _inspection.LookAtAsync("tenants", tenants);
        await tenants.GetByRole(AriaRole.Button, new() { Name = "Add tenant" }).ClickAsync();
        await tenants.GetByLabel("Legal name").FillAsync("Peak Noodles");
        await tenants.GetByLabel("Business address").FillAsync("1 Peak Road");
        await tenants.GetByLabel("Owner’s email").FillAsync("mei@peak.test");
        await _inspection.LookAtAsync("add-tenant", tenants);
        await tenants.GetByRole(AriaRole.Button, new() { Name = "Create tenant" }).ClickAsync();
        var link = await tenants.Locator("[data-link]").InnerTextAsync();
        var detail = await tenants.Locator("[data-made] a").GetAttributeAsync("href");
        await LookAndCloseAsync("tenant-made", tenants);
        await LookAsync("tenant", admin, $"/{detail}");
        await LookAsync("jobs", admin, "/admin/jobs");
        await LookAndCloseAsync("invitation", await stranger.OpenPlainAsync(new Uri(link).PathAndQuery));
        await LookAndCloseAsync("invitation-unknown", await stranger.OpenPlainAsync("/account/invitation?code=guess"));
    }

    private async Task LookAtWalletAsync(Person owner, PortalHost portal, CounterOnPage counter)
    {
        var address = $"/simulator/wallet?code={Uri.EscapeDataString(counter.CodeText)}";
        var page = await owner.OpenPlainAsync(address);
        var wallet = new WalletPage(page);
        await _inspection.LookAtAsync("wallet-amount", page);
        await wallet.TypeAmountAsync("1e3");
        await _inspection.LookAtAsync("wallet-bad-amount", page);
        await wallet.TypeAmountAsync("9.90");
        await _inspection.LookAtAsync("wallet-password", page);
        var waiting = page.Url;
        await wallet.TypePasswordAsync("000000");
        await page.Locator("[data-wallet-result='refused']").WaitForAsync();
        await _inspection.LookAtAsync("wallet-refused", page);
        await wallet.LeaveAsync();
        await _inspection.LookAtAsync("wallet-left", page);
        await page.GotoAsync(address);
        await wallet.TypeAmountAsync("8.80");
        await wallet.TypePasswordAsync("123456");
        await wallet.PaidAsync();
        await _inspection.LookAtAsync("wallet-paid", page);
        await page.GotoAsync($"{address}x");
        await Expect(page.Locator("[data-wallet-result='invalid']")).ToBeVisibleAsync();
        await _inspection.LookAtAsync("wallet-invalid", page);
        await portal.Simulator.MoveClockAsync(TimeSpan.FromMinutes(4));
        await page.GotoAsync(waiting);
        await Expect(page.Locator("[data-wallet-result='closed']")).ToBeVisibleAsync();
        await LookAndCloseAsync("wallet-closed", page);
    }

    private async Task LookAsync(string name, Person person, string path) => await LookAndCloseAsync(name, await person.OpenAsync(path));

    private async Task LookAndCloseAsync(string name, IPage page)
    {
        await _inspection.LookAtAsync(name, page);
        await page.CloseAsync();
    }
}
