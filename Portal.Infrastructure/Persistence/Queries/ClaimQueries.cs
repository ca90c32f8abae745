using Microsoft.EntityFrameworkCore;
using Portal.Domain.Claims;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Work;
using Portal.Infrastructure.Persistence.Work;

namespace Portal.Infrastructure.Persistence.Queries;

/// <summary>Claims for the desk, each with its payment as it stands now.</summary>
public sealed class ClaimQueries(PortalWorks works, TimeProvider clock) : IClaimQueries
{
    private const int MostListed = 20;
    private const int MostFitting = 5;

    public async Task<ClaimView?> FindAsync(Actor actor, ClaimId id, CancellationToken ct)
    {
        await using var context = await works.OpenAsync(actor, Permission.CheckClaim, ct);
        var claims = await context.Claims.AsNoTracking().Where(claim => claim.Id == id).ToListAsync(ct);
        if (await ShownAsync(context, claims, ct) is not [var view])
        {
            return null;
        }
        var fitting = view.Verdict == Verdict.Several
            ? await NamedPayment.Of(context, ClaimedPayments.Of(context.Payments.AsNoTracking(), new ClaimQuestion(view.Number, view.Asked, view.Around, null), view.At)).Take(MostFitting).ToListAsync(ct)
            : [];
        return view with { Fitting = [.. fitting.Select(named => named.ToRow())], MayOpen = view.Paid is { } paid && await MayOpenAsync(actor, paid, ct) };
    }

    public async Task<IReadOnlyList<ClaimView>> TodayAsync(Actor actor, CancellationToken ct)
    {
        await using var context = await works.OpenAsync(actor, Permission.CheckClaim, ct);
        var tenant = await context.Tenants.AsNoTracking().SingleAsync(row => row.Id == context.CurrentTenant, ct);
        var from = tenant.ShopDayAt(clock.GetUtcNow()).From;
        return await ShownAsync(context, await context.Claims.AsNoTracking().Where(claim => claim.AskedAt >= from).OrderByDescending(claim => claim.AskedAt).Take(MostListed).ToListAsync(ct), ct);
    }

    /// <summary>The desk looks through the whole tenant; pages of payments keep to the person's own scope.</summary>
    private async Task<bool> MayOpenAsync(Actor actor, PaymentRow paid, CancellationToken ct)
    {
        await using var context = await works.OpenAsync(actor, Permission.SeePayments, ct);
        return await context.Payments.AnyAsync(payment => payment.Id == paid.Id, ct);
    }

    private static async Task<IReadOnlyList<ClaimView>> ShownAsync(PortalContext context, List<Claim> claims, CancellationToken ct)
    {
        var ids = claims.Select(claim => claim.PaymentId).OfType<PaymentId>().Distinct().ToList();
        var paid = ids.Count == 0 ? [] : (await NamedPayment.Of(context, context.Payments.AsNoTracking().Where(payment => ids.Contains(payment.Id))).ToListAsync(ct)).ToDictionary(named => named.Payment.Id);
        var names = await NotesQuery.NamesAsync(context, claims.Select(claim => claim.AskedBy), ct);
        var currency = await context.Tenants.AsNoTracking().Where(row => row.Id == context.CurrentTenant).Select(row => row.Currency).SingleAsync(ct);
        return [.. claims.Select(claim =>
        {
            var payment = claim.PaymentId is { } id ? paid.GetValueOrDefault(id) : null;
            var row = payment?.ToRow();
            return new ClaimView(
                claim.Id, claim.Number, claim.AmountMinor is { } minor ? Money.OfMinor(minor, currency) : null, claim.Around, claim.AskedBy is { } by ? names.GetValueOrDefault(by) : null,
                claim.AskedAt, claim.CounterId, payment is null ? claim.Verdict : Verdicts.Of(claim.Verdict, payment.Payment, claim.CounterId), row?.Amount ?? claim.Found,
                row?.PaidAt ?? claim.FoundPaidAt, row?.Payer ?? claim.FoundPayer, row)
            {
                IsGoingBack = payment is not null && !payment.Payment.IsFrozen && Verdicts.IsGoingBack(payment.Payment),
            };
        })];
    }
}
