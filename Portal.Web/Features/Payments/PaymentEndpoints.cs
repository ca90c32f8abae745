using System.Security.Claims;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Web.Composition;
using Portal.Web.Realtime;

namespace Portal.Web.Features.Payments;

/// <summary>Payments as scripts read them; the rows are those of the hub.</summary>
public static class PaymentEndpoints
{
    private const int DefaultLimit = 50;
    private const int MaxLimit = 500;

    public static void MapPayments(this IEndpointRouteBuilder routes)
    {
        var payments = routes.MapGroup("/payments").WithMetadata(AnswersJson.Instance).AddEndpointFilter<CommandFilter>();
        payments.MapGet("", ListAsync);
        payments.MapGet("/{id}", FindAsync);
    }

    private static async Task<IResult> ListAsync(long? after, int? limit, IPaymentQueries payments, ClaimsPrincipal person, CancellationToken ct)
    {
        var page = await payments.PageAsync(person.Actor(), PaymentFilter.All, after, Math.Clamp(limit ?? DefaultLimit, 1, MaxLimit), ct);
        return Results.Json(new { payments = page.Rows.Select(PaymentMessage.Of), next = page.Next });
    }

    private static async Task<IResult> FindAsync(string id, IPaymentQueries payments, ClaimsPrincipal person, HttpContext http, CancellationToken ct) =>
        PaymentId.TryParse(id, out var parsed) && await payments.FindAsync(person.Actor(), parsed, ct) is { } found
            ? Results.Json(PaymentMessage.Of(found.Row))
            : Problems.Answer(CommonErrors.NotFound, http);
}
