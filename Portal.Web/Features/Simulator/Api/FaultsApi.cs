using Portal.Infrastructure.Alipay.Simulator;

namespace Portal.Web.Features.Simulator.Api;

/// <summary>Arms faults, lists them, clears them.</summary>
internal static class FaultsApi
{
    private const int MaxSeconds = 60 * 60 * 24;

    public static void MapFaultsApi(this IEndpointRouteBuilder api)
    {
        api.MapGet("/faults", async (FaultBook book, CancellationToken ct) => Results.Json((await book.ListAsync(ct)).Select(Document)));
        api.MapPost("/faults", ArmAsync);
        api.MapDelete("/faults", async (FaultBook book, CancellationToken ct) =>
        {
            await book.ClearAsync(ct);
            return Results.NoContent();
        });
    }

    private sealed record Wish(string? Service, string? Fault, int? Times, int? Seconds, string? Partner);

    private static async Task<IResult> ArmAsync(HttpContext http, FaultBook book, CancellationToken ct)
    {
        var (wish, refusal) = await ApiBody.ReadAsync<Wish>(http);
        if (wish is null)
        {
            return refusal!;
        }
        if (FaultNames.Of(wish.Service) is not { } known)
        {
            return List($"unknown service '{wish.Service}'", FaultNames.Services);
        }
        if (wish.Fault is null || !known.Contains(wish.Fault))
        {
            return List($"unknown fault '{wish.Fault}' for {wish.Service}", known);
        }
        if (wish.Times is < 0 || wish.Seconds is < 0 or > MaxSeconds || (wish.Partner is not null && !PartnerDesk.IsPartner(wish.Partner)))
        {
            return ApiBody.Refuse($"times is not negative, seconds is 0 to {MaxSeconds}, partner has 16 digits");
        }
        return Results.Json(Document(await book.ArmAsync(wish.Service!, wish.Fault, wish.Times ?? 1, wish.Seconds, wish.Partner, ct)));
    }

    private static IResult List(string error, IReadOnlyList<string> known) =>
        Results.Json(new { error = $"{error}; known: {string.Join(' ', known)}", known }, statusCode: StatusCodes.Status400BadRequest);

    /// <summary><c>times</c>: how often it will still act, 0 until cleared.</summary>
    private static object Document(SimFault fault) =>
        new { service = fault.Service, fault = fault.Fault, times = fault.Left ?? 0, seconds = fault.Seconds, partner = fault.Partner };
}
