using System.Security.Claims;
using Portal.Domain.Claims;
using Portal.Domain.Primitives;
using Portal.Web.Composition;
using Claim = Portal.Domain.Claims.Claim;

namespace Portal.Web.Features.Claims;

/// <summary>A claim as scripts ask: by number, or by amount and time.</summary>
public sealed record NewClaim(string? Number, string? Amount, string? Time, string? Counter);

/// <summary>The claim desk by script.</summary>
/// <remarks>Source: CONTRACT, HTTP. The payment is named where the person may open its page.</remarks>
public static class ClaimEndpoints
{
    public static void MapClaims(this IEndpointRouteBuilder routes) =>
        routes.MapGroup("/check").WithMetadata(AnswersJson.Instance).AddEndpointFilter<CommandFilter>().MapPost("", AskAsync);

    private static async Task<IResult> AskAsync(JsonBody<NewClaim> body, CheckClaim flow, IClaimQueries claims, ClaimsPrincipal person, HttpContext http, CancellationToken ct)
    {
        var asked = body.Value;
        if (!TryCounter(asked.Counter, out var counter))
        {
            return Problems.Answer(CommonErrors.NotFound, http);
        }
        return await flow.RunAsync(person.Actor(), new ClaimOrder(asked.Number, asked.Amount, asked.Time, counter), ct) switch
        {
            Outcome<Claim>.Done { Value: { Id: var id } } when await claims.FindAsync(person.Actor(), id, CancellationToken.None) is { } view =>
                Results.Json(view is { MayOpen: true, Paid: { } paid } ? new { verdict = view.Verdict.ToString(), payment = paid.Id.ToString() } : (object)new { verdict = view.Verdict.ToString() }),
            Outcome<Claim>.Refused { Error: var error } => Problems.Answer(error, http),
            _ => Problems.Answer(CommonErrors.Unavailable, http),
        };
    }

    private static bool TryCounter(string? text, out CounterId? counter)
    {
        counter = CounterId.TryParse(text, out var id) ? id : null;
        return counter is not null || string.IsNullOrEmpty(text);
    }
}
