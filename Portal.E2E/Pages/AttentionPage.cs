using Microsoft.Playwright;
using Portal.E2E.Stage;
using static Microsoft.Playwright.Assertions;

namespace Portal.E2E.Pages;

/// <summary>The queue, as people work on it.</summary>
internal sealed class AttentionPage(IPage page)
{
    public IPage Page => page;

    public ILocator Rows => page.Locator("[data-case]");

    public ILocator Opened => page.Locator("[data-open]");

    public static async Task<AttentionPage> OpenAsync(Person person) => new(await person.OpenAsync("/attention"));

    public async Task PressAsync(string name) => await Opened.GetByRole(AriaRole.Button, new() { Name = name, Exact = true }).ClickAsync();

    /// <summary>Writes on the sheet that is open and sends it.</summary>
    public async Task WriteAsync(string text)
    {
        var sheet = page.Locator("#write-sheet");
        await sheet.GetByRole(AriaRole.Textbox).FillAsync(text);
        await page.Locator("#write-send").ClickAsync();
        await Expect(sheet).ToBeHiddenAsync();
    }

    public async Task DecideAsync(string what, string reason)
    {
        await PressAsync("Decide by hand");
        var sheet = page.Locator("#decide-sheet");
        await sheet.GetByLabel(what).CheckAsync();
        await sheet.GetByLabel("Reason").FillAsync(reason);
        await page.Locator("#decide-send").ClickAsync();
    }
}
