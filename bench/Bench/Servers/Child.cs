using System.Diagnostics;

namespace Portal.Bench.Servers;

/// <summary>Starts built programs free of what this process was told by its own environment, and ends them with it.</summary>
internal static class Child
{
    private static readonly string[] s_notInherited = ["ASPNETCORE_", "Portal__", "DOTNET_ENVIRONMENT", "DOTNET_LAUNCH_PROFILE", "DOTNET_SYSTEM_NET_SOCKETS_"];

    public static Process Start(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetDirectoryName(program),      // its content root, which a host may watch: not where the data lie
        };
        foreach (var name in start.Environment.Keys.Where(key => s_notInherited.Any(prefix => key.StartsWith(prefix, StringComparison.Ordinal))).ToList())
        {
            start.Environment.Remove(name);
        }
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} could not be started.");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Kill(process);
        return process;
    }

    /// <summary>Runs to the end.</summary>
    /// <returns>Its standard output.</returns>
    public static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Start(program, arguments);
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{Path.GetFileName(program)} {string.Join(' ', arguments)}: {await error}");
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill();
        }
        catch (InvalidOperationException)
        {
            // it has ended and was let go
        }
    }
}
