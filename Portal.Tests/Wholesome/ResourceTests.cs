using System.Text.RegularExpressions;
using System.Xml.Linq;
using Portal.Domain.Alarms;
using Portal.Domain.Attention;
using Portal.Domain.Counters;
using Portal.Domain.Payments;
using Portal.Tests.TestKit;

namespace Portal.Tests.Wholesome;

/// <summary>Whatever word the code asks for stands in the resources that it asks.</summary>
public sealed partial class ResourceTests
{
    private static readonly Dictionary<string, HashSet<string>> s_keys = SourceTree.Files("Portal.Web/", ".resx")
        .ToDictionary(file => Path.GetFileNameWithoutExtension(file.Path), KeysOf);

    [Fact]
    public void Every_key_of_a_page_has_its_words()
    {
        var pages = SourceTree.Files("Portal.Web/", ".razor", ".cs").ToList();
        Assert.True(pages.Sum(page => Asked(page).Count()) > 100, "the keys of the pages are not found any more");
        Assert.Empty(pages.SelectMany(page => Missing(page, s_keys)));
    }

    [Fact]
    public void Every_key_of_a_page_has_its_words_control()
    {
        var keys = new Dictionary<string, HashSet<string>> { ["TillText"] = ["Title"] };
        Assert.Single(Missing(new SourceFile("X.razor", "@inject IStringLocalizer<TillText> Text\n<h1>@Text[\"Title\"]</h1><p>@Text[\"Gone\"]</p>"), keys));
    }

    [Fact]
    public void Every_resource_has_its_keys_once_and_no_empty_words()
    {
        Assert.NotEmpty(s_keys);
        Assert.Empty(SourceTree.Files("Portal.Web/", ".resx").SelectMany(file => Data(file).Where(data => string.IsNullOrWhiteSpace(data.Element("value")?.Value)).Select(data => $"{file.Path}: {data.Attribute("name")?.Value}")));
        Assert.Empty(SourceTree.Files("Portal.Web/", ".resx").SelectMany(file => Data(file).GroupBy(data => data.Attribute("name")?.Value).Where(same => same.Count() > 1).Select(same => $"{file.Path}: {same.Key}")));
    }

    [Fact]
    public void Every_state_and_every_alarm_has_its_words()
    {
        var words = s_keys.Values.SelectMany(keys => keys).ToHashSet();
        Assert.Empty(Enum.GetNames<PaymentStatus>().Where(name => !words.Any(word => word == name || word.EndsWith("." + name, StringComparison.Ordinal))).Order());
        Assert.Empty(Enum.GetNames<AlarmKind>().Where(name => !words.Any(word => word == name || word.EndsWith("." + name, StringComparison.Ordinal))).Order());
    }

    [Fact]
    public void Every_need_of_the_queue_has_its_words() => Assert.Empty(Enum.GetValues<Need>().Where(need => need != Need.Alarm)
        .SelectMany(need => new[] { $"Need.{need}", $"NeedState.{need}", $"NeedWords.{need}" }).Where(key => !s_keys["AttentionText"].Contains(key)).Order());

    [Fact]
    public void Every_act_on_a_code_has_its_words() => Assert.Empty(WithoutWords(s_keys["CountersText"]));

    [Fact]
    public void Every_act_on_a_code_has_its_words_control() => Assert.Contains("Note.Stop.Done", WithoutWords([.. s_keys["CountersText"].Where(key => key != "Note.Stop.Done")]));

    private static IEnumerable<string> WithoutWords(HashSet<string> keys) => Enum.GetNames<CodeAct>()
        .SelectMany(act => Enum.GetNames<CodeNoteKind>().Where(kind => kind != nameof(CodeNoteKind.Replaced)).Select(kind => $"Note.{act}.{kind}")
            .Concat([$"Open.{act}", $"Open.{act}.title", $"Refused.{act}", $"Refused.{act}.words"]))
        .Concat(Enum.GetNames<StickerProblem>().SelectMany(problem => new[] { $"Problem.{problem}", $"Problem.{problem}.words", $"Note.Replaced.{problem}" }))
        .Concat(new[] { CodeAct.Stop, CodeAct.Restart, CodeAct.Retire }.SelectMany(act => new[] { $"Act.{act}", $"Act.{act}.effect", $"Act.{act}.back", $"Act.{act}.now" }))
        .Where(key => !keys.Contains(key));

    private static IEnumerable<string> Missing(SourceFile page, Dictionary<string, HashSet<string>> keys) =>
        Asked(page).Where(asked => !keys.GetValueOrDefault(asked.Resource, []).Contains(asked.Key)).Select(asked => $"{page.Path}: {asked.Resource}[{asked.Key}]");

    private static IEnumerable<(string Resource, string Key)> Asked(SourceFile page)
    {
        var named = Injected().Matches(page.Text).DistinctBy(match => match.Groups[2].Value).ToDictionary(match => match.Groups[2].Value, match => match.Groups[1].Value);
        return Indexed().Matches(page.Text).Where(match => named.ContainsKey(match.Groups[1].Value)).Select(match => (named[match.Groups[1].Value], match.Groups[2].Value));
    }

    private static HashSet<string> KeysOf(SourceFile file) => [.. Data(file).Select(data => data.Attribute("name")!.Value)];

    private static IEnumerable<XElement> Data(SourceFile file)
    {
        using var reader = System.Xml.XmlReader.Create(new StringReader(file.Text));
        return [.. XDocument.Load(reader).Root!.Elements("data")];
    }

    [GeneratedRegex(@"IStringLocalizer<(\w+)> (\w+)")]
    private static partial Regex Injected();

    /// <summary>Only keys that are written out; those put together at run time have tests of their own.</summary>
    [GeneratedRegex("""(\w+)\["([^"{}]+)"[,\]]""")]
    private static partial Regex Indexed();
}
