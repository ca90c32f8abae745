using System.Net;
using System.Net.WebSockets;
using System.Text.Json;
using Portal.Domain.Work;
using Portal.Tests.TestKit;

namespace Portal.Tests.Walks;

/// <summary>Through which door something is tried.</summary>
internal enum Door
{
    Page,
    Http,
    Hub,
}

/// <summary>Whose affair it is.</summary>
internal enum Place
{
    Tenant,
    Platform,

    /// <summary>Each sees the part of their own.</summary>
    Both,
}

/// <summary>What became of a try.</summary>
internal enum Seen
{
    Allowed,
    Forbidden,
    NotFound,
    StepUp,
    SignIn,

    /// <summary>Anything else: a refusal that names nothing, a failure.</summary>
    Odd,
}

/// <summary>One way to try a permission.</summary>
/// <param name="Address">The route, as the running portal names it, or the flow that a button of a page starts.</param>
/// <param name="IsAtCounter">Tried at a counter that bound people reach, and at one that they do not.</param>
/// <param name="TryAsync">Null: this walker cannot try it.</param>
internal sealed record Way(Permission Permission, Door Door, string Address, Place Place, bool IsAtCounter, Func<WalkStage, Walker, Spot, Task<Seen?>> TryAsync)
{
    private const string ToSignIn = "/account/login";

    /// <summary>A page, which names what it shows or refuses.</summary>
    /// <param name="shows">What of the spot must stand on it; null: nothing of a counter.</param>
    public static Way Page(Permission permission, string route, Func<Spot, string>? shows = null, Place place = Place.Tenant) =>
        new(permission, Door.Page, route, place, shows is not null, async (_, walker, spot) =>
        {
            using var answer = await FollowAsync(walker.Session, Fill(route, spot));
            return answer is null ? Seen.SignIn : await OfPageAsync(answer, permission, shows?.Invoke(spot));
        });

    /// <summary>A button on a page that is shown to whoever may press it.</summary>
    public static Way Button(Permission permission, string route, string id, bool isAtCounter = true) =>
        new(permission, Door.Page, $"{route} #{id}", Place.Tenant, isAtCounter, async (_, walker, spot) =>
        {
            using var answer = await FollowAsync(walker.Session, Fill(route, spot));
            return answer is null ? Seen.SignIn
                : answer.StatusCode == HttpStatusCode.NotFound ? Seen.NotFound
                : (await answer.Content.ReadAsStringAsync()).Contains($"id=\"{id}\"", StringComparison.Ordinal) ? Seen.Allowed : Seen.Forbidden;
        });

    /// <summary>What a button of a page starts: the flow, with the actor of the page's own ticket.</summary>
    /// <param name="run">Answers the code of a refusal, if any. A refusal that comes after the permission was checked counts as allowed.</param>
    public static Way Act(Permission permission, string flow, Func<PortalFixture, Actor, Spot, Task<string?>> run, bool isAtCounter = true) =>
        new(permission, Door.Page, flow, Place.Tenant, isAtCounter, async (stage, walker, spot) =>
        {
            if (walker.Actor is not { } actor)
            {
                return null;
            }
            try
            {
                return await run(stage.Portal, actor, spot) == "not_found" ? Seen.NotFound : Seen.Allowed;
            }
            catch (AccessDeniedException denied)
            {
                return OfCode(denied.Error.Code, denied.Error.Figures?.GetValueOrDefault("permission"), permission);
            }
        });

    /// <summary>What a button of a platform page starts.</summary>
    public static Way Staff(Permission permission, string flow, Func<PortalFixture, PlatformActor, Spot, Task<string?>> run) =>
        new(permission, Door.Page, flow, Place.Platform, false, async (stage, walker, spot) =>
        {
            if (walker.Staff is not { } actor)
            {
                return null;
            }
            try
            {
                return await run(stage.Portal, actor, spot) == "not_found" ? Seen.NotFound : Seen.Allowed;
            }
            catch (AccessDeniedException denied)
            {
                return OfCode(denied.Error.Code, denied.Error.Figures?.GetValueOrDefault("permission"), permission);
            }
        });

    /// <summary>A request of a script.</summary>
    /// <param name="body">Posted where it is not null; such that nothing is changed by it.</param>
    /// <param name="shows">What of the spot must stand in the answer.</param>
    public static Way Http(Permission permission, string route, object? body = null, Func<Spot, string>? shows = null, bool isAtCounter = false) =>
        new(permission, Door.Http, body is null ? route : $"POST {route}", Place.Tenant, isAtCounter || shows is not null, async (_, walker, spot) =>
        {
            if (body is not null && walker.Holder is null)
            {
                return null;                                    // who is nobody has no token either
            }
            using var answer = body is null ? await walker.Session.GetJsonAsync(Fill(route, spot)) : await walker.Session.PostJsonAsync(Fill(route, spot), body);
            return await OfAnswerAsync(answer, permission, shows?.Invoke(spot));
        });

