using Portal.Domain.Audit;
using Portal.Domain.Primitives;
using Portal.Domain.Work;

namespace Portal.Domain.Attention;

/// <summary>A person looks after an open question from now on, or gives it back to nobody in particular.</summary>
/// <remarks>Source: FLOWS 5.4. It may be taken from somebody else: whoever is there helps.</remarks>
public sealed class TakeOver(IPortalWorkFactory works, TimeProvider clock)
{
    public Task<Outcome<CaseMark>> RunAsync(Actor actor, CaseId id, CancellationToken ct) => MarkAsync(actor, id, actor.User, "take_over_case", ct);

    public Task<Outcome<CaseMark>> GiveBackAsync(Actor actor, CaseId id, CancellationToken ct) => MarkAsync(actor, id, null, "give_back_case", ct);

    private async Task<Outcome<CaseMark>> MarkAsync(Actor actor, CaseId id, UserId? owner, string act, CancellationToken ct)
    {
        await using var work = await works.BeginAsync(actor, Permission.AddNote, ct);
        if (await CaseSubject.FindAsync(work, id, ct) is not { } subject)
        {
            return CommonErrors.NotFound;
        }
        var mark = await CaseMarks.OfAsync(work, id, ct);
        if (mark.OwnerId == owner)
        {
            return mark;
        }
        mark.Take(owner, clock.GetUtcNow());
        work.Audit(new AuditEntry { Act = act, Subject = subject.AuditSubject() });
        return await work.CommitAsync(ct) is { } stale ? stale : mark;
    }
}

/// <summary>Marks are made when they are first needed.</summary>
internal static class CaseMarks
{
    public static async Task<CaseMark> OfAsync(IPortalWork work, CaseId id, CancellationToken ct)
    {
        if (await work.Attention.FindAsync(id, ct) is { } known)
        {
            return known;
        }
        var mark = CaseMark.Of(work.Tenant.Id, id);
        work.Attention.Add(mark);
        return mark;
    }

    /// <summary>What the audit says that an act on a case is about.</summary>
    public static AuditSubject AuditSubject(this CaseSubject subject) => subject.Payment is { } payment
        ? new AuditSubject("payment", payment.Id.ToString(), payment.CounterId)
        : new AuditSubject("alarm", subject.Id.Value.ToString("N"));
}
