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

    /// <summary>The customer's phone, in a new tab.</summary>
    public async Task<WalletPage> PayAsCustomerAsync() =>
        new(await page.Context.RunAndWaitForPageAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Pay as a customer" }).ClickAsync()));
}
