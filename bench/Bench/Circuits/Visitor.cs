using System.Net;
using System.Text.RegularExpressions;

namespace Portal.Bench.Circuits;

/// <summary>A browser's half of a visit: cookies kept, pages read.</summary>
internal sealed partial class Visitor : IDisposable
{
    private readonly CookieContainer _cookies = new();
    private readonly HttpClient _client;

    public Visitor(Uri server)
    {
        Server = server;
        _client = new HttpClient(new SocketsHttpHandler { CookieContainer = _cookies, AllowAutoRedirect = false, UseProxy = false }) { BaseAddress = server };
    }

    public Uri Server { get; }

    public string Cookies => _cookies.GetCookieHeader(Server);

    public IEnumerable<Cookie> AllCookies => _cookies.GetCookies(Server);

    public static async Task<Visitor> SignInAsync(Uri server, string email, string password)
    {
        var visitor = new Visitor(server);
        var fields = HiddenField().Matches(await visitor.PageAsync("/account/login"))
            .ToDictionary(field => field.Groups["name"].Value, field => WebUtility.HtmlDecode(field.Groups["value"].Value));
        (fields["Email"], fields["Password"]) = (email, password);
        using var answer = await visitor._client.PostAsync("/account/login/submit", new FormUrlEncodedContent(fields));
        return answer.StatusCode == HttpStatusCode.Redirect && answer.Headers.Location?.OriginalString.Contains("failed", StringComparison.Ordinal) == false
            ? visitor
            : throw new InvalidOperationException($"{email} could not sign in: {answer.StatusCode}");
    }

    public async Task<string> PageAsync(string path)
    {
        using var answer = await _client.GetAsync(path);
        return answer.StatusCode == HttpStatusCode.OK ? await answer.Content.ReadAsStringAsync() : throw new InvalidOperationException($"{path} answered {answer.StatusCode}.");
    }

    public async Task PostJsonAsync(string path, string json)
    {
        using var answer = await _client.PostAsync(path, new StringContent(json, System.Text.Encoding.UTF8, "application/json"));
        answer.EnsureSuccessStatusCode();
    }

    public void Dispose() => _client.Dispose();

    [GeneratedRegex("<input type=\"hidden\" name=\"(?<name>[^\"]*)\" value=\"(?<value>[^\"]*)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex HiddenField();
}
