namespace Portal.Web.Features.Account;

/// <summary>What a browser calls itself, made short. It is a claim of the browser's, fit to be recognised, no proof.</summary>
public static class BrowserName
{
    private const int MaxLength = 40;

    /// <summary>The first that is found counts: most call themselves by the others' names, too.</summary>
    private static readonly (string Mark, string Name)[] s_browsers = [("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("FxiOS", "Firefox"), ("Chrome/", "Chrome"), ("CriOS", "Chrome"), ("Safari/", "Safari")];

    private static readonly (string Mark, string Name)[] s_systems = [("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS", "Mac"), ("Linux", "Linux")];

    /// <returns>For instance <c>Firefox, Windows</c>; null: it says nothing.</returns>
    public static string? Of(string? agent)
    {
        if (string.IsNullOrWhiteSpace(agent))
        {
            return null;
        }
        var (browser, system) = (Find(s_browsers, agent), Find(s_systems, agent));
        return browser is not null && system is not null ? $"{browser}, {system}" : browser ?? (agent.Length > MaxLength ? agent[..MaxLength] : agent);
    }

    private static string? Find((string Mark, string Name)[] among, string agent) => among.FirstOrDefault(entry => agent.Contains(entry.Mark, StringComparison.Ordinal)).Name;
}
