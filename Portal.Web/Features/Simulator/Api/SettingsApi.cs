using Portal.Infrastructure.Alipay.Simulator;

namespace Portal.Web.Features.Simulator.Api;

/// <summary>Requests so far, the clock, partners, the files of a day.</summary>
internal static class SettingsApi
{
    private const int UsualLimit = 100;
    private const long MaxOffset = 60L * 60 * 24 * 3660;

    public static void MapSettingsApi(this IEndpointRouteBuilder api)
    {
        api.MapGet("/requests", RequestsAsync);
        api.MapGet("/clock", (SimulatorFile file) => Clock(file));
        api.MapPost("/clock", MoveAsync);
        api.MapPost("/partners", RegisterAsync);
        api.MapGet("/files/{name}", FileAsync);
    }

    private sealed record Offset(long? OffsetSeconds);

    private sealed record Registration(string? Partner, string? SignType, string? Md5Key, string? PublicKey, string[]? Services, string[]? Addresses);

    private static async Task<IResult> RequestsAsync(string? service, string? limit, RequestLog log, CancellationToken ct)
    {
        var count = UsualLimit;
        return limit is not null && (!int.TryParse(limit, out count) || count is < 1 or > RequestLog.Kept)
            ? ApiBody.Refuse($"limit is 1 to {RequestLog.Kept}")
            : Results.Json(await log.ListAsync(string.IsNullOrEmpty(service) ? null : service, count, ct));
    }

    private static async Task<IResult> FileAsync(string name, DayFiles files, CancellationToken ct)
    {
        var (found, why) = await files.FindAsync(name, ct);
        return found is null ? ApiBody.Refuse(why!, StatusCodes.Status404NotFound) : Results.Bytes(found.Content, $"text/plain; charset={found.Charset}");
    }

    private static IResult Clock(SimulatorFile file) => Results.Json(new { offsetSeconds = file.OffsetSeconds, now = file.Now });

    private static async Task<IResult> MoveAsync(HttpContext http, SimulatorFile file, NotificationQueue queue, CancellationToken ct)
    {
        var (offset, refusal) = await ApiBody.ReadAsync<Offset>(http);
        if (offset is null)
        {
            return refusal!;
        }
        if (offset.OffsetSeconds is not (>= -MaxOffset and <= MaxOffset))
        {
            return ApiBody.Refuse("offsetSeconds is a whole number of seconds, at most ten years");
        }
        await file.MoveClockAsync(offset.OffsetSeconds.Value, ct);
        queue.Ring();
        return Clock(file);
    }

    private static async Task<IResult> RegisterAsync(HttpContext http, PartnerDesk desk, CancellationToken ct)
    {
        var (wish, refusal) = await ApiBody.ReadAsync<Registration>(http);
        if (wish is null)
        {
            return refusal!;
        }
        return await desk.RegisterAsync(wish.Partner, wish.SignType, wish.SignType == "MD5" ? wish.Md5Key : wish.PublicKey, new PartnerTerms(wish.Services, wish.Addresses), ct) is { } wrong
            ? ApiBody.Refuse(wrong)
            : Results.Json(new { partner = wish.Partner, alipayPublicKey = desk.AlipayPublicKey });
    }
}
