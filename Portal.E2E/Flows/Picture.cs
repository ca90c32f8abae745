using Portal.E2E.Pages;
using Portal.E2E.Stage;
using static Microsoft.Playwright.Assertions;

namespace Portal.E2E.Flows;

/// <summary>The README's picture, taken where <c>PORTAL_PICTURES</c> is set: a folder, for instance <c>docs/pictures</c>.</summary>
internal static class Picture
{
    private static readonly string? s_folder = Environment.GetEnvironmentVariable("PORTAL_PICTURES");
    private static readonly string[] s_amounts = ["26.00", "142.00", "58.00", "12.50", "88.80", "31.00", "19.90"];

    /// <summary>These and the newcomer's own 38.50.</summary>
    private const string TakenInAll = "HKD416.70";

    public static async Task TakeAsync(Person owner, PortalHost portal, CounterOnPage first)
    {
        if (s_folder is not { Length: > 0 } folder)
        {
            return;
        }
        var counters = await CountersPage.OpenAsync(owner);
        var all = new[] { first, await counters.AddAsync("Counter 1, front"), await counters.AddAsync("Counter 2, back") };
        var today = await TodayPage.OpenAsync(owner);
        for (var i = 0; i < s_amounts.Length; i++)
        {
            await today.Page.ShowsAsync(await portal.Simulator.PayAsync(all[i % all.Length].CodeText, s_amounts[i]), "Paid");
        }
        await Expect(today.Taken).ToHaveTextAsync(TakenInAll);
        await today.Page.EmulateMediaAsync(new() { ColorScheme = Microsoft.Playwright.ColorScheme.Light });
        await today.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, "portal.png") });
    }
}
