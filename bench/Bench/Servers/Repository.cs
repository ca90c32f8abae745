namespace Portal.Bench.Servers;

/// <summary>The repository that this program was built in, and the programs built beside it.</summary>
internal static class Repository
{
    public static string Root { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    public static string Portal { get; } = Built("Portal.Web", "Portal.Web.dll");

    public static string Floor { get; } = Built(Path.Combine("bench", "Floor"), "Portal.Floor.dll");

    public static string PerformancePage { get; } = Path.Combine(Root, "docs", "performance.md");

    private static string Built(string project, string program) => Path.Combine(Root, project, "bin", "Release", "net10.0", program);

    private static string Find(DirectoryInfo folder) =>
        File.Exists(Path.Combine(folder.FullName, "Portal.sln")) ? folder.FullName : Find(folder.Parent ?? throw new InvalidOperationException("The bench does not stand in the repository."));
}
