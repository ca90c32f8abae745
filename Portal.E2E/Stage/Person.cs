using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Portal.E2E.Stage;

/// <summary>One person with a browser of their own: cookies, tabs, and whatever the browser complained about.</summary>
internal sealed class Person : IAsyncDisposable
{
    private static readonly ViewportSize s_laptop = new() { Width = 1440, Height = 900 };
    private readonly ConcurrentQueue<string> _complaints = new();
    private readonly IBrowserContext _context;
    private readonly Uri _portal;

    private Person(IBrowserContext context, Uri portal)
    {
        (_context, _portal) = (context, portal);
        context.Console += (_, said) => NoteConsole(said);
        context.WebError += (_, error) => _complaints.Enqueue($"script error: {error.Error}");
        context.Request += (_, request) => NoteRequest(new Uri(request.Url));
    }

    /// <summary>Console errors (a breach of the content policy is one), script errors, requests to other hosts.</summary>
    public IReadOnlyCollection<string> Complaints => _complaints;

    public IBrowserContext Context => _context;

    public static async Task<Person> ComeAsync(IBrowser browser, Uri portal, int pixelsPerDot = 1) =>
        new(await browser.NewContextAsync(new BrowserNewContextOptions { BaseURL = portal.GetLeftPart(UriPartial.Authority), ViewportSize = s_laptop, DeviceScaleFactor = pixelsPerDot, Locale = "en", ReducedMotion = ReducedMotion.Reduce }), portal);

    public async Task<Person> SignInAsync(string email, string password = PortalHost.Password)
    {
        var page = await OpenPlainAsync("/account/login");
        await page.GetByLabel("Email").FillAsync(email);
        await page.GetByLabel("Password").FillAsync(password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await page.CloseAsync();
        return this;
    }

    /// <summary>A tab with a page that has come to life.</summary>
    public async Task<IPage> OpenAsync(string path)
    {
        var page = await OpenPlainAsync(path);
        await page.BecomesLiveAsync();
        return page;
    }

    /// <summary>A tab with a page that never comes to life: sign-in, posters, the wallet, what was not found.</summary>
    public async Task<IPage> OpenPlainAsync(string path)
    {
        var page = await _context.NewPageAsync();
        await page.GotoAsync(path);
        return page;
    }

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();

    /// <summary>That a page's own address answers 404 or 400 stands in the console too; it is no complaint but what was asked for.</summary>
    private void NoteConsole(IConsoleMessage said)
    {
        var isOwnStatus = said.Text.StartsWith("Failed to load resource", StringComparison.Ordinal) && said.Page is { } page && said.Location.StartsWith(page.Url, StringComparison.Ordinal);
        if (said.Type is "error" or "warning" && !isOwnStatus)
        {
            _complaints.Enqueue($"console {said.Type}: {said.Text} at {said.Location}");
        }
    }

    private void NoteRequest(Uri address)
    {
        if (address.Scheme is "http" or "https" or "ws" or "wss" && address.Host != _portal.Host)
        {
            _complaints.Enqueue($"request to another host: {address}");
        }
    }
}
