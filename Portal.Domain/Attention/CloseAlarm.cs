using Portal.Domain.Alarms;
using Portal.Domain.Audit;
using Portal.Domain.Primitives;
using Portal.Domain.Work;

namespace Portal.Domain.Attention;

/// <summary>A person closes an alarm and says why; who, when and why are kept. No money moves by it.</summary>
/// <remarks>Source: CAPABILITIES 34; ROLES, "resolve exceptions".</remarks>
public sealed class CloseAlarm(IPortalWorkFactory works, TimeProvider clock)
{
    /// <param name="reason">1 to 500 characters.</param>
    public async Task<Outcome<Alarm>> RunAsync(Actor actor, CaseId id, string? reason, CancellationToken ct)
    {
        await using (var seen = await works.BeginAsync(actor, Permission.SeeAttention, ct))
        {
            if (id.Kind != CaseKind.Alarm || await CaseSubject.FindAsync(seen, id, ct) is null)
            {
                return await RefuseAsync(actor, ct);
            }
        }
        await using var work = await works.BeginAsync(actor, Permission.ResolveException, ct);
        if (await CaseSubject.FindAsync(work, id, ct) is not { Alarm: { } alarm } subject)
        {
            return CommonErrors.NotFound;
        }
        if (alarm.Kind == AlarmKind.HeldBackOften && alarm.About == actor.User?.ToString())
        {
            return AttentionErrors.AboutYou;
        }
        if (!Note.IsFit(reason))
        {
            return AttentionErrors.ReasonRequired;
        }
        var now = clock.GetUtcNow();
        if (!alarm.Close(actor.User, Note.Clean(reason), now))
        {
            return AttentionErrors.ClosedBefore;
        }
        work.Attention.Add(Note.Of(work.Tenant.Id, id, alarm.PaymentId, NoteKind.Closing, reason, actor.User, now));
        work.Audit(new AuditEntry { Act = "close_alarm", Subject = subject.AuditSubject(), Reason = reason });
        return await work.CommitAsync(ct) is { } stale ? stale : alarm;
    }

    /// <summary>Whoever may not at all is told so, whatever they name.</summary>
    private async Task<PortalError> RefuseAsync(Actor actor, CancellationToken ct)
    {
        await using var work = await works.BeginAsync(actor, Permission.ResolveException, ct);
        return CommonErrors.NotFound;
    }
}
