namespace Portal.Web.Composition;

/// <summary>Where this program stands: a program under <c>Portal.Web/bin</c> belongs to the source folder, a published one to itself.</summary>
public static class PortalPaths
{
    private const string LaunchedByRun = "DOTNET_LAUNCH_PROFILE";

    /// <summary>Null for a published program.</summary>
    public static string? SourceFolder { get; } = FindSource(AppContext.BaseDirectory);

    public static string ContentRoot { get; } = SourceFolder ?? AppContext.BaseDirectory;

    /// <summary>The folder in which the command was typed: <c>dotnet run</c> changes into the project's first.</summary>
    public static string TypedIn { get; } =
        Environment.GetEnvironmentVariable(LaunchedByRun) is not null && Environment.GetEnvironmentVariable("PWD") is { } shell && Directory.Exists(shell)
            ? shell
            : Environment.CurrentDirectory;

    /// <summary>Absolute; relative paths count from where the command was typed.</summary>
    public static string DataFolder(string? configured) =>
        string.IsNullOrWhiteSpace(configured) ? Path.Combine(ContentRoot, "App_Data") : Path.GetFullPath(configured, TypedIn);

    private static string? FindSource(string baseFolder)
    {
        for (var folder = new DirectoryInfo(baseFolder); folder?.Parent is not null; folder = folder.Parent)
        {
            if (folder.Name == "bin" && folder.Parent.Name == "Portal.Web" && File.Exists(Path.Combine(folder.Parent.FullName, "Portal.Web.csproj")))
            {
                return folder.Parent.FullName;
            }
        }
        return null;
    }
}
