using Microsoft.Playwright;

namespace Portal.E2E.Pages;

/// <summary>The customer's phone.</summary>
internal sealed class WalletPage(IPage page)
{
    public IPage Page => page;

    public async Task TypeAmountAsync(string amount)
    {
        await page.GetByLabel("Amount", new() { Exact = true }).FillAsync(amount);
        await page.GetByRole(AriaRole.Button, new() { Name = "Next" }).ClickAsync();
    }

    public async Task TypePasswordAsync(string password)
    {
        await page.GetByLabel("Payment password").FillAsync(password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Pay", Exact = true }).ClickAsync();
    }

    public Task LeaveAsync() => page.GetByRole(AriaRole.Button, new() { Name = "Leave" }).ClickAsync();

    /// <summary>A scan says that the code is invalid.</summary>
    public Task IsInvalidAsync() => page.Locator("[data-wallet-result='invalid']").WaitForAsync();

    /// <returns>Alipay's number of the paid trade.</returns>
    public async Task<string> PaidAsync()
    {
        await page.Locator("[data-wallet-result='paid']").WaitForAsync();
        return await page.Locator("[data-wallet-trade]").InnerTextAsync();
    }
}
