using System.Security.Cryptography;
using Microsoft.AspNetCore.Antiforgery;
using Portal.Domain.Primitives;
using Portal.Web.Realtime.Open;

namespace Portal.Web.Composition;

/// <summary>One policy for every answer: scripts and styles of our own only, framed by nobody.</summary>
public static class SecurityHeaders
{
    private const string HalfAYear = "max-age=15768000";
    public const string NonceItem = "csp-nonce";

    /// <summary>What may be kept says so itself; a second word beside it would forbid it again.</summary>
    private static readonly Func<object, Task> s_unlessKept = static headers =>
    {
        if (((IHeaderDictionary)headers).CacheControl.Count == 0)
        {
            ((IHeaderDictionary)headers).CacheControl = "no-store";
        }
        return Task.CompletedTask;
    };

    public static void UseSecurityHeaders(this IApplicationBuilder app) => app.Use(async (http, next) =>
    {
        var nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        http.Items[NonceItem] = nonce;
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy =
            $"default-src 'self'; script-src 'self' 'nonce-{nonce}'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
            + "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";
        http.Response.OnStarting(s_unlessKept, headers);
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(self), microphone=(), geolocation=()";
        if (http.Request.IsHttps)
        {
            headers.StrictTransportSecurity = HalfAYear;
        }
        await next(http);
    });

    /// <summary>A form without its token is answered here: further in, it would be an exception, whose answer comes without the headers.</summary>
    public static void RefuseForgedForms(this IApplicationBuilder app) => app.Use(async (http, next) =>
    {
        if (http.Features.Get<IAntiforgeryValidationFeature>() is { IsValid: false })
        {
            await Problems.Answer(new PortalError("antiforgery", ErrorKind.Invalid), http).ExecuteAsync(http);
            return;
        }
        await next(http);
    });

    /// <summary>A socket brings the cookie of whoever opened it, so a page of elsewhere must not open one.</summary>
    public static void UseOwnOriginForSockets(this IApplicationBuilder app, SeenRevocations seen) => app.Use(async (http, next) =>
    {
        SocketGate.Mark(http, seen);
        var isSocket = http.Request.Path.StartsWithSegments("/_blazor") || http.Request.Path.StartsWithSegments("/hubs");
        if (isSocket && http.Request.Headers.Origin.ToString() is { Length: > 0 } origin
            && !origin.Equals($"{http.Request.Scheme}://{http.Request.Host}", StringComparison.OrdinalIgnoreCase))
        {
            http.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }
        await next(http);
    });
}
