using Microsoft.Playwright;
using Portal.E2E.Stage;

namespace Portal.E2E.Pages;

/// <summary><c>/till/{counter}</c>: the last payment large, the last ten below.</summary>
internal sealed class TillPage(IPage page)
{
    public IPage Page => page;

    /// <summary>The last payment.</summary>
    public ILocator Hero => page.Locator(".hero");

    public ILocator Sum => page.Locator(".till-sum");

    public static async Task<TillPage> OpenAsync(Person person, CounterOnPage counter) => new(await person.OpenAsync($"/till/{counter.Id}"));
}
