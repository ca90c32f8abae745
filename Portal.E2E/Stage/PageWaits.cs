using Microsoft.Playwright;

namespace Portal.E2E.Stage;

/// <summary>What a test waits for on any page of the portal.</summary>
internal static class PageWaits
{
    private const string Mark = "markedByTest";

    /// <summary>The circuit stands: from here on a press is heard and arrivals are shown.</summary>
    public static Task BecomesLiveAsync(this IPage page) => page.Locator("[data-live]").WaitForAsync(new() { State = WaitForSelectorState.Attached });

    /// <summary>Puts a mark on the window, which only a reload takes away.</summary>
    public static Task MarkAsync(this IPage page) => page.EvaluateAsync($"() => {{ window.{Mark} = true; }}");

    public static async Task WasNotReloadedAsync(this IPage page) =>
        Assert.True(await page.EvaluateAsync<bool>($"() => window.{Mark} === true"), $"{page.Url} was loaded again");

    /// <summary>What stands at this payment's row, card or panel becomes so.</summary>
    public static Task ShowsAsync(this IPage page, string tradeNo, string status, int withinSeconds = 10) =>
        page.Locator($"[data-trade-no='{tradeNo}'][data-status='{status}']").First.WaitForAsync(new() { Timeout = withinSeconds * 1000, State = WaitForSelectorState.Attached }).OrTellAsync(page);

    /// <exception cref="TimeoutException">With what the page shows instead.</exception>
    public static async Task OrTellAsync(this Task wait, IPage page)
    {
        try
        {
            await wait;
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"{late.Message}\n{page.Url} shows:\n{await page.Locator("body").InnerTextAsync()}", late);
        }
    }

    /// <summary>Our id of a payment that a list shows, as it stands in addresses.</summary>
    public static async Task<string> PaymentIdAsync(this IPage list, string tradeNo) =>
        await list.Locator($"[data-trade-no='{tradeNo}']").First.GetAttributeAsync("data-payment") ?? throw new InvalidOperationException($"{tradeNo} has no id on {list.Url}");
}
