using Microsoft.Playwright;

namespace Portal.E2E.Stage;

/// <summary>One browser for all tests and one portal for those that kill nothing. Each is started when it is first asked for.</summary>
public sealed class SharedStage : IAsyncLifetime
{
    /// <summary>The collection of all tests that use the one portal.</summary>
    public const string OnePortal = "one portal";

    private readonly Lazy<Task<PortalHost>> _portal = new(() => PortalHost.StartFromNothingAsync());
    private readonly Lazy<Task<IBrowser>> _browser;
    private IPlaywright? _playwright;

    public SharedStage() => _browser = new Lazy<Task<IBrowser>>(LaunchAsync);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_browser.IsValueCreated)
        {
            await (await _browser.Value).DisposeAsync();
        }
        _playwright?.Dispose();
        if (_portal.IsValueCreated)
        {
            await (await _portal.Value).DisposeAsync();
        }
    }

    internal Task<PortalHost> PortalAsync() => _portal.Value;

    /// <summary>Somebody signed in with a browser of their own.</summary>
    /// <param name="at">Where that browser finds the portal.</param>
    /// <param name="pixelsPerDot">How sharp its screen is: a code of 5 cm on a coarse one has fewer than four pixels a module.</param>
    internal async Task<Person> SignInAsync(Uri at, string email, int pixelsPerDot = 1) => await (await StrangerAsync(at, pixelsPerDot)).SignInAsync(email);

    /// <summary>Somebody who has not signed in.</summary>
    internal async Task<Person> StrangerAsync(Uri at, int pixelsPerDot = 1) => await Person.ComeAsync(await _browser.Value, at, pixelsPerDot);

    private async Task<IBrowser> LaunchAsync()
    {
        _playwright = await Playwright.CreateAsync();
        return await Browsers.LaunchAsync(_playwright);
    }
}
