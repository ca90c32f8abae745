using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using Portal.Tests.TestKit;
using Portal.Web.Composition;

namespace Portal.Tests.Walks;

/// <summary>A route that takes an id, as it is called.</summary>
/// <param name="Body">Posted; null: asked for.</param>
internal sealed record IdRoute(string Pattern, string Parameter, bool IsJson, object? Body)
{
    public override string ToString() => $"{(Body is null ? "GET" : "POST")} {Pattern}{(IsJson ? " (JSON)" : "")}";

    public Task<HttpResponseMessage> CallAsync(PortalSession session, string id)
    {
        var path = Pattern.Replace($"{{{Parameter}}}", Uri.EscapeDataString(id), StringComparison.Ordinal);
        return Body is not null ? session.PostJsonAsync(path, Body) : IsJson ? session.GetJsonAsync(path) : session.GetPageAsync(path);
    }
}

/// <summary>Every route of the running portal that takes an id is given every id of the other tenant: the answer is that of an id that nobody has.</summary>
internal sealed partial class TenantWalk(WalkStage stage)
{
    /// <summary>Routes whose parameter is no id of a tenant's: files, the framework's own, and the door of Alipay, where the token itself is the key.</summary>
    private static readonly string[] s_noIds = ["/{**path:file}", "/alipay/notify/{token}"];

    /// <summary>What a command posts so that only the id decides.</summary>
    private static readonly Dictionary<string, object> s_bodies = new()
    {
        ["/payments/{id}/refunds"] = new { amount = "1.00", reason = "walk", remaining = "88.80", key = "walk" },
        ["/payments/{id}/cancel"] = new { key = "walk" },
        ["/payments/{id}/check"] = new { },
        ["/admin/tenants/{id}/visit"] = new { },
    };

    /// <summary>Parameters of addresses, and pages that take them.</summary>
    public static IReadOnlyList<string> QueryWays { get; } =
    [
        "/payments?counter={id}", "/attention?case={id}", "/attention?case=payment-{id}", "/attention?case=refund-{id}", "/attention?case=cancel-{id}", "/attention?case=alarm-{id}", "/attention?from={id}", "/counters/{own}/poster?size={id}", "/payments?state={id}", "/account/login?returnUrl={id}",
        "/audit?person={id}", "/audit?act={id}", "/audit?subject={id}", "/audit?day={id}", "/audit?row={id}", "/account/closed?why={id}", "/account/forgot?sent={id}",
        "/account/invitation?code={id}", "/account/invitation?code=x&problem={id}", "/account/reset?code={id}", "/account/reset?weak={id}", "/account?said={id}", "/account?refused={id}",
        "/account/login?ended={id}", "/account/login?reset={id}",
    ];

    public int Probes { get; private set; }

    public List<string> Leaks { get; } = [];

    /// <summary>Routes with parameters, classified; a command without a body is one that nobody has thought of.</summary>
    public static (IReadOnlyList<IdRoute> Routes, IReadOnlyList<string> Unclassified) RoutesOf(IEnumerable<RouteEndpoint> endpoints)
    {
        var (routes, unclassified) = (new List<IdRoute>(), new List<string>());
        foreach (var endpoint in endpoints)
        {
            var pattern = $"/{endpoint.RoutePattern.RawText?.Trim('/')}";
            if (endpoint.RoutePattern.Parameters.Count == 0 || s_noIds.Contains(pattern) || endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is not null || pattern.StartsWith("/simulator/", StringComparison.Ordinal))
            {
                continue;
            }
            var isPage = endpoint.Metadata.GetMetadata<Microsoft.AspNetCore.Components.Endpoints.ComponentTypeMetadata>() is not null;
            var isCommand = !isPage && endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods is { } methods && !methods.Contains("GET");
            if (endpoint.RoutePattern.Parameters.Count > 1 || (isCommand && !s_bodies.ContainsKey(pattern)))
            {
                unclassified.Add(pattern);
                continue;
            }
            routes.Add(new IdRoute(pattern, endpoint.RoutePattern.Parameters[0].Name, endpoint.Metadata.GetMetadata<AnswersJson>() is not null || isCommand, isCommand ? s_bodies[pattern] : null));
        }
        return ([.. routes.Distinct()], unclassified);
    }

