using Portal.Domain.Audit;
using Portal.Domain.Primitives;
using Portal.Domain.Work;

namespace Portal.Domain.Privacy;

/// <summary>Shows who paid, out of Alipay's stored message, to whoever may and has just proven who they are. That it was shown is on record before it is.</summary>
/// <remarks>Source: DATA-MONEY-TIME 6.1. The act's name in records is <c>reveal_buyer</c>.</remarks>
public sealed class RevealBuyer(IPortalWorkFactory works, IStoredMessages messages, TimeProvider clock)
{
    /// <summary>The message is not kept any more.</summary>
    public static PortalError Gone => new("buyer_gone", ErrorKind.Conflict);

    /// <returns>The buyer; refused with <c>not_found</c>, <c>buyer_gone</c> or <c>stale</c>.</returns>
    public async Task<Outcome<Buyer>> RunAsync(Actor actor, PaymentId id, CancellationToken ct)
    {
        await using var work = await works.BeginAsync(actor, Permission.RevealBuyer, ct);
        if (await work.Payments.FindAsync(id, ct) is not { } payment)
        {
            return CommonErrors.NotFound;
        }
        if (await messages.BuyerOfAsync(work.Tenant, id, ct) is not { } buyer)
        {
            return Gone;
        }
        payment.BuyerRevealed(clock.GetUtcNow());
        work.Audit(new AuditEntry { Subject = new AuditSubject("payment", payment.Id.ToString(), payment.CounterId), After = new Dictionary<string, string> { ["revealed"] = "buyer" } });
        return await work.CommitAsync(ct) is { } stale ? stale : buyer;
    }
}
