using Portal.Domain.Audit;
using Portal.Domain.Primitives;
using Portal.Domain.Work;

namespace Portal.Domain.Attention;

/// <summary>A person writes something down about an open question, or about any payment; it stands on the payment's timeline.</summary>
/// <remarks>Source: FLOWS 5.4; ROLES, "Add note".</remarks>
public sealed class AddNote(IPortalWorkFactory works, TimeProvider clock)
{
    /// <param name="text">1 to 500 characters of plain text.</param>
    public async Task<Outcome<Note>> RunAsync(Actor actor, CaseId id, string? text, CancellationToken ct)
    {
        await using var work = await works.BeginAsync(actor, Permission.AddNote, ct);
        if (await CaseSubject.FindAsync(work, id, ct) is not { } subject)
        {
            return CommonErrors.NotFound;
        }
        if (!Note.IsFit(text))
        {
            return AttentionErrors.NoteInvalid;
        }
        var note = Note.Of(work.Tenant.Id, id, subject.Payment?.Id, NoteKind.Note, text, actor.User, clock.GetUtcNow());
        work.Attention.Add(note);
        work.Audit(new AuditEntry { Subject = subject.AuditSubject() });
        return await work.CommitAsync(ct) is { } stale ? stale : note;
    }
}

/// <summary>An owner is asked to decide: the question is marked, and what was written stands on it.</summary>
/// <remarks>Source: FLOWS 5.5; ROLES, "Decide an unclear payment by hand": a manager may ask.</remarks>
public sealed class AskOwner(IPortalWorkFactory works, TimeProvider clock)
{
    /// <param name="text">What the owner should know; 1 to 500 characters.</param>
    public async Task<Outcome<Note>> RunAsync(Actor actor, CaseId id, string? text, CancellationToken ct)
    {
        await using var work = await works.BeginAsync(actor, Permission.AddNote, ct);
        if (await CaseSubject.FindAsync(work, id, ct) is not { } subject)
        {
            return CommonErrors.NotFound;
        }
        if (actor.User is { } user && await work.People.FindAsync(user, ct) is { } member && member.Role.Of(Permission.DecideByHand) is { MayAsk: false, IsGiven: false })
        {
            return CommonErrors.Forbidden(Permission.DecideByHand.Name());
        }
        if (!Note.IsFit(text))
        {
            return AttentionErrors.NoteInvalid;
        }
        var now = clock.GetUtcNow();
        (await CaseMarks.OfAsync(work, id, ct)).Ask(actor.User, now);
        var note = Note.Of(work.Tenant.Id, id, subject.Payment?.Id, NoteKind.Question, text, actor.User, now);
        work.Attention.Add(note);
        work.Audit(new AuditEntry { Act = "ask_owner", Subject = subject.AuditSubject() });
        return await work.CommitAsync(ct) is { } stale ? stale : note;
    }
}
