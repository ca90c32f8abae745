namespace Portal.Tests.Chaos;

/// <summary>How large a check of RELIABILITY's figures runs, and where its last line goes.</summary>
/// <remarks>Small in <c>dotnet test</c>; in full where <c>PORTAL_FULL</c> names it (<c>bench/full.sh R1</c>). The line is appended to the file that
/// <c>PORTAL_FIGURES</c> names, and always to the test's own output.</remarks>
internal static class Figures
{
    public static bool IsFull(string figure) => (Environment.GetEnvironmentVariable("PORTAL_FULL") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Contains(figure);

    public static int Size(string figure, int small, int full) => IsFull(figure) ? full : small;

    /// <summary>A seed of this run's own, or the one that <c>PORTAL_SEED</c> asks for.</summary>
    public static int Seed() => int.TryParse(Environment.GetEnvironmentVariable("PORTAL_SEED"), out var asked) ? asked : Random.Shared.Next();

    public static void Print(string line)
    {
        TestContext.Current.TestOutputHelper?.WriteLine(line);
        if (Environment.GetEnvironmentVariable("PORTAL_FIGURES") is { Length: > 0 } file)
        {
            File.AppendAllText(file, line + '\n');
        }
    }
}
