using System.Reflection;
using Portal.Tests.TestKit;

namespace Portal.Tests.Wholesome;

/// <summary>Each row that an issue promised to prove has a test that carries its name. One file of rows an issue, in <c>Rows/</c>.</summary>
public sealed class RowTests
{
    private const string RowTrait = "Row";
    private const string Folder = "Portal.Tests/Wholesome/Rows/";

    [Fact]
    public void Every_promised_row_has_a_test()
    {
        var promised = SourceTree.Files(Folder, ".txt").SelectMany(RowsOf).ToList();
        Assert.NotEmpty(promised);
        Assert.Empty(Unproven(promised));
    }

    [Fact]
    public void Every_promised_row_has_a_test_control() => Assert.Equal(["N-00"], Unproven(["N-00", "N-01"]));

    [Fact]
    public void No_row_is_promised_twice()
    {
        var promised = SourceTree.Files(Folder, ".txt").SelectMany(RowsOf).ToList();
        Assert.Equal(promised.Distinct(), promised);
    }

    private static IEnumerable<string> RowsOf(SourceFile file) =>
        file.Lines.Select(line => line.Trim()).Where(line => line.Length > 0 && !line.StartsWith('#'));

    private static IEnumerable<string> Unproven(IEnumerable<string> promised)
    {
        var proven = typeof(RowTests).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static))
            .Where(method => method.GetCustomAttribute<FactAttribute>() is { Skip: null })
            .SelectMany(method => method.GetCustomAttributes<TraitAttribute>())
            .Where(trait => trait.Name == RowTrait).Select(trait => trait.Value).ToHashSet(StringComparer.Ordinal);
        return promised.Where(row => !proven.Contains(row));
    }
}
