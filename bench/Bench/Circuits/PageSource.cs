using System.Text.RegularExpressions;

namespace Portal.Bench.Circuits;

/// <summary>What a page's text tells the script: the components to bring to life, and the state that goes back to the server.</summary>
internal static partial class PageSource
{
    /// <summary>The script's first message about root components.</summary>
    public static string Operations(string page)
    {
        var operations = Markers().Matches(page).Select((marker, i) => $$"""{"type":"add","ssrComponentId":{{i + 1}},"marker":{{marker.Groups["json"].Value}}}""").ToList();
        return operations.Count > 0
            ? $$"""{"batchId":1,"operations":[{{string.Join(',', operations)}}]}"""
            : throw new InvalidDataException("The page has no live component.");
    }

    public static string State(string page) => StateMark().Match(page).Groups["state"].Value;

    [GeneratedRegex("""<!--Blazor:(?<json>\{"type":"server".*?\})-->""", RegexOptions.ExplicitCapture | RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Markers();

    [GeneratedRegex("<!--Blazor-Server-Component-State:(?<state>[^>]*)-->", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex StateMark();
}
