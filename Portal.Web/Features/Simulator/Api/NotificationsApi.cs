using Portal.Infrastructure.Alipay.Simulator;

namespace Portal.Web.Features.Simulator.Api;

/// <summary>Sends one notification by hand and waits for its answer.</summary>
internal static class NotificationsApi
{
    private const int LateMinutes = 20;
    private const int MaxMinutes = 60 * 24 * 400;

    public static void MapNotificationsApi(this IEndpointRouteBuilder api) => api.MapPost("/notifications/{tradeNo}", SendAsync);

    private sealed record Wish(string? How, int? Minutes);

    private static async Task<IResult> SendAsync(string tradeNo, HttpContext http, TradeDesk desk, NotificationSender sender, CancellationToken ct)
    {
        var (wish, refusal) = await ApiBody.ReadAsync<Wish>(http);
        if (wish is null)
        {
            return refusal!;
        }
        if (wish.How is not ("again" or "late" or "corrupt" or "wrong-amount" or "wrong-currency" or "wrong-seller") || wish.Minutes is < 0 or > MaxMinutes)
        {
            return ApiBody.Refuse("how is one of: again, late, corrupt, wrong-amount, wrong-currency, wrong-seller; minutes, if any, is not negative");
        }
        if (await desk.FindAsync(tradeNo, ct) is null)
        {
            return ApiBody.Refuse("there is no such trade", StatusCodes.Status404NotFound);
        }
        if (wish.How == "late")
        {
            await desk.AgeAsync(tradeNo, wish.Minutes ?? LateMinutes, ct);
        }
        var fault = wish.How is "again" or "late" ? null : wish.How;
        return await sender.SendNowAsync(tradeNo, fault, ct) is { } attempt
            ? Results.Json(new { httpStatus = attempt.HttpStatus, answer = attempt.Answer })
            : ApiBody.Refuse("the trade was never paid, or its code has no address to notify", StatusCodes.Status409Conflict);
    }
}
