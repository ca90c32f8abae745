using System.Net;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Portal.Tests.TestKit;

namespace Portal.Tests.Web;

/// <summary>What a stranger reaches: a list typed here, compared with every route that the running portal has.</summary>
public sealed class AnonymousTests
{
    private static readonly string[] s_open =
    [
        "/account/login", "/account/login/submit", "/account/forgot", "/account/forgot/submit", "/account/reset", "/account/reset/submit", "/account/closed",
        "/health/live", "/health/ready", "/alipay/notify/{token}", "/not-found", "/error", "/account/code", "/account/code/submit",
        "/account/passkeys/sign-in", "/account/passkeys/sign-in/options", "/account/invitation", "/account/invitation/accept",
    ];

    private static readonly string[] s_closed =
    [
        "/", "/account", "/account/name/submit", "/account/password/submit", "/account/sessions/end", "/account/sessions/end-others", "/account/choose",
        "/account/choose/submit", "/account/logout", "/account/antiforgery", "/admin/tenants", "/admin/jobs", "/audit", "/attention", "/check", "/counters",
        "/counters/{Id}", "/counters/{Id}/poster", "/account/second-factor", "/account/step-up", "/account/passkeys/options", "/account/passkeys/add",
        "/account/passkeys/step-up", "/account/passkeys/step-up/options", "/counters/{id}/qr.pdf", "/counters/{id}/qr.png", "/counters/{id}/qr.svg",
        "/hubs/payments", "/hubs/payments/negotiate", "/payments", "/payments/{id}", "/payments/{id}/refunds", "/payments/{id}/cancel", "/payments/{id}/check", "/payments/{Id}", "/settings", "/till", "/till/{CounterText}",
        "/admin/tenants/{Id}", "/admin/tenants/{id}/visit", "/admin/visit/end", "/users", "/{**path:file}", "/_framework/opaque-redirect", "/_blazor",
        "/_blazor/disconnect", "/_blazor/initializers", "/_blazor/negotiate",
    ];

    [Fact]
    public async Task Every_route_is_classified_and_says_the_same_of_itself()
    {
        await using var portal = await PortalFixture.StartAsync();
        var unknown = new List<string>();
        foreach (var endpoint in portal.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>())
        {
            var path = $"/{endpoint.RoutePattern.RawText?.Trim('/')}";
            var isOpen = s_open.Contains(path) || IsAsset(endpoint, path) || path.StartsWith("/simulator/", StringComparison.Ordinal);
            if (!isOpen && !s_closed.Contains(path))
            {
                unknown.Add(path);
                continue;
            }
            Assert.True(isOpen == endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null, $"{path} is {(isOpen ? "closed" : "open")} to strangers");
        }
        Assert.True(unknown.Count == 0, $"say whether a stranger reaches these: {string.Join(", ", unknown.Distinct())}");
    }

    [Fact]
    public async Task A_stranger_is_led_to_the_sign_in_or_told_and_shown_nothing()
    {
        await using var portal = await PortalFixture.StartAsync();
        var counter = await portal.AddCounterAsync(await portal.AddTenantAsync());
        var stranger = PortalSession.Stranger(portal);
        foreach (var path in s_closed.Select(path => path.Replace("{Id}", $"{counter.Id}").Replace("{id}", $"{counter.Id}").Replace("{CounterText}", $"{counter.Id}")).Distinct())
        {
            using var page = await stranger.GetPageAsync(path);
            using var script = await stranger.GetJsonAsync(path);
            Assert.True(page.StatusCode is HttpStatusCode.Redirect or HttpStatusCode.Unauthorized or HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotFound, $"{path}: {page.StatusCode}");
            Assert.True(script.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotFound, $"{path}: {script.StatusCode}");
            Assert.DoesNotContain("Till 1", await page.Content.ReadAsStringAsync() + await script.Content.ReadAsStringAsync());
        }
    }

    [Theory]
    [Trait("Row", "A-14")]
    [InlineData("/_blazor/negotiate?negotiateVersion=1")]
    [InlineData("/hubs/payments/negotiate?negotiateVersion=1")]
    [InlineData("/_blazor")]
    [InlineData("/hubs/payments")]
    public async Task Sockets_are_for_people_signed_in_on_pages_of_our_own(string path)
    {
        await using var portal = await PortalFixture.StartAsync();
        var session = await portal.SignInAsync(await portal.AddTenantAsync());
        using var anonymous = await PortalSession.Stranger(portal).SendAsync(Post(null));
        Assert.Equal(HttpStatusCode.Unauthorized, anonymous.StatusCode);
        foreach (var origin in new[] { "https://elsewhere.test", "null", $"https://127.0.0.1:{portal.Address.Port}", "http://127.0.0.1:1" })
        {
            using var foreign = await session.SendAsync(Post(origin));
            Assert.Equal(HttpStatusCode.Forbidden, foreign.StatusCode);
        }
        using var own = await session.SendAsync(Post(portal.Address.GetLeftPart(UriPartial.Authority)));
        Assert.NotEqual(HttpStatusCode.Forbidden, own.StatusCode);
        Assert.NotEqual(HttpStatusCode.Unauthorized, own.StatusCode);

        HttpRequestMessage Post(string? origin)
        {
            var request = new HttpRequestMessage(HttpMethod.Post, path);
            if (origin is not null)
            {
                request.Headers.Add("Origin", origin);
            }
            return request;
        }
    }

    [Fact]
    public async Task Without_a_simulator_none_of_its_addresses_is_there()
    {
        await using var portal = await PortalFixture.StartAsync(settings: "--Portal:Simulator:Enabled=false");
        var session = await portal.SignInAsync(await portal.AddTenantAsync());
        foreach (var path in new[] { "/simulator/gateway.do", "/simulator/api/clock", "/simulator/wallet?code=x" })
        {
            using var answer = await session.GetPageAsync(path);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }
    }

    /// <summary>Files are named by their type, or are the framework's own.</summary>
    private static bool IsAsset(RouteEndpoint endpoint, string path) =>
        endpoint.Metadata.GetMetadata<Microsoft.AspNetCore.StaticAssets.StaticAssetDescriptor>() is not null
        && (Path.GetExtension(path) is ".css" or ".js" or ".svg" or ".ico" or ".png" or ".webmanifest" or ".woff2" or ".gz" or ".br" or ".map");
}
