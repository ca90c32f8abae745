using System.Diagnostics;

namespace Portal.E2E.Stage;

/// <summary>Installs what the tests need where that is possible without asking: as root on Debian.</summary>
internal static class DebianPackages
{
    /// <summary>Prints and runs the commands; elsewhere does nothing.</summary>
    public static async Task InstallAsync(params string[] packages)
    {
        if (CanInstall)
        {
            await RunAsync("update", "-q");
            await RunAsync(["install", "-y", "-q", "--no-install-recommends", .. packages]);
        }
    }

    public static bool CanInstall => Environment.UserName == "root" && File.Exists("/etc/debian_version");

    private static async Task RunAsync(params string[] arguments)
    {
        await Console.Out.WriteLineAsync($"apt-get {string.Join(' ', arguments)}");
        var start = new ProcessStartInfo("apt-get", arguments);
        start.Environment["DEBIAN_FRONTEND"] = "noninteractive";
        using var apt = Process.Start(start)!;
        await apt.WaitForExitAsync();
    }
}
