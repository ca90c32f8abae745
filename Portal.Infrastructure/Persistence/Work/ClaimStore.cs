using Microsoft.EntityFrameworkCore;
using Portal.Domain.Claims;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;

namespace Portal.Infrastructure.Persistence.Work;

internal sealed class ClaimStore(PortalContext context) : IClaimStore
{
    public Task<Claim?> FindAsync(ClaimId id, CancellationToken ct) => context.Claims.FirstOrDefaultAsync(claim => claim.Id == id, ct);

    public Task<Claim?> LatestAsync(string number, CancellationToken ct) =>
        context.Claims.Where(claim => claim.Number == number).OrderByDescending(claim => claim.AskedAt).ThenByDescending(claim => claim.Id).FirstOrDefaultAsync(ct);

    public Task<Claim?> OfTradeAsync(AlipayTradeNo trade, CancellationToken ct) => context.Claims.FirstOrDefaultAsync(claim => claim.FoundTradeNo == trade, ct);

    public async Task<IReadOnlyList<DateTimeOffset>> TimesAsync(UserId by, DateTimeOffset after, CancellationToken ct) => await context.Claims.AsNoTracking()
        .Where(claim => claim.AskedBy == by && claim.AskedAt > after).OrderBy(claim => claim.AskedAt).Select(claim => claim.AskedAt).ToListAsync(ct);

    public void Add(Claim claim) => context.Claims.Add(claim);
}

/// <summary>Which payments a claim may be about, within a time that an index bounds.</summary>
internal static class ClaimedPayments
{
    private const string Escape = "\\";

    public static IQueryable<Payment> Of(IQueryable<Payment> payments, ClaimQuestion question, DateTimeOffset now)
    {
        if (question.Number is { } number)
        {
            var (since, ending) = (now - ClaimQuestion.DigitsReach, "%" + number.Replace("_", Escape + "_", StringComparison.Ordinal));
            return payments.Where(payment => payment.OccurredAt >= since
                && (EF.Functions.Like((string)(object)payment.TradeNo, ending, Escape) || EF.Functions.Like((string)(object)payment.OutTradeNo, ending, Escape)));
        }
        var (minor, from, until) = (question.Amount!.MinorUnits, question.Around!.Value - ClaimQuestion.Spread, question.Around.Value + ClaimQuestion.Spread);
        return payments.Where(payment => payment.AmountMinor == minor && payment.OccurredAt >= from && payment.OccurredAt <= until);
    }
}
