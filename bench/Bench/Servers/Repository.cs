namespace Portal.Bench.Servers;

/// <summary>The repository that this program was built in, and the programs that run.sh published.</summary>
internal static class Repository
{
    public static string Root { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    public static string Portal { get; } = Published("portal", "Portal.Web.dll");

    public static string Floor { get; } = Published("floor", "Portal.Floor.dll");

    public static string PerformancePage { get; } = Path.Combine(Root, "docs", "performance.md");

    private static string Published(string folder, string program) => Path.Combine(Root, "artifacts", "bench", folder, program);

    private static string Find(DirectoryInfo folder) =>
        File.Exists(Path.Combine(folder.FullName, "Portal.sln")) ? folder.FullName : Find(folder.Parent ?? throw new InvalidOperationException("The bench does not stand in the repository."));
}
