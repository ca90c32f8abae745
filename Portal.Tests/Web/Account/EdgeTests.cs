using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Portal.Infrastructure.Identity;
using Portal.Tests.TestKit;
using Portal.Web.Features.Account;

namespace Portal.Tests.Web.Account;

/// <summary>The outer skin: cookies, headers, tokens, return addresses, what is not there in Production.</summary>
public sealed class EdgeTests
{
    private const string RealGateway = "https://mapi.alipay.com/gateway.do";
    private static readonly string[] s_production = ["--environment", "Production", "--Portal:PublicBaseUrl=https://pay.example"];

    [Theory]
    [Trait("Row", "A-12")]
    [InlineData("/payments?status=open#top", "/payments?status=open#top")]
    [InlineData("/counters/0a?x=%2F%2Fy", "/counters/0a?x=%2F%2Fy")]
    [InlineData("https://elsewhere.test/", "/")]
    [InlineData("HTTPS:elsewhere.test", "/")]
    [InlineData("//elsewhere.test", "/")]
    [InlineData("///elsewhere.test", "/")]
    [InlineData("/\\elsewhere.test", "/")]
    [InlineData("\\/elsewhere.test", "/")]
    [InlineData("/%5Celsewhere.test", "/")]
    [InlineData("/%5celsewhere.test", "/")]
    [InlineData("/%2Felsewhere.test", "/")]
    [InlineData("/\t/elsewhere.test", "/")]
    [InlineData("/%09/elsewhere.test", "/")]
    [InlineData("/\n/elsewhere.test", "/")]
    [InlineData("/%0d%0aSet-Cookie:x=1", "/")]
    [InlineData(" //elsewhere.test", "/")]
    [InlineData("/ /elsewhere.test", "/")]
    [InlineData("javascript:alert(1)", "/")]
    [InlineData("data:text/html,x", "/")]
    [InlineData("@elsewhere.test", "/")]
    [InlineData("payments", "/")]
    [InlineData("", "/")]
    [InlineData(null, "/")]
    public void A_return_address_leads_nowhere_but_into_the_portal(string? returnUrl, string home)
    {
        Assert.Equal(home, ReturnPath.Of(returnUrl));
        Assert.True(Uri.TryCreate(new Uri("https://pay.example/account/login"), ReturnPath.Of(returnUrl), out var led) && led.Host == "pay.example");
    }

    [Fact]
    public void A_return_address_control_a_plain_look_at_the_first_signs_is_fooled()
    {
        string[] tricks = ["/\\elsewhere.test", "/%5Celsewhere.test", "/\t/elsewhere.test"];
        Assert.All(tricks, trick => Assert.True(trick.StartsWith('/') && !trick.StartsWith("//", StringComparison.Ordinal) && ReturnPath.Of(trick) != trick));
    }

