namespace Portal.Infrastructure.Backups;

/// <summary>What of a data folder is kept: names relative to it, with forward slashes.</summary>
internal static class BackupFiles
{
    public const string Database = "portal.db";
    public const string Simulator = "simulator.db";
    /// <summary>Where a backup keeps its copies of the databases while it runs.</summary>
    public const string Copies = ".backup";

    public const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly string[] s_files = ["demo-password", "environment"];
    private static readonly string[] s_folders = ["keys", "statements"];

    /// <summary>Everything but the databases, which are copied by their engine.</summary>
    public static IEnumerable<string> In(string folder) =>
        s_files.Where(name => File.Exists(Path.Combine(folder, name)))
            .Concat(s_folders.Where(name => Directory.Exists(Path.Combine(folder, name)))
                .SelectMany(name => Directory.EnumerateFiles(Path.Combine(folder, name), "*", SearchOption.AllDirectories))
                .Select(path => Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/')));

    public static bool IsKnown(string name) =>
        name is Database or Simulator || s_files.Contains(name) || (s_folders.Any(folder => name.StartsWith($"{folder}/", StringComparison.Ordinal)) && !name.Split('/').Contains(".."));

    /// <summary>The first thing in the folder that a restore would cover; null where there is none.</summary>
    public static string? FirstOf(string folder) =>
        !Directory.Exists(folder) ? null
        : new[] { Database, Simulator }.FirstOrDefault(name => File.Exists(Path.Combine(folder, name))) ?? In(folder).FirstOrDefault();
}
