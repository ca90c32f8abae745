using System.Security.Claims;
using Portal.Domain.Counters;
using Portal.Domain.Primitives;
using Portal.Domain.Work;
using Portal.Infrastructure.Qr;
using Portal.Web.Composition;

namespace Portal.Web.Features.Counters;

/// <summary>A counter as scripts make it.</summary>
public sealed record NewCounter(string? Name, string? Key);

/// <summary>Making counters by script, and the code as a file.</summary>
public static class CounterEndpoints
{
    public static void MapCounters(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/counters", CreateAsync).WithMetadata(AnswersJson.Instance).AddEndpointFilter<CommandFilter>();
        var files = routes.MapGroup("/counters/{id}").AddEndpointFilter<CommandFilter>();
        files.MapGet("/qr.png", (string id, int? size, HttpContext http, ICounterQueries counters) =>
            FileAsync(id, http, counters, "png", "image/png", text => QrPicture.Png(text, Math.Clamp(size ?? QrPicture.DefaultPixels, QrPicture.MinPixels, QrPicture.MaxPixels))));
        files.MapGet("/qr.svg", (string id, HttpContext http, ICounterQueries counters) =>
            FileAsync(id, http, counters, "svg", "image/svg+xml", text => System.Text.Encoding.UTF8.GetBytes(QrPicture.Svg(text))));
        files.MapGet("/qr.pdf", (string id, HttpContext http, ICounterQueries counters) =>
            FileAsync(id, http, counters, "pdf", "application/pdf", QrPicture.Pdf));
    }

    private static async Task<IResult> CreateAsync(JsonBody<NewCounter> counter, CreateQrCode flow, ClaimsPrincipal person, HttpContext http, CancellationToken ct) =>
        await flow.RunAsync(person.Actor(), counter.Value.Name, counter.Value.Key, ct) switch
        {
            Outcome<Counter>.Done { Value: var made } => Results.Json(
                new { id = made.Id.ToString(), status = made.ActiveCode.Status.ToString(), qrcode = made.ActiveCode.Text },
                statusCode: made.ActiveCode.Status == QrCodeStatus.Creating ? StatusCodes.Status202Accepted : StatusCodes.Status201Created),
            Outcome<Counter>.Refused refused => Problems.Answer(refused.Error, http),
            Outcome<Counter>.Unknown unknown => Problems.Answer(unknown.Error, http),
            _ => throw new InvalidOperationException("An outcome has three cases."),
        };

    private static async Task<IResult> FileAsync(string id, HttpContext http, ICounterQueries counters, string ending, string type, Func<string, byte[]> draw)
    {
        var isTaken = ending != "svg" || http.Request.Query.ContainsKey("download");       // the page shows the SVG; all else is for taking away
        var counter = !CounterId.TryParse(id, out var parsed) ? null
            : isTaken ? await counters.FindForPrintAsync(http.User.Actor(), parsed, http.RequestAborted)
            : await counters.FindAsync(http.User.Actor(), parsed, http.RequestAborted);
        if (counter?.CodeText is not { } text)
        {
            return Problems.Answer(CommonErrors.NotFound, http);
        }
        http.Response.Headers.CacheControl = "private, no-cache";
        // The SVG may be opened by itself: then it is a document, and may do nothing.
        http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'";
        var saved = http.Request.Query.ContainsKey("download") ? $"code-{counter.CheckNumber}.{ending}" : null;
        return Results.File(draw(text), type, saved);
    }
}