    /// <summary>A connection of a device, and one call.</summary>
    public static Way Hub(Permission permission, string method, object argument, Func<Spot, string>? shows = null) =>
        new(permission, Door.Hub, method, Place.Tenant, shows is not null, async (stage, walker, spot) =>
        {
            if (walker.Holder is null)
            {
                return await PortalHubClient.StatusOfAsync(stage.Portal.Address, walker.Session.Cookies) == 401 ? Seen.SignIn : Seen.Odd;
            }
            try
            {
                await using var hub = await PortalHubClient.ConnectAsync(stage.Portal.Address, walker.Session.Cookies);
                var answer = (await hub.CallAsync(method, argument)).GetRawText();
                return answer.Contains("\"error\"", StringComparison.Ordinal) ? Seen.Forbidden
                    : shows is null || answer.Contains(shows(spot), StringComparison.Ordinal) ? Seen.Allowed : Seen.NotFound;
            }
            catch (Exception closed) when (closed is WebSocketException or InvalidOperationException)
            {
                return Seen.NotFound;                           // told that there is no place for it, and cut off
            }
        });

    /// <summary>A route with its places filled.</summary>
    public static string Fill(string route, Spot spot) => route
        .Replace("/payments/{id}", $"/payments/{spot.Payment}", StringComparison.OrdinalIgnoreCase)
        .Replace("/admin/tenants/{Id}", $"/admin/tenants/{spot.Counter.Tenant.Id}", StringComparison.Ordinal)
        .Replace("{id}", $"{spot.Counter.Id}", StringComparison.OrdinalIgnoreCase)
        .Replace("{CounterText}", $"{spot.Counter.Id}", StringComparison.Ordinal);

    /// <returns>Null: led to the sign-in.</returns>
    private static async Task<HttpResponseMessage?> FollowAsync(PortalSession session, string path)
    {
        var answer = await session.GetPageAsync(path);
        if (answer.Headers.Location is not { } to)
        {
            return answer;
        }
        answer.Dispose();
        var next = to.IsAbsoluteUri ? to.PathAndQuery : to.ToString();
        return next.StartsWith(ToSignIn, StringComparison.Ordinal) ? null : await session.GetPageAsync(next);
    }

    private static async Task<Seen> OfPageAsync(HttpResponseMessage answer, Permission permission, string? shown)
    {
        var text = await answer.Content.ReadAsStringAsync();
        return answer.StatusCode switch
        {
            HttpStatusCode.OK => shown is null || text.Contains(shown, StringComparison.Ordinal) ? Seen.Allowed : Seen.NotFound,
            HttpStatusCode.NotFound => Seen.NotFound,
            HttpStatusCode.Unauthorized => Seen.StepUp,
            HttpStatusCode.Forbidden => text.Contains($"data-permission=\"{permission.Name()}\"", StringComparison.Ordinal) && text.Contains("can grant it", StringComparison.Ordinal) ? Seen.Forbidden : Seen.Odd,
            _ => Seen.Odd,
        };
    }

    private static async Task<Seen> OfAnswerAsync(HttpResponseMessage answer, Permission permission, string? shown)
    {
        var text = await answer.Content.ReadAsStringAsync();
        if (answer.Content.Headers.ContentType?.MediaType == "application/problem+json")
        {
            var problem = JsonDocument.Parse(text).RootElement;
            return OfCode(problem.GetProperty("code").GetString()!, problem.TryGetProperty("permission", out var named) ? named.GetString() : null, permission);
        }
        return answer.StatusCode == HttpStatusCode.Unauthorized ? Seen.SignIn
            : !answer.IsSuccessStatusCode ? Seen.Odd
            : shown is null || text.Contains(shown, StringComparison.Ordinal) ? Seen.Allowed : Seen.NotFound;
    }

    private static Seen OfCode(string code, string? named, Permission permission) => code switch
    {
        "not_found" => Seen.NotFound,
        "step_up_required" => Seen.StepUp,
        "forbidden" => named == permission.Name() ? Seen.Forbidden : Seen.Odd,
        "unavailable" or "antiforgery" => Seen.Odd,
        _ => Seen.Allowed,
    };
}
