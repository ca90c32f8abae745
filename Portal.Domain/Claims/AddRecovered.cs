using Portal.Domain.Alarms;
using Portal.Domain.Audit;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Work;

namespace Portal.Domain.Claims;

/// <summary>A person says at which counter the money was paid that a claim led to; it is on record from then on, marked as recovered.</summary>
/// <remarks>Source: FLOWS 8.5, <em>Add to this counter</em>; ROLES, "Book orphan to counter".</remarks>
public sealed class AddRecovered(IPortalWorkFactory works, TimeProvider clock)
{
    /// <returns>The payment; <c>nothing_to_add</c> where it is on record already or the claim found no money.</returns>
    public async Task<Outcome<Payment>> RunAsync(Actor actor, ClaimId id, CounterId at, CancellationToken ct)
    {
        await using var work = await works.BeginAsync(actor, Permission.BookOrphan, ct);
        if (await work.Claims.FindAsync(id, ct) is not { } claim || await work.Counters.FindAsync(at, ct) is not { } counter)
        {
            return CommonErrors.NotFound;
        }
        if (!claim.IsOpen)
        {
            return ClaimErrors.NothingToAdd;
        }
        var now = clock.GetUtcNow();
        var found = claim.FoundTrade();
        if (await work.Payments.OfTradeAsync(found.TradeNo, ct) is { } known)
        {
            claim.Answer(Verdicts.Of(known, claim.CounterId), known);        // its message came after all, and tells the counter
            await SettleAsync(work, claim, now);
            return await work.CommitAsync(ct) ?? ClaimErrors.NothingToAdd;
        }
        var payment = Payment.Recover(counter.ActiveCode, work.Account.Id, found, claim.FoundPayerHash, now);
        work.Payments.Add(payment);
        claim.Add(payment, actor.User, now);
        await SettleAsync(work, claim, now);
        work.Audit(new AuditEntry { Act = "add_recovered", Subject = new AuditSubject("payment", payment.Id.ToString(), counter.Id) });
        return await work.CommitAsync(ct) is { } stale ? stale : payment;
    }

    private static async Task SettleAsync(IPortalWork work, Claim claim, DateTimeOffset now)
    {
        if (await work.Alarms.OpenOfAsync(AlarmKind.PaymentUnassigned, claim.Id.ToString(), CancellationToken.None) is { } alarm)
        {
            alarm.Settle("payment_added", now);
        }
    }
}
