using Microsoft.Playwright;
using Portal.E2E.Stage;

namespace Portal.E2E;

/// <summary>Finds a Chromium, and fetches one where there is none.</summary>
/// <remarks>Source: CONTRACT "Two commands".</remarks>
internal static class Browsers
{
    private const string PathVariable = "PORTAL_CHROMIUM";
    private static readonly string[] s_packages = ["chromium", "fontconfig", "fonts-noto-cjk", "fonts-noto-core", "zbar-tools"];

    private static readonly string[] s_usual =
    [
        "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome-stable", "/usr/bin/google-chrome", "/snap/bin/chromium",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "/Applications/Chromium.app/Contents/MacOS/Chromium",
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles), "Google", "Chrome", "Application", "chrome.exe"),
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFilesX86), "Microsoft", "Edge", "Application", "msedge.exe"),
    ];

    /// <summary>For containers, where Chromium has neither a sandbox nor a graphics card nor a large /dev/shm; and for quiet.</summary>
    private static readonly string[] s_flags =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
        "--disable-dev-shm-usage",
    ];

    /// <exception cref="InvalidOperationException">There is none and none can be fetched; the message says how to get one.</exception>
    public static async Task<IBrowser> LaunchAsync(IPlaywright playwright)
    {
        var path = Find(playwright) ?? await FetchAsync(playwright);
        return await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = path, Args = s_flags });
    }

    private static string? Find(IPlaywright playwright)
    {
        if (Environment.GetEnvironmentVariable(PathVariable) is { Length: > 0 } named)
        {
            return File.Exists(named) ? named : throw new InvalidOperationException($"{PathVariable} names {named}, and there is no such file.");
        }
        return s_usual.Append(playwright.Chromium.ExecutablePath).FirstOrDefault(File.Exists);
    }

    private static async Task<string> FetchAsync(IPlaywright playwright)
    {
        if (DebianPackages.CanInstall)
        {
            await DebianPackages.InstallAsync(s_packages);
        }
        else
        {
            Microsoft.Playwright.Program.Main(["install", "chromium"]);
        }
        return Find(playwright) ?? throw new InvalidOperationException(
            $"No Chromium was found for the browser tests: install one (apt-get install {string.Join(' ', s_packages)}), or set {PathVariable} to its path, or leave these tests out with --filter Category!=Browser.");
    }
}
