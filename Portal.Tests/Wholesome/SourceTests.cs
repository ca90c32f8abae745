using System.Text.RegularExpressions;
using Portal.Tests.TestKit;

namespace Portal.Tests.Wholesome;

/// <summary>How sources may look. Each rule has a sample that breaks it.</summary>
public sealed partial class SourceTests
{
    private const string ThisFile = "Portal.Tests/Wholesome/SourceTests.cs";
    private const int MaxLines = 400;

    private static IEnumerable<SourceFile> All => SourceTree.Files("", "").Where(file => file.Path != ThisFile);

    private static IEnumerable<SourceFile> Code => All.Where(file => Path.GetExtension(file.Path) is ".cs" or ".razor" or ".js" or ".html");

    [Fact]
    public void Text_from_outside_is_shown_as_text() => Assert.Empty(Code.Where(IsMarkup).Select(file => file.Path));

    [Theory]
    [InlineData("@((MarkupString)name)")]
    [InlineData("builder.AddMarkupContent(0, name);")]
    [InlineData("element.innerHTML = name;")]
    [InlineData("eval(name)")]
    public void Text_from_outside_is_shown_as_text_control(string code) => Assert.True(IsMarkup(new SourceFile("X.cs", code)));

    [Fact]
    public void No_file_is_longer_than_400_lines() => Assert.Empty(Code.Where(IsLong).Select(file => file.Path));

    [Fact]
    public void No_file_is_longer_than_400_lines_control() => Assert.True(IsLong(new SourceFile("X.cs", new string('\n', MaxLines))));

    [Fact]
    public void Nothing_is_left_to_be_done_and_nothing_names_a_machine() => Assert.Empty(All.SelectMany(Leftovers));

    [Theory]
    [InlineData("// TO" + "DO: later")]
    [InlineData("// FIX" + "ME")]
    [InlineData("var path = \"/home/me/portal.db\";")]
    [InlineData("var path = @\"C:\\Users\\me\";")]
    public void Nothing_is_left_to_be_done_and_nothing_names_a_machine_control(string line) => Assert.Single(Leftovers(new SourceFile("X.cs", line)));

    [Fact]
    public void No_test_is_skipped() => Assert.Empty(SourceTree.Files("Portal.", ".cs").Where(file => file.Path != ThisFile && IsSkipped(file)).Select(file => file.Path));

    [Theory]
    [InlineData("[Fact(Sk" + "ip = \"flaky\")]")]
    [InlineData("[Theory(DisplayName = \"x\", Sk" + "ip=\"x\")]")]
    [InlineData("[Fact(SkipWhen = nameof(X))]")]
    public void No_test_is_skipped_control(string line) => Assert.True(IsSkipped(new SourceFile("X.cs", line)));

    [Fact]
    public void A_warning_is_silenced_only_with_its_reason_beside_it() => Assert.Empty(Code.SelectMany(Silenced));

    [Fact]
    public void A_warning_is_silenced_only_with_its_reason_beside_it_control()
    {
        Assert.Single(Silenced(new SourceFile("X.cs", "#pragma warning disable CA1000")));
        Assert.Empty(Silenced(new SourceFile("X.cs", "#pragma warning disable CA1000 // the reason")));
    }

    [Fact]
    public void Public_types_say_what_they_are() =>
        Assert.Empty(SourceTree.Files("Portal.Domain/", ".cs").Concat(SourceTree.Files("Portal.Infrastructure/", ".cs")).SelectMany(Undocumented));

    [Theory]
    [InlineData("namespace X;\n\npublic sealed class Thing\n")]
    [InlineData("namespace X;\n\n/// <param name=\"A\">a</param>\npublic sealed record Thing(int A);\n")]
    [InlineData("namespace X;\n\n[Flags]\npublic enum Thing\n")]
    public void Public_types_say_what_they_are_control(string code) => Assert.Single(Undocumented(new SourceFile("X.cs", code)));

    [Fact]
    public void Ways_round_the_tenant_filter_are_banned()
    {
        var banned = SourceTree.Files("BannedSymbols.txt", "").Single().Text;
        foreach (var name in new[] { "IgnoreQueryFilters`1(System.Linq.IQueryable{``0})", "ExecuteSqlRaw(", "ExecuteSqlRawAsync(", "SqlQueryRaw`1(", "SqlQuery`1(", "DbConnection.CreateCommand", "SqliteConnection.CreateCommand" })
        {
            Assert.Contains(name, banned, StringComparison.Ordinal);
        }
    }

    private static bool IsMarkup(SourceFile file) => Markup().IsMatch(file.Code);

    private static bool IsLong(SourceFile file) => file.Lines.Length > MaxLines;

    private static bool IsSkipped(SourceFile file) => Skip().IsMatch(file.Text);

    private static IEnumerable<string> Leftovers(SourceFile file) => file.Lines.Where(line => Leftover().IsMatch(line)).Select(line => $"{file.Path}: {line.Trim()}");

    private static IEnumerable<string> Silenced(SourceFile file) => file.Lines
        .Where(line => (line.TrimStart().StartsWith("#pragma warning disable", StringComparison.Ordinal) && !line.Contains("//", StringComparison.Ordinal))
            || (line.Contains("SuppressMessage", StringComparison.Ordinal) && !line.Contains("Justification", StringComparison.Ordinal)))
        .Select(line => $"{file.Path}: {line.Trim()}");

    private static IEnumerable<string> Undocumented(SourceFile file)
    {
        var lines = file.Lines;
        for (var i = 0; i < lines.Length; i++)
        {
            if (!PublicType().IsMatch(lines[i]))
            {
                continue;
            }
            var above = lines.Take(i).Reverse().SkipWhile(line => line.StartsWith('[')).TakeWhile(line => line.StartsWith("///", StringComparison.Ordinal));
            if (!above.Any(line => line.Contains("<summary>", StringComparison.Ordinal) || line.Contains("<inheritdoc", StringComparison.Ordinal)))
            {
                yield return $"{file.Path}: {lines[i].Trim()}";
            }
        }
    }

    [GeneratedRegex(@"\(MarkupString\)|new MarkupString|AddMarkupContent|innerHTML|outerHTML|insertAdjacentHTML|\beval\(")]
    private static partial Regex Markup();

    [GeneratedRegex(@"\b(T[O]DO|FIX[M]E|H[A]CK)\b|(?<![\w.])/(home|root|work|Users)/\w|\b[A-Z]:\\[A-Za-z]")]
    private static partial Regex Leftover();

    [GeneratedRegex(@"\[(Fact|Theory|InlineData|MemberData)\([^\]]*\bSkip(When|Unless)?\s*=")]
    private static partial Regex Skip();

    [GeneratedRegex(@"^public (?:(?:sealed|abstract|static|readonly|partial) )*(?:class|record|enum|interface|struct) ")]
    private static partial Regex PublicType();
}
