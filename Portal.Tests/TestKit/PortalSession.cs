using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Portal.Tests.TestKit;

/// <summary>A browser's half of a visit: cookies kept, redirects not followed, tokens sent where a form or command needs them.</summary>
internal sealed partial class PortalSession
{
    private readonly PortalFixture _portal;
    private readonly Dictionary<string, string> _cookies = [];
    private string? _token;

    private readonly HttpClient _client;

    private PortalSession(PortalFixture portal, HttpClient client) => (_portal, _client) = (portal, client);

    public string Cookies => string.Join("; ", _cookies.Select(cookie => $"{cookie.Key}={cookie.Value}"));

    /// <param name="client">Another way to the portal than the fixture's own, for instance from another address.</param>
    public static PortalSession Stranger(PortalFixture portal, HttpClient? client = null) => new(portal, client ?? portal.Client);

    /// <summary>The same browser's cookies in other hands, as they are now.</summary>
    public PortalSession Copy()
    {
        var copy = new PortalSession(_portal, _client);
        foreach (var (name, value) in _cookies)
        {
            copy._cookies[name] = value;
        }
        return copy;
    }

    /// <summary>Sends a form of the account's with the token that its page would have carried.</summary>
    public async Task<HttpResponseMessage> PostFieldsAsync(string path, params (string Name, string Value)[] fields)
    {
        var token = _cookies.GetValueOrDefault("portal") is { Length: > 0 } ? await TokenAsync() : FormToken();
        var sent = fields.Select(field => KeyValuePair.Create(field.Name, field.Value)).Append(new("__RequestVerificationToken", token));
        return await SendAsync(new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(sent) });
    }

    /// <summary>Posts the sign-in form with the token that its page would have carried.</summary>
    public async Task<HttpResponseMessage> PostSignInAsync(string email, string password, string? returnUrl = null)
    {
        var fields = new Dictionary<string, string> { ["Email"] = email, ["Password"] = password, ["__RequestVerificationToken"] = FormToken() };
        if (returnUrl is not null)
        {
            fields["returnUrl"] = returnUrl;
        }
        return await SendAsync(new HttpRequestMessage(HttpMethod.Post, "/account/login/submit") { Content = new FormUrlEncodedContent(fields) });
    }

    /// <summary>Posts the code that is asked for after the password.</summary>
    public async Task<string> PostCodeAsync(string code, string? returnUrl = null)
    {
        var fields = new Dictionary<string, string> { ["Code"] = code, ["returnUrl"] = returnUrl ?? "", ["__RequestVerificationToken"] = FormToken() };
        using var answer = await SendAsync(new HttpRequestMessage(HttpMethod.Post, "/account/code/submit") { Content = new FormUrlEncodedContent(fields) });
        return answer.Headers.Location?.ToString() ?? $"{(int)answer.StatusCode}";
    }

    /// <summary>Sends the sign-in form as the page that was shown carries it, hidden fields included.</summary>
    public async Task<HttpResponseMessage> PostFormAsync(string page, string email, string password)
    {
        var hidden = HiddenField().Matches(page).Select(field => KeyValuePair.Create(field.Groups["name"].Value, WebUtility.HtmlDecode(field.Groups["value"].Value)));
        var fields = new Dictionary<string, string>(hidden) { ["Email"] = email, ["Password"] = password };
        return await SendAsync(new HttpRequestMessage(HttpMethod.Post, "/account/login/submit") { Content = new FormUrlEncodedContent(fields) });
    }

    /// <summary>Asks as a browser does that opens a page.</summary>
    public Task<HttpResponseMessage> GetPageAsync(string path)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
        return SendAsync(request);
    }

    /// <summary>The text of a page that must be there.</summary>
    public async Task<string> PageTextAsync(string path, HttpStatusCode status = HttpStatusCode.OK)
    {
        using var answer = await GetPageAsync(path);
        Assert.Equal(status, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }

    /// <summary>Asks as a script does.</summary>
    public Task<HttpResponseMessage> GetJsonAsync(string path)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Accept", "application/json");
        return SendAsync(request);
    }

    /// <summary>Commands as a script does, with the token that it fetches first.</summary>
    public async Task<HttpResponseMessage> PostJsonAsync(string path, object body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        request.Headers.Add("RequestVerificationToken", await TokenAsync());
        return await SendAsync(request);
    }

    public async Task<string> TokenAsync()
    {
        if (_token is null)
        {
            using var answer = await SendAsync(new HttpRequestMessage(HttpMethod.Get, "/account/antiforgery"));
            _token = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString()!;
        }
        return _token;
    }

    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request)
    {
        if (_cookies.Count > 0)
        {
            request.Headers.Add("Cookie", Cookies);
        }
        var answer = await _client.SendAsync(request);
        Keep(answer.Headers.TryGetValues("Set-Cookie", out var set) ? set : []);
        return answer;
    }

    [GeneratedRegex("<input type=\"hidden\" name=\"(?<name>[^\"]*)\" value=\"(?<value>[^\"]*)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex HiddenField();

    private void Keep(IEnumerable<string> set)
    {
        foreach (var cookie in set.Select(line => line.Split(';')[0].Split('=', 2)))
        {
            _cookies[cookie[0]] = cookie[1];
        }
    }

    /// <summary>The hidden field of a form, made as a page makes it, so that no page need exist.</summary>
    public string FormToken()
    {
        var http = new DefaultHttpContext { RequestServices = _portal.Services };
        var tokens = _portal.Services.GetRequiredService<IAntiforgery>().GetAndStoreTokens(http);
        Keep(http.Response.Headers.SetCookie.OfType<string>());
        return tokens.RequestToken!;
    }
}
