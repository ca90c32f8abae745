using System.Text.Json;
using Portal.Domain.Primitives;
using Portal.Infrastructure.Alipay.Simulator;

namespace Portal.Web.Features.Simulator.Api;

/// <summary>Plays customers: pays a code, makes trades in bulk, shows a trade.</summary>
/// <remarks>Source: CONTRACT "Simulator".</remarks>
internal static class PaymentsApi
{
    private const int MaxCount = 100_000;
    private const int MaxPrefix = 48;

    public static void MapPaymentsApi(this IEndpointRouteBuilder api)
    {
        api.MapPost("/payments", PayAsync);
        api.MapPost("/trades", MakeAsync);
        api.MapGet("/trades/{tradeNo}", FindAsync);
    }

    private sealed record Order(string? Qrcode, JsonElement? Amount, bool? Notify, string? Outcome);

    private sealed record Bulk(string? Partner, int? Count, string? Currency, JsonElement? Amount, string? Prefix);

    private static async Task<IResult> PayAsync(HttpContext http, TradeDesk desk, CancellationToken ct)
    {
        var (order, refusal) = await ApiBody.ReadAsync<Order>(http);
        if (order is null)
        {
            return refusal!;
        }
        if (order.Outcome is not (null or "paid" or "abandon"))
        {
            return ApiBody.Refuse("outcome is paid or abandon");
        }
        if (string.IsNullOrEmpty(order.Qrcode))
        {
            return ApiBody.Refuse("qrcode is missing: the text of a code");
        }
        if (await desk.ScanAsync(order.Qrcode, ct) is not { } code)
        {
            return ApiBody.Refuse("the code is unknown, stopped or deleted", StatusCodes.Status409Conflict);
        }
        var problem = SimulatedAmount.Read(ApiBody.Text(order.Amount), Currency.Of(code.PricingCurrency), Currency.Of(code.Currency), out var amount);
        if (problem != AmountProblem.None)
        {
            return ApiBody.Refuse(Sentence(problem, code.PricingCurrency));
        }
        var trade = await desk.ConfirmAsync(code, amount!, null, ct);
        if (order.Outcome != "abandon")
        {
            trade = await desk.PayAsync(trade.TradeNo, order.Notify ?? true, ct) ?? trade;
        }
        return Results.Json(new { tradeNo = trade.TradeNo, outTradeNo = trade.OutTradeNo, status = trade.Status });
    }

    private static async Task<IResult> MakeAsync(HttpContext http, TradeDesk desk, PartnerDesk partners, CancellationToken ct)
    {
        var (bulk, refusal) = await ApiBody.ReadAsync<Bulk>(http);
        if (bulk is null)
        {
            return refusal!;
        }
        if (await partners.FindAsync(bulk.Partner, ct) is not { } partner)
        {
            return ApiBody.Refuse("partner is not registered here");
        }
        if (bulk.Count is not (>= 1 and <= MaxCount) || bulk.Prefix?.Length > MaxPrefix || bulk.Prefix?.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') == false)
        {
            return ApiBody.Refuse($"count is 1 to {MaxCount}; prefix, if any, has at most {MaxPrefix} letters, digits, dashes or underscores");
        }
        if (!SimulatedAmount.Takes(bulk.Currency, out var currency))
        {
            return ApiBody.Refuse("currency is none of Alipay's");
        }
        var problem = SimulatedAmount.Read(ApiBody.Text(bulk.Amount), currency, currency, out var amount);
        if (problem != AmountProblem.None)
        {
            return ApiBody.Refuse(Sentence(problem, currency.Code));
        }
        var prefix = string.IsNullOrEmpty(bulk.Prefix) ? null : bulk.Prefix;
        return await desk.MakePaidAsync(partner.Partner, amount!, bulk.Count.Value, prefix, ct) is { } made
            ? Results.Json(new { count = made.Count, trades = made.Select(trade => new { tradeNo = trade.TradeNo, outTradeNo = trade.OutTradeNo }) })
            : ApiBody.Refuse("trades with this prefix exist already", StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> FindAsync(string tradeNo, TradeBoard board, CancellationToken ct) =>
        await board.FindAsync(tradeNo, ct) is { } view ? Results.Json(Document(view)) : ApiBody.Refuse("there is no such trade", StatusCodes.Status404NotFound);

    private static object Document(TradeView view) => new
    {
        tradeNo = view.Trade.TradeNo,
        outTradeNo = view.Trade.OutTradeNo,
        status = view.Trade.Status,
        currency = view.Trade.PricingCurrency,
        amount = view.Amount.ToPlainText(),
        amountCny = view.AmountCny.ToPlainText(),
        qrcode = view.Trade.Code,
        createdAt = view.Trade.CreatedAt,
        paidAt = view.Trade.PaidAt,
        refunds = view.Refunds.Select(refund => new
        {
            refundNo = refund.RefundNo,
            amount = Money.OfMinor(refund.TypedMinor, view.Amount.Currency).ToPlainText(),
            status = refund.Status,
            at = refund.EndedAt ?? refund.AskedAt,
        }),
        cancelled = view.IsCancelled,
        notifications = view.Notifications.Select(notification => new
        {
            notifyId = notification.NotifyId,
            status = notification.Status,
            delivered = notification.Delivered,
            attempts = notification.Attempts.Select(attempt => new { at = attempt.At, httpStatus = attempt.HttpStatus, answer = attempt.Answer }),
        }),
    };

    private static string Sentence(AmountProblem problem, string currency) => problem switch
    {
        AmountProblem.TooFine => $"amount has more decimals than {currency} allows",
        AmountProblem.TooSmall => "amount is worth less than CNY 0.10",
        AmountProblem.TooLarge => "amount is worth more than CNY 50,000",
        _ => "amount must be plain digits with at most one point, for instance 12.50",
    };
}