    [Fact]
    [Trait("Row", "A-13")]
    public async Task Every_form_and_command_without_its_token_is_a_bad_request_and_none_works_by_get()
    {
        await using var portal = await PortalFixture.StartAsync(settings: "--Portal:Simulator:Enabled=false");
        var session = await portal.SignInAsync(await portal.AddTenantAsync());
        var posted = portal.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods is ["POST"])
            .Select(endpoint => "/" + endpoint.RoutePattern.RawText!.Trim('/'))
            .Where(path => !path.StartsWith("/alipay/", StringComparison.Ordinal) && !path.StartsWith("/_blazor", StringComparison.Ordinal) && !path.StartsWith("/hubs", StringComparison.Ordinal))
            .Distinct().ToList();
        Assert.Contains("/account/password/submit", posted);
        foreach (var path in posted.Select(path => path.Replace("{id}", $"{Guid.NewGuid():N}", StringComparison.Ordinal)))
        {
            using var form = new HttpRequestMessage(HttpMethod.Post, path);
            form.Content = path.StartsWith("/account/", StringComparison.Ordinal) ? new FormUrlEncodedContent([new("Email", "a@b.test"), new("tenant", "x")]) : new StringContent("{}", null, "application/json");
            using var forged = await session.SendAsync(form);
            Assert.True(forged.StatusCode == HttpStatusCode.BadRequest, $"{path}: {forged.StatusCode}");
        }
        using var byGet = await session.GetPageAsync("/account/logout");
        Assert.NotEqual(HttpStatusCode.OK, byGet.StatusCode);
        using var still = await session.GetJsonAsync("/payments");
        Assert.Equal(HttpStatusCode.OK, still.StatusCode);
    }

    [Fact]
    [Trait("Row", "A-16")]
    public async Task Cookies_in_Production_are_bound_to_the_host_secure_and_small()
    {
        await using var portal = await PortalFixture.StartAsync(settings: s_production);
        var person = await portal.AddPersonAsync(await portal.AddTenantAsync(gateway: RealGateway));
        var visitor = PortalSession.Stranger(portal);
        using var page = await visitor.GetPageAsync("/account/login");
        using var answer = await visitor.PostSignInAsync(person.Email, person.Password);
        Assert.Equal("/", answer.Headers.Location?.ToString());
        var cookies = page.Headers.GetValues("Set-Cookie").Concat(answer.Headers.GetValues("Set-Cookie")).ToList();
        Assert.DoesNotContain(cookies, IsUnsafe);
        Assert.Contains(cookies, cookie => cookie.StartsWith("__Host-portal=", StringComparison.Ordinal) && cookie.Contains("samesite=lax", StringComparison.OrdinalIgnoreCase));
        Assert.Contains(cookies, cookie => cookie.StartsWith("__Host-portal-csrf=", StringComparison.Ordinal) && cookie.Contains("samesite=strict", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("portal=x; path=/; secure; samesite=lax; httponly")]
    [InlineData("__Host-portal=x; path=/; samesite=lax; httponly")]
    [InlineData("__Host-portal=x; path=/; secure; samesite=lax")]
    [InlineData("__Host-portal=x; path=/; secure; httponly")]
    [InlineData("__Host-portal=x; path=/account; secure; samesite=lax; httponly")]
    [InlineData("__Host-portal=x; domain=pay.example; path=/; secure; samesite=lax; httponly")]
    public void Cookies_in_Production_control(string cookie) => Assert.True(IsUnsafe(cookie));

    [Fact]
    [Trait("Row", "A-17")]
    public async Task What_helps_developers_and_the_curious_is_absent_in_Production()
    {
        await using var portal = await PortalFixture.StartAsync(settings: s_production);
        var session = await portal.SignInAsync(await portal.AddTenantAsync(gateway: RealGateway));
        foreach (var path in new[]
        {
            "/simulator/gateway.do", "/simulator/api/clock", "/simulator/wallet", "/hangfire", "/swagger", "/swagger/index.html", "/openapi/v1.json", "/_framework/blazor.web.js.map",
            "/.env", "/.git/config", "/appsettings.json", "/demo-password", "/portal.db", "/App_Data/portal.db", "/metrics", "/trace.axd", "/elmah", "/quartz", "/admin", "/wp-login.php",
        })
        {
            using var answer = await session.GetPageAsync(path);
            Assert.True(answer.StatusCode == HttpStatusCode.NotFound, $"{path}: {answer.StatusCode}");
        }
        foreach (var account in Portal.Web.Composition.Demo.Accounts)
        {
            await using var scope = portal.Services.CreateAsyncScope();
            Assert.False(await scope.ServiceProvider.GetRequiredService<People>().ExistsAsync(account));
        }
        var failed = await Assert.ThrowsAsync<Microsoft.Extensions.Options.OptionsValidationException>(() => PortalFixture.StartAsync(settings: [.. s_production, "--Portal:Demo:Enabled=true"]));
        Assert.Contains("Development only", failed.Message);
    }

    [Fact]
    [Trait("Row", "S11")]
    public async Task Every_route_and_every_status_carries_the_headers()
    {
        await using var portal = await PortalFixture.StartAsync(replace: services => services.Replace(ServiceDescriptor.Scoped<IPasswordHasher<PortalUser>, BrokenHasher>()));
        var tenant = await portal.AddTenantAsync();
        var stranger = PortalSession.Stranger(portal);
        var statuses = new HashSet<HttpStatusCode>();
        var paths = portal.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Select(endpoint => "/" + endpoint.RoutePattern.RawText!.Trim('/'))
            .Where(path => !path.Contains("**", StringComparison.Ordinal)).Select(path => path.Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal))
            .Append("/nowhere").Distinct();
        foreach (var path in paths)
        {
            using var page = await stranger.GetPageAsync(path);
            Look(path, page);
        }
        using var tokenless = await stranger.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/account/login/submit") { Content = new FormUrlEncodedContent([]) });
        Look("400", tokenless);
        using var large = await portal.PostAsync("/alipay/notify/x", new byte[20_000]);
        Look("413", large);
        using var type = await portal.PostAsync("/alipay/notify/x", [1], "application/json");
        Look("415", type);
        using var socket = await stranger.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/_blazor/negotiate") { Headers = { { "Origin", "https://elsewhere.test" } } });
        Look("403", socket);
        using var broken = await stranger.PostSignInAsync("a@b.test", "wrong");
        Look("500", broken);
        for (var i = 0; i < 25; i++)
        {
            using var wrong = await stranger.PostSignInAsync("", "");
            Look("429", wrong);
        }
        HttpStatusCode[] wanted = [HttpStatusCode.OK, HttpStatusCode.Redirect, HttpStatusCode.BadRequest, HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden, HttpStatusCode.NotFound,
            HttpStatusCode.MethodNotAllowed, HttpStatusCode.RequestEntityTooLarge, HttpStatusCode.UnsupportedMediaType, HttpStatusCode.TooManyRequests, HttpStatusCode.InternalServerError];
        Assert.Empty(wanted.Except(statuses));

        void Look(string what, HttpResponseMessage answer)
        {
            statuses.Add(answer.StatusCode);
            Assert.True(Lacks(answer) is null, $"{what}, {(int)answer.StatusCode}: {Lacks(answer)}");
        }
    }

    [Fact]
    public void Every_route_and_every_status_control()
    {
        using var bare = new HttpResponseMessage();
        Assert.NotNull(Lacks(bare));
    }

    private static bool IsUnsafe(string cookie)
    {
        var parts = cookie.Split("; ").Select(part => part.ToLowerInvariant()).ToList();
        return !cookie.StartsWith("__Host-", StringComparison.Ordinal) || !parts.Contains("secure") || !parts.Contains("httponly") || !parts.Contains("path=/")
            || !(parts.Contains("samesite=lax") || parts.Contains("samesite=strict")) || parts.Any(part => part.StartsWith("domain=", StringComparison.Ordinal)) || cookie.Length > 1024;
    }

    private static string? Lacks(HttpResponseMessage answer)
    {
        (string Name, string Part)[] wanted =
        [
            ("Content-Security-Policy", "frame-ancestors 'none'"), ("Content-Security-Policy", "object-src 'none'"), ("X-Content-Type-Options", "nosniff"), ("X-Frame-Options", "DENY"),
            ("Referrer-Policy", "no-referrer"), ("Cross-Origin-Opener-Policy", "same-origin"), ("Permissions-Policy", "microphone=()"), ("Cache-Control", ""),
        ];
        return wanted.FirstOrDefault(header => !(answer.Headers.TryGetValues(header.Name, out var said) && said.Any(value => value.Contains(header.Part, StringComparison.Ordinal)))).Name
            ?? (answer.Headers.Contains("Server") ? "Server" : null);
    }

    private sealed class BrokenHasher : IPasswordHasher<PortalUser>
    {
        public string HashPassword(PortalUser user, string password) => "";

        public PasswordVerificationResult VerifyHashedPassword(PortalUser user, string hashedPassword, string providedPassword) => throw new InvalidOperationException("broken on purpose");
    }
}
