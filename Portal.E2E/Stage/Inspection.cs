using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Portal.E2E.Stage;

/// <summary>Looks at a page at every width and in both themes, and notes what is wrong.</summary>
internal sealed class Inspection
{
    private const int Height = 900;
    private static readonly int[] s_widths = [360, 768, 1440];
    private static readonly ColorScheme[] s_themes = [ColorScheme.Light, ColorScheme.Dark];
    private static readonly string? s_shots = Environment.GetEnvironmentVariable("PORTAL_SHOTS");

    /// <summary>Elements that reach past the right edge; what scrolls by itself or is for ears only may.</summary>
    private const string PastTheEdge =
        """
        () => {
            const width = document.documentElement.clientWidth, name = e => e.tagName.toLowerCase() + (e.className?.baseVal ?? e.className ?? '').replace(/^|\s+/g, '.');
            const clips = e => { for (let p = e.parentElement; p; p = p.parentElement) if (getComputedStyle(p).overflowX !== 'visible') return true; return false; };
            const past = [...document.querySelectorAll('body *')].filter(e => e.checkVisibility() && e.getBoundingClientRect().right > width + 1 && !clips(e)).map(name);
            if (document.documentElement.scrollWidth > width) past.push(`the page itself: ${document.documentElement.scrollWidth} of ${width}`);
            return past;
        }
        """;

    private readonly List<string> _findings = [];

    public IReadOnlyList<string> Findings => _findings;

    /// <param name="name">How findings and pictures call the page.</param>
    public async Task LookAtAsync(string name, IPage page)
    {
        foreach (var theme in s_themes)
        {
            await page.EmulateMediaAsync(new() { ColorScheme = theme });
            foreach (var width in s_widths)
            {
                await page.SetViewportSizeAsync(width, Height);
                var view = $"{name}-{width}-{theme.ToString().ToLowerInvariant()}";
                _findings.AddRange((await page.EvaluateAsync<string[]>(PastTheEdge)).Select(past => $"{view}: past the edge: {past}"));
                if (HasAxe(width, theme))
                {
                    await Expect(page).Not.ToHaveTitleAsync("");          // a page that comes to life sets it anew
                    _findings.AddRange((await ViolationsAsync(page)).Where(found => found.Impact is "serious" or "critical").Select(found => $"{view}: {Words(found)}"));
                }
                if (s_shots is { Length: > 0 } folder)
                {
                    await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{view}.png"), FullPage = true });
                }
            }
        }
    }

    public void Note(string name, IEnumerable<string> complaints) => _findings.AddRange(complaints.Select(complaint => $"{name}: {complaint}"));

    /// <summary>No page of ours has a frame; only for frames of other hosts does axe need a second page to judge in.</summary>
    private static async Task<IEnumerable<AxeResultItem>> ViolationsAsync(IPage page)
    {
#pragma warning disable CS0618        // it goes when the library lets it go; the other way opens a page for every look
        return (await page.RunAxeLegacy()).Violations;
#pragma warning restore CS0618
    }

    /// <summary>The narrowest light and the widest dark view differ in everything that axe judges.</summary>
    private static bool HasAxe(int width, ColorScheme theme) => (width, theme) is (360, ColorScheme.Light) or (1440, ColorScheme.Dark);

    private static string Words(AxeResultItem found) => $"{found.Id}: {found.Help} ({string.Join(", ", found.Nodes.Select(node => node.Target))})";
}
