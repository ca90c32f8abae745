using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Portal.Infrastructure.Identity;
using Portal.Tests.TestKit;
using Portal.Tests.Web.Account;

namespace Portal.Tests.Web;

/// <summary>Sign-in and sign-out through the page and its form, as a browser sends them.</summary>
public sealed partial class SignInTests
{
    private const string Login = "/account/login";

    [Fact]
    public async Task The_form_of_the_page_signs_in_and_leads_back()
    {
        await using var portal = await PortalFixture.StartAsync();
        var person = await portal.AddPersonAsync(await portal.AddTenantAsync());
        var visitor = PortalSession.Stranger(portal);
        using var sent = await visitor.GetPageAsync("/payments?status=open");
        Assert.Equal($"{Login}?returnUrl=%2Fpayments%3Fstatus%3Dopen", sent.Headers.Location?.PathAndQuery);
        var page = await visitor.PageTextAsync(sent.Headers.Location!.PathAndQuery);
        Assert.Contains("name=\"Email\"", page);
        Assert.Contains("name=\"Password\"", page);
        Assert.DoesNotContain("id=\"password-bad\"", page);
        using var answer = await visitor.PostFormAsync(page, person.Email, person.Password);
        Assert.Equal("/payments?status=open", answer.Headers.Location?.ToString());
        Assert.Contains("httponly", Assert.Single(answer.Headers.GetValues("Set-Cookie"), cookie => cookie.StartsWith("portal=", StringComparison.Ordinal)));
        using var json = await visitor.GetJsonAsync("/payments");
        Assert.Equal(HttpStatusCode.OK, json.StatusCode);
    }

    [Fact]
    public async Task Five_wrong_passwords_pause_an_address_for_fifteen_minutes_known_or_not()
    {
        await using var portal = await PortalFixture.StartAsync("2026-03-01T04:00:00Z");
        var person = await portal.AddPersonAsync(await portal.AddTenantAsync());
        var visitor = PortalSession.Stranger(portal);
        for (var left = 4; left >= 0; left--)
        {
            Assert.Equal($"{Login}?failed=1&left={left}&returnUrl=%2F", await AnswerAsync(person.Email, "wrong"));
            Assert.Equal($"{Login}?failed=1&left={left}&returnUrl=%2F", await AnswerAsync("nobody@shop.test", "wrong"));
        }
        Assert.Equal($"{Login}?failed=1&left=0&returnUrl=%2F", await AnswerAsync(person.Email, person.Password));
        portal.Clock.Advance(TimeSpan.FromMinutes(14.9));
        Assert.Equal($"{Login}?failed=1&left=0&returnUrl=%2F", await AnswerAsync(person.Email, person.Password));
        Assert.Equal($"{Login}?failed=1&left=0&returnUrl=%2F", await AnswerAsync("Nobody@shop.test", "wrong"));
        portal.Clock.Advance(TimeSpan.FromMinutes(0.2));
        Assert.Equal($"{Login}?failed=1&left=4&returnUrl=%2F", await AnswerAsync("nobody@shop.test", "wrong"));
        Assert.Equal("/", await AnswerAsync(person.Email, person.Password));

        async Task<string?> AnswerAsync(string email, string password)
        {
            using var answer = await visitor.PostSignInAsync(email, password);
            return answer.Headers.Location?.ToString();
        }
    }

    [Fact]
    public async Task A_failure_is_told_alike_for_known_and_unknown_and_costs_the_same_hash()
    {
        var hasher = new CountingHasher();
        await using var portal = await PortalFixture.StartAsync(replace: services => services.Replace(ServiceDescriptor.Scoped<IPasswordHasher<PortalUser>>(_ => hasher)));
        var person = await portal.AddPersonAsync(await portal.AddTenantAsync());
        var pages = new List<string>();
        foreach (var email in new[] { person.Email, "nobody@shop.test" })
        {
            var before = hasher.Verified;
            var visitor = PortalSession.Stranger(portal);
            using var answer = await visitor.PostFormAsync(await visitor.PageTextAsync(Login), email, "wrong");
            Assert.Equal(before + 1, hasher.Verified);
            var page = await visitor.PageTextAsync(answer.Headers.Location!.ToString());
            Assert.Contains("id=\"password-bad\" role=\"alert\"", page);
            Assert.DoesNotContain(email, page);
            pages.Add(Changing().Replace(page, ""));
        }
        Assert.Equal(pages[0], pages[1]);
    }

    [Theory]
    [InlineData("/payments?after=3", "/payments?after=3")]
    [InlineData("https://elsewhere.test/", "/")]
    [InlineData("//elsewhere.test", "/")]
    [InlineData("/\\elsewhere.test", "/")]
    [InlineData("/%5Celsewhere.test", "/")]
    [InlineData("/%2Felsewhere.test", "/")]
    [InlineData("/\t/elsewhere.test", "/")]
    [InlineData("javascript:alert(1)", "/")]
    [InlineData("payments", "/")]
    [InlineData("", "/")]
    public async Task Only_an_address_of_our_own_is_led_back_to(string returnUrl, string home)
    {
        await using var portal = await PortalFixture.StartAsync();
        var person = await portal.AddPersonAsync(await portal.AddTenantAsync());
        using var answer = await PortalSession.Stranger(portal).PostSignInAsync(person.Email, person.Password, returnUrl);
        Assert.Equal(home, answer.Headers.Location?.ToString());
    }

    [Fact]
    public async Task Sign_in_and_sign_out_need_the_token_of_the_form()
    {
        await using var portal = await PortalFixture.StartAsync();
        var person = await portal.AddPersonAsync(await portal.AddTenantAsync());
        using var tokenless = await portal.Client.PostAsync($"{Login}/submit", new FormUrlEncodedContent([new("Email", person.Email), new("Password", person.Password)]));
        Assert.Equal((HttpStatusCode.BadRequest, false), (tokenless.StatusCode, tokenless.Headers.Contains("Set-Cookie")));
        var session = await portal.SignInAsync(person);
        using var forged = await session.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/account/logout"));
        Assert.Equal(HttpStatusCode.BadRequest, forged.StatusCode);
        using var still = await session.GetJsonAsync("/payments");
        Assert.Equal(HttpStatusCode.OK, still.StatusCode);
        using var signedOut = await session.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/account/logout") { Headers = { { "RequestVerificationToken", await session.TokenAsync() } } });
        Assert.Equal(Login, signedOut.Headers.Location?.ToString());
        using var gone = await session.GetJsonAsync("/payments");
        Assert.Equal(HttpStatusCode.Unauthorized, gone.StatusCode);
    }

    /// <summary>What differs from page to page, whoever asks: nonces, tokens, the position markers of components.</summary>
    [GeneratedRegex("nonce=\"[^\"]*\"|value=\"[^\"]*\"|<!--Blazor.*?-->", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Changing();
}
