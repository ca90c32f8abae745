using Microsoft.Playwright;

namespace Portal.E2E.Pages;

/// <summary>Payments and seams, as they stand below each other on any page.</summary>
internal static class PaymentLines
{
    /// <summary>From the top: a payment's trade number; <c>back</c> and <c>lost</c> for the seams of a gap.</summary>
    public static async Task<IReadOnlyList<string>> LinesAsync(this IPage page) =>
        await page.Locator("[data-trade-no], [data-seam]").EvaluateAllAsync<string[]>("found => found.map(one => one.dataset.seam ?? one.dataset.tradeNo)");
}
