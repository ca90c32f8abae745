using Microsoft.Playwright;
using Portal.E2E.Stage;

namespace Portal.E2E.Pages;

/// <summary><c>/counters/{id}</c>: the code large, its downloads and prints.</summary>
internal sealed class CounterPage(IPage page)
{
    public IPage Page => page;

    public static async Task<CounterPage> OpenAsync(Person person, CounterOnPage counter) => new(await person.OpenAsync($"/counters/{counter.Id}"));

    /// <param name="kind">PNG, SVG or PDF, as on the button.</param>
    /// <returns>Where the file was saved.</returns>
    public async Task<string> DownloadAsync(string kind, TemporaryFolder folder)
    {
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = kind, Exact = true }).ClickAsync());
        Assert.EndsWith($".{kind}", download.SuggestedFilename, StringComparison.OrdinalIgnoreCase);
        var file = folder.File(download.SuggestedFilename);
        await download.SaveAsAsync(file);
        return file;
    }

    /// <param name="paper">As on the choice: <c>A6 tent</c>.</param>
    /// <returns>The poster in its new tab.</returns>
    public async Task<IPage> PrintAsync(string paper)
    {
        await page.GetByLabel(paper).CheckAsync();
        var poster = await page.RunAndWaitForPopupAsync(() => page.GetByRole(AriaRole.Button, new() { Name = "Print", Exact = true }).ClickAsync());
        await poster.WaitForLoadStateAsync();
        return poster;
    }

    /// <summary>The large code with its state.</summary>
    public ILocator Code => page.Locator(".code-card");

    /// <summary>The sheet that is open.</summary>
    public ILocator Sheet => page.Locator("dialog[open]");

    /// <summary>What the open sheet says against the press.</summary>
    public ILocator Problem => Sheet.GetByRole(AriaRole.Alert);

    /// <summary>What stands beside a state that Alipay has not confirmed.</summary>
    public ILocator Open => page.Locator("[data-open]");

    public Task ShowsStatusAsync(string status, int withinSeconds = 10) =>
        page.Locator($".code-card[data-status='{status}']").WaitForAsync(new() { Timeout = withinSeconds * 1000 });

    /// <param name="button">As on the page: <c>Stop code</c>.</param>
    public async Task OpenSheetAsync(string button)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
        await Sheet.WaitForAsync();
    }

    /// <summary>The one button at the foot of the sheet.</summary>
    public Task PressAsync() => page.Locator("dialog[open] footer .btn.big").ClickAsync();

    public async Task StopAsync()
    {
        await OpenSheetAsync("Stop code");
        await PressAsync();
    }

    public async Task RestartAsync()
    {
        await OpenSheetAsync("Restart code");
        await PressAsync();
    }

    public async Task RetireAsync(string typed)
    {
        if (!await Sheet.IsVisibleAsync())
        {
            await OpenSheetAsync("Retire code");
        }
        await Sheet.GetByRole(AriaRole.Textbox).FillAsync(typed);
        await PressAsync();
    }

    /// <summary>The customer's phone, in a new tab.</summary>
    public async Task<WalletPage> PayAsCustomerAsync() =>
        new(await page.Context.RunAndWaitForPageAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Pay as a customer" }).ClickAsync()));
}
