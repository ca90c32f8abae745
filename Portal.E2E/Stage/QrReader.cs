using System.Diagnostics;

namespace Portal.E2E.Stage;

/// <summary>Reads codes out of pictures as a phone would, by the program <c>zbarimg</c>.</summary>
internal static class QrReader
{
    /// <returns>The text of the one code in the picture.</returns>
    public static async Task<string> ReadAsync(string picture)
    {
        using var zbar = Process.Start(new ProcessStartInfo("zbarimg", ["--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", picture]) { RedirectStandardOutput = true })!;
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
}
