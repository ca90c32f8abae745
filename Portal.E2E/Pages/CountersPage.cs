using Microsoft.Playwright;
using Portal.E2E.Stage;

namespace Portal.E2E.Pages;

/// <summary>A counter as its card shows it.</summary>
/// <param name="Id">As in addresses.</param>
/// <param name="CodeText">What the printed code says.</param>
internal sealed record CounterOnPage(string Id, string CodeText);

/// <summary><c>/counters</c> and the sheet that adds one.</summary>
internal sealed class CountersPage(IPage page)
{
    public IPage Page => page;

    public ILocator Cards => page.Locator("li[data-counter]");

    public ILocator NameField => page.GetByLabel("Counter name");

    /// <summary>What stands beside the field when the name was not taken.</summary>
    public ILocator Problem => page.Locator("dialog[open]").GetByRole(AriaRole.Alert);

    public ILocator CreateButton => page.Locator("dialog[open] footer button");

    public static async Task<CountersPage> OpenAsync(Person person) => new(await person.OpenAsync("/counters"));

    public async Task OpenSheetAsync()
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Add counter" }).First.ClickAsync();
        await NameField.WaitForAsync();
    }

    public Task CloseSheetAsync() => page.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();

    public async Task SendAsync(string name)
    {
        await NameField.FillAsync(name);
        await page.GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();
    }

    /// <summary>Adds a counter and waits for its code.</summary>
    public async Task<CounterOnPage> AddAsync(string name)
    {
        await OpenSheetAsync();
        await SendAsync(name);
        return await LiveAsync(name);
    }

    /// <summary>The counter of that name, once it is live.</summary>
    public async Task<CounterOnPage> LiveAsync(string name)
    {
        var card = page.Locator("li[data-counter][data-status='Live']", new() { Has = page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true }) });
        await card.WaitForAsync().OrTellAsync(page);
        return new CounterOnPage((await card.GetAttributeAsync("data-counter"))!, (await card.GetAttributeAsync("data-qrcode"))!);
    }
}