    public async Task TryRoutesAsync(IReadOnlyList<IdRoute> routes, IReadOnlyList<ForeignId> ids)
    {
        foreach (var walker in stage.Walkers)
        {
            foreach (var route in routes.Where(route => route.Body is null || walker.Holder is not null))           // who is nobody has no token for a command
            {
                foreach (var id in ids.Where(id => !IsOnTheBoard(walker, id)))
                {
                    using var foreign = await route.CallAsync(walker.Session, id.Foreign);
                    using var missing = await route.CallAsync(walker.Session, id.Missing);
                    var must = walker.Actor is { } ? HttpStatusCode.NotFound : missing.StatusCode;
                    await CompareAsync($"{route}, {id.Kind}, {walker.Name}", foreign, missing, id, IsRefusedAnyway(missing) ? missing.StatusCode : must);
                }
            }
        }
    }

    public async Task TryQueriesAsync(IReadOnlyList<ForeignId> ids)
    {
        foreach (var walker in stage.Walkers)
        {
            foreach (var way in QueryWays.Select(way => way.Replace("{own}", $"{stage.Front.Counter.Id}", StringComparison.Ordinal)))
            {
                foreach (var id in ids.Where(id => !IsOnTheBoard(walker, id)))
                {
                    using var foreign = await walker.Session.GetPageAsync(way.Replace("{id}", id.Foreign, StringComparison.Ordinal));
                    using var missing = await walker.Session.GetPageAsync(way.Replace("{id}", id.Missing, StringComparison.Ordinal));
                    await CompareAsync($"{way}, {id.Kind}, {walker.Name}", foreign, missing, id, missing.StatusCode);
                }
            }
        }
    }

    /// <summary>An answer without what differs from one call to the next: reference, nonce, tokens, the id that was asked for.</summary>
    public static string Normal(string body, string id) => Passing().Replace(body.Replace(id, "·", StringComparison.OrdinalIgnoreCase), "~");

    /// <summary>Platform staff know all tenants by their board: to them a tenant's own id is nobody else's secret.</summary>
    private static bool IsOnTheBoard(Walker walker, ForeignId id) => walker.IsPlatform && id.Kind == "tenant";

    private static bool IsRefusedAnyway(HttpResponseMessage missing) => missing.StatusCode == HttpStatusCode.Forbidden;

    private async Task CompareAsync(string what, HttpResponseMessage foreign, HttpResponseMessage missing, ForeignId id, HttpStatusCode must)
    {
        Probes++;
        var (seen, nothing) = (await foreign.Content.ReadAsStringAsync(), await missing.Content.ReadAsStringAsync());
        if (foreign.StatusCode != must || missing.StatusCode != must)
        {
            Leaks.Add($"{what}: {foreign.StatusCode}, of nobody's {missing.StatusCode}, and {must} was to be answered");
        }
        else if (Normal(seen, id.Foreign) != Normal(nothing, id.Missing) || Normal($"{foreign.Headers.Location}", id.Foreign) != Normal($"{missing.Headers.Location}", id.Missing))
        {
            Leaks.Add($"{what}: another body than for an id of nobody's");
        }
    }

    [GeneratedRegex("[0-9a-f]{32}|nonce-[^'\" ]+|nonce=\"[^\"]+\"|[A-Za-z0-9_-]{60,}|<!--Blazor[^>]*-->|[A-Za-z0-9+/=]{60,}|[0-9]+ s ago|\"reference\":\"[^\"]*\"", RegexOptions.None, 5000)]
    private static partial Regex Passing();
}
