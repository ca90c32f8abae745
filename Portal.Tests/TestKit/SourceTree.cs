using System.Text.RegularExpressions;

namespace Portal.Tests.TestKit;

/// <summary>A file of the repository: its path from the root, with forward slashes, and its text.</summary>
internal sealed record SourceFile(string Path, string Text)
{
    public string[] Lines => Text.Split('\n');

    /// <summary>The text without what stands behind <c>//</c> and <c>///</c>.</summary>
    public string Code => Regex.Replace(Text, @"(?<![:""])//.*", "", RegexOptions.None, TimeSpan.FromSeconds(5));
}

/// <summary>The repository that these tests were built from.</summary>
internal static class SourceTree
{
    private static readonly string[] s_made = ["/bin/", "/obj/", "/_framework/", "/Migrations/"];
    private static readonly Lazy<SourceFile[]> s_all = new(Read);

    public static string Root { get; } = Find(AppContext.BaseDirectory);

    /// <summary>Files below a folder whose names end in one of these; what is generated is left out.</summary>
    public static IEnumerable<SourceFile> Files(string below, params string[] endings) =>
        s_all.Value.Where(file => file.Path.StartsWith(below, StringComparison.Ordinal) && endings.Any(ending => file.Path.EndsWith(ending, StringComparison.Ordinal)));

    private static SourceFile[] Read() => [.. new[] { "Portal.Domain", "Portal.Infrastructure", "Portal.Web", "Portal.Tests", "Portal.E2E", "bench", "docs" }
        .Select(folder => System.IO.Path.Combine(Root, folder)).Where(Directory.Exists)
        .SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        .Concat(Directory.EnumerateFiles(Root))
        .Select(path => System.IO.Path.GetRelativePath(Root, path).Replace('\\', '/'))
        .Where(path => IsText(path) && !s_made.Any(made => ("/" + path).Contains(made, StringComparison.Ordinal)))
        .Select(path => new SourceFile(path, File.ReadAllText(System.IO.Path.Combine(Root, path))))];

    private static bool IsText(string path) =>
        System.IO.Path.GetExtension(path) is ".cs" or ".razor" or ".css" or ".js" or ".html" or ".resx" or ".md" or ".csproj" or ".props" or ".targets" or ".txt" or ".editorconfig" or ".sh";

    private static string Find(string from) =>
        File.Exists(System.IO.Path.Combine(from, "Portal.sln")) ? from : Find(System.IO.Path.GetDirectoryName(from) ?? throw new InvalidOperationException("The tests do not stand in the repository."));
}
