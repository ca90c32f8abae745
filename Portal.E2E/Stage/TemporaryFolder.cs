namespace Portal.E2E.Stage;

/// <summary>A data folder, deleted with all that is in it. Several programs may share one.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Location { get; } = Path.Combine(Path.GetTempPath(), $"portal-e2e-{Guid.NewGuid():N}");

    public string File(string name)
    {
        Directory.CreateDirectory(Location);
        return Path.Combine(Location, name);
    }

    public void Dispose()
    {
        if (Directory.Exists(Location))
        {
            Directory.Delete(Location, recursive: true);
        }
    }
}
