using System.Text.Json;
using Microsoft.Playwright;
using Portal.Bench.Circuits;
using Portal.Bench.Report;

namespace Portal.Bench.Sections;

/// <summary>A till loaded by a real Chromium, cold and warm, as its own network log counts it: headers and compressed bodies.</summary>
internal static class BrowserLoad
{
    private const string PathVariable = "PORTAL_CHROMIUM";
    private static readonly string[] s_usual = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome-stable", "/usr/bin/google-chrome"];
    private static readonly string[] s_flags = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"];

    public static async Task MeasureAsync(Visitor visitor, string path, FigureTable table)
    {
        using var playwright = await Playwright.CreateAsync();
        var program = Environment.GetEnvironmentVariable(PathVariable) ?? s_usual.Append(playwright.Chromium.ExecutablePath).FirstOrDefault(File.Exists);
        if (program is null)
        {
            table.Against("loading a till in a browser", $"not measured: no Chromium; {PathVariable} names one", "≤ 120 kB cold, ≤ 10 kB warm", false);
            return;
        }
        await using var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = program, Args = s_flags });
        await using var context = await browser.NewContextAsync();
        await context.AddCookiesAsync(visitor.AllCookies.Select(cookie => new Cookie { Name = cookie.Name, Value = cookie.Value, Url = visitor.Server.ToString() }));
        var cold = await LoadAsync(context, new Uri(visitor.Server, path));
        var warm = await LoadAsync(context, new Uri(visitor.Server, path));
        Report(table, "cold", cold, 120);
        Report(table, "warm", warm, 10);
        string[] foreign = [.. cold.Addresses.Concat(warm.Addresses).Where(address => address.IsAbsoluteUri && address.Scheme.StartsWith("http", StringComparison.Ordinal) && address.Authority != visitor.Server.Authority).Select(address => address.Authority)];
        table.Against("requests to another host", $"{foreign.Length}", "0", foreign.Length == 0);
    }

    private static void Report(FigureTable table, string name, Loaded loaded, int most)
    {
        foreach (var (address, bytes) in loaded.Sizes)
        {
            Progress.Say($"{name}: {bytes,8:0} {address}");
        }
        var sum = loaded.Sizes.Sum(size => size.Bytes);
        table.Against($"till page, {name} load over the wire, kB in {loaded.Sizes.Count} answers", FigureTable.Text(sum / 1000, "0.0"), $"≤ {most}", sum <= most * 1000);
    }

    private static async Task<Loaded> LoadAsync(IBrowserContext context, Uri address)
    {
        var loaded = new Loaded([], []);
        var page = await context.NewPageAsync();
        var log = await context.NewCDPSessionAsync(page);
        var asked = new Dictionary<string, Uri>();
        log.Event("Network.requestWillBeSent").OnEvent += (_, said) =>
        {
            var url = new Uri(said!.Value.GetProperty("request").GetProperty("url").GetString()!);
            asked[said.Value.GetProperty("requestId").GetString()!] = url;
            loaded.Addresses.Add(url);
        };
        log.Event("Network.loadingFinished").OnEvent += (_, said) =>
        {
            if (asked.TryGetValue(said!.Value.GetProperty("requestId").GetString()!, out var url) && url.Scheme != "data" && said.Value.GetProperty("encodedDataLength").GetDouble() is > 0 and var bytes)
            {
                loaded.Sizes.Add((url.AbsolutePath, bytes));
            }
        };
        await log.SendAsync("Network.enable", new Dictionary<string, object>());
        await page.GotoAsync(address.ToString());
        await page.WaitForSelectorAsync("[data-live]", new PageWaitForSelectorOptions { State = WaitForSelectorState.Attached });
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await page.CloseAsync();
        return loaded;
    }

    private sealed record Loaded(List<(string Address, double Bytes)> Sizes, List<Uri> Addresses);
}
