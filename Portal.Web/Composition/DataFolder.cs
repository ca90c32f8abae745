namespace Portal.Web.Composition;

/// <summary>The data folder, mode 700, with what else than databases is kept there.</summary>
public sealed class DataFolder
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private DataFolder(string path) => Location = path;

    public string Location { get; }

    public string Keys => Path.Combine(Location, "keys");

    /// <summary>Makes the folder where it is missing and writes a probe.</summary>
    /// <exception cref="IOException">The folder cannot be made or written; the message is fit to be shown.</exception>
    public static DataFolder Open(string path)
    {
        try
        {
            if (!Directory.Exists(path))
            {
                Directory.CreateDirectory(path);
                Restrict(path, OwnerOnly | UnixFileMode.UserExecute);
            }
            var probe = Path.Combine(path, $".probe-{Environment.ProcessId}");
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
            Directory.CreateDirectory(Path.Combine(path, "keys"));
            return new DataFolder(path);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"the data folder {path} cannot be written: {refused.Message}", refused);
        }
    }

    /// <summary>The text of a small file, or null.</summary>
    public string? Read(string name)
    {
        var path = Path.Combine(Location, name);
        return File.Exists(path) ? File.ReadAllText(path).Trim() : null;
    }

    /// <summary>Writes a small file for its owner alone, whole or not at all.</summary>
    public void Write(string name, string text)
    {
        var path = Path.Combine(Location, name);
        var draft = $"{path}.{Guid.NewGuid():N}";
        File.WriteAllText(draft, text + "\n");
        Restrict(draft, OwnerOnly);
        File.Move(draft, path, overwrite: true);
    }

    private static void Restrict(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, mode);
        }
    }
}
