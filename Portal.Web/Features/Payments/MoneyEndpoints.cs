using System.Security.Claims;
using Portal.Domain.Cancels;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Refunds;
using Portal.Web.Composition;

namespace Portal.Web.Features.Payments;

/// <summary>A refund as scripts ask for it.</summary>
public sealed record NewRefund(string? Amount, string? Reason, string? Remaining, string? Key);

/// <summary>A cancel as scripts ask for it.</summary>
public sealed record NewCancel(string? Key);

/// <summary>Refund, cancel and check by script.</summary>
/// <remarks>Source: CONTRACT, HTTP.</remarks>
public static class MoneyEndpoints
{
    public static void MapMoney(this IEndpointRouteBuilder routes)
    {
        var payment = routes.MapGroup("/payments/{id}").WithMetadata(AnswersJson.Instance).AddEndpointFilter<CommandFilter>();
        payment.MapPost("/refunds", RefundAsync);
        payment.MapPost("/cancel", CancelAsync);
        payment.MapPost("/check", CheckAsync);
    }

    private static async Task<IResult> RefundAsync(string id, JsonBody<NewRefund> body, RefundPayment flow, ClaimsPrincipal person, HttpContext http, CancellationToken ct)
    {
        var asked = body.Value;
        var order = new RefundOrder(asked.Amount, asked.Reason, asked.Remaining, asked.Key);
        return PaymentId.TryParse(id, out var payment)
            ? Answer(await flow.RunAsync(person.Actor(), payment, order, ct), http, receipt => receipt switch
            {
                { Against: { } no } => Problems.Answer(no, http),
                { Refund: var refund } => Results.Json(
                    new { refundNo = refund.Number.Value, status = refund.Status.ToString(), remaining = receipt.Remaining.ToPlainText() },
                    statusCode: refund.Status is RefundStatus.Done or RefundStatus.Accepted ? StatusCodes.Status201Created : StatusCodes.Status202Accepted),
            })
            : Problems.Answer(CommonErrors.NotFound, http);
    }

    private static async Task<IResult> CancelAsync(string id, JsonBody<NewCancel> body, CancelPayment flow, ClaimsPrincipal person, HttpContext http, CancellationToken ct) =>
        PaymentId.TryParse(id, out var payment)
            ? Answer(await flow.RunAsync(person.Actor(), payment, body.Value.Key, ct), http, receipt => receipt.Against is { } no
                ? Problems.Answer(no, http)
                : Results.Json(
                    new { status = receipt.Payment.Status.ToString() },
                    statusCode: receipt.Cancel.Status is CancelStatus.Done or CancelStatus.Dropped ? StatusCodes.Status200OK : StatusCodes.Status202Accepted))
            : Problems.Answer(CommonErrors.NotFound, http);

    private static async Task<IResult> CheckAsync(string id, CheckPayment flow, ClaimsPrincipal person, HttpContext http, CancellationToken ct) =>
        PaymentId.TryParse(id, out var payment)
            ? Answer(await flow.RunAsync(person.Actor(), payment, ct), http, receipt => Results.Json(new { status = receipt.Status.ToString(), asked = receipt.IsAsked }))
            : Problems.Answer(CommonErrors.NotFound, http);

    private static IResult Answer<T>(Outcome<T> outcome, HttpContext http, Func<T, IResult> done) => outcome switch
    {
        Outcome<T>.Done { Value: var value } => done(value),
        Outcome<T>.Refused refused => Problems.Answer(refused.Error, http),
        Outcome<T>.Unknown unknown => Problems.Answer(unknown.Error, http),
        _ => throw new InvalidOperationException("An outcome has three cases."),
    };
}
