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
        "/payments?counter={id}", "/check?case={id}", "/check?counter={id}", "/attention?case={id}", "/attention?case=payment-{id}", "/attention?case=refund-{id}", "/attention?case=cancel-{id}", "/attention?case=alarm-{id}", "/attention?from={id}", "/counters/{own}/poster?size={id}", "/payments?state={id}", "/account/login?returnUrl={id}",
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
                await CompareAllAsync($"{route}", walker, ids, id => route.CallAsync(walker.Session, id), missing => walker.Actor is null || missing == HttpStatusCode.Forbidden ? missing : HttpStatusCode.NotFound);
            }
        }
    }

    public async Task TryQueriesAsync(IReadOnlyList<ForeignId> ids)
    {
        foreach (var walker in stage.Walkers)
        {
            foreach (var way in QueryWays.Select(way => way.Replace("{own}", $"{stage.Front.Counter.Id}", StringComparison.Ordinal)))
            {
                await CompareAllAsync(way, walker, ids, id => walker.Session.GetPageAsync(way.Replace("{id}", id, StringComparison.Ordinal)), missing => missing);
            }
        }
    }

    /// <summary>An answer without what differs from one call to the next: reference, nonce, tokens, the id that was asked for.</summary>
    private static string Normal(string body, string id) => Passing().Replace(body.Replace(id, "·", StringComparison.OrdinalIgnoreCase), "~");

    /// <summary>Platform staff know all tenants by their board: to them a tenant's own id is nobody else's secret.</summary>
    private static bool IsOnTheBoard(Walker walker, ForeignId id) => walker.IsPlatform && id.Kind == "tenant";

    /// <summary>What is answered for an id of nobody's is asked for once, however many kinds of ids are compared with it.</summary>
    /// <param name="must">What has to be answered, by what is for an id of nobody's.</param>
    private async Task CompareAllAsync(string what, Walker walker, IReadOnlyList<ForeignId> ids, Func<string, Task<HttpResponseMessage>> callAsync, Func<HttpStatusCode, HttpStatusCode> must)
    {
        var nobodys = new Dictionary<string, Said>();
        foreach (var id in ids.Where(id => !IsOnTheBoard(walker, id)))
        {
            if (!nobodys.TryGetValue(id.Missing, out var missing))
            {
                nobodys[id.Missing] = missing = await SaidAsync(callAsync, id.Missing);
            }
            Compare($"{what}, {id.Kind}, {walker.Name}", await SaidAsync(callAsync, id.Foreign), missing, must(missing.Status));
        }
    }

    private void Compare(string what, Said foreign, Said missing, HttpStatusCode must)
    {
        Probes++;
        if (foreign.Status != must || missing.Status != must)
        {
            Leaks.Add($"{what}: {foreign.Status}, of nobody's {missing.Status}, and {must} was to be answered");
        }
        else if (foreign != missing)
        {
            Leaks.Add($"{what}: another body than for an id of nobody's");
        }
    }

    private static async Task<Said> SaidAsync(Func<string, Task<HttpResponseMessage>> callAsync, string id)
    {
        using var answer = await callAsync(id);
        return new Said(answer.StatusCode, Normal(await answer.Content.ReadAsStringAsync(), id), Normal($"{answer.Headers.Location}", id));
    }

    private sealed record Said(HttpStatusCode Status, string Body, string Location);

    [GeneratedRegex("[0-9a-f]{32}|nonce-[^'\" ]+|nonce=\"[^\"]+\"|[A-Za-z0-9_-]{60,}|<!--Blazor[^>]*-->|[A-Za-z0-9+/=]{60,}|[0-9]+ s ago|\"reference\":\"[^\"]*\"", RegexOptions.None, 5000)]
    private static partial Regex Passing();
}
