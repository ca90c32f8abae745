using Portal.Domain.Attention;
using Portal.Domain.Primitives;
using Portal.Domain.Work;

namespace Portal.Domain.Payments;

/// <summary>A till with its sound on has announced a payment: that stands on the payment's timeline, with whoever was signed in there.</summary>
/// <remarks>Source: CAPABILITIES 14. The product's own doing, so nothing of it is in the audit of what people did.</remarks>
public sealed class RecordAnnouncement(IPortalWorkFactory works, TimeProvider clock)
{
    /// <param name="actor">Whoever is signed in at the till.</param>
    /// <param name="words">What was announced; 1 to 500 characters of plain text.</param>
    /// <returns>Refused: no such payment within the actor's reach, or there are no words; nothing is kept.</returns>
    public async Task<Outcome<Note>> RunAsync(Actor actor, PaymentId id, string words, CancellationToken ct)
    {
        await using (var heard = await works.BeginAsync(actor, Permission.SeeLive, ct))
        {
            if (await heard.Payments.FindAsync(id, ct) is null)
            {
                return CommonErrors.NotFound;
            }
        }
        if (!Note.IsFit(words))
        {
            return AttentionErrors.NoteInvalid;
        }
        await using var work = await works.BeginAsync(Actor.Job(actor.Tenant), Permission.SeePayments, ct);
        var note = Note.Of(work.Tenant.Id, new CaseId(CaseKind.Payment, id.Value), id, NoteKind.Announcement, words, actor.User, clock.GetUtcNow());
        work.Attention.Add(note);
        return await work.CommitAsync(ct) is { } stale ? stale : note;
    }
}
