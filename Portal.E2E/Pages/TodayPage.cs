using Microsoft.Playwright;
using Portal.E2E.Stage;

namespace Portal.E2E.Pages;

/// <summary><c>/</c>: the shop day's totals and latest payments.</summary>
internal sealed class TodayPage(IPage page)
{
    public IPage Page => page;

    /// <summary>What the day has taken, with its currency.</summary>
    public ILocator Taken => page.Locator("[data-total='taken']");

    public static async Task<TodayPage> OpenAsync(Person person) => new(await person.OpenAsync("/"));
}
