using System.Diagnostics;

namespace Portal.E2E.Stage;

/// <summary>Reads codes out of pictures as a phone would, by the program <c>zbarimg</c>.</summary>
internal static class QrReader
{
    private const string Program = "zbarimg";

    /// <returns>The text of the one code in the picture.</returns>
    public static async Task<string> ReadAsync(string picture)
    {
        if (!IsThere())
        {
            await DebianPackages.InstallAsync("zbar-tools");
        }
        Assert.True(IsThere(), $"The tests read codes by {Program}: install it (apt-get install zbar-tools), or leave them out with --filter Category!=Browser.");
        using var zbar = Process.Start(new ProcessStartInfo(Program, ["--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", picture]) { RedirectStandardOutput = true })!;
        var text = await zbar.StandardOutput.ReadToEndAsync();
        await zbar.WaitForExitAsync();
        return text.TrimEnd('\n');
    }

    public static async Task<string> ReadAsync(byte[] picture, TemporaryFolder folder)
    {
        var file = folder.File($"{Guid.NewGuid():N}.png");
        await File.WriteAllBytesAsync(file, picture);
        return await ReadAsync(file);
    }

    private static bool IsThere() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, Program)) || File.Exists(Path.Combine(folder, $"{Program}.exe")));
}
