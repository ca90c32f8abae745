using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Portal.E2E.Pages;

/// <summary>What every page says about its own line to the portal.</summary>
internal static class LinkBanner
{
    public static async Task SaysNotLiveAsync(this IPage page, TimeSpan within)
    {
        await Expect(page.Locator("#link-state")).ToBeVisibleAsync(new() { Timeout = (float)within.TotalMilliseconds });
        await Expect(page.Locator("#link-state")).ToContainTextAsync("Not live since");
    }

    public static Task IsLiveAgainAsync(this IPage page, TimeSpan within) =>
        Expect(page.Locator("#link-state")).ToBeHiddenAsync(new() { Timeout = (float)within.TotalMilliseconds });
}
