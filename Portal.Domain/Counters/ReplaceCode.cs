using Portal.Domain.Alarms;
using Portal.Domain.Audit;
using Portal.Domain.Primitives;
using Portal.Domain.Work;

namespace Portal.Domain.Counters;

/// <summary>What is wrong with a printed code.</summary>
public enum StickerProblem
{
    /// <summary>Gone; somebody else may have it.</summary>
    Lost,

    /// <summary>Unreadable; the same code is printed again.</summary>
    Damaged,

    /// <summary>Somebody may have put another code over it.</summary>
    Tampered,

    /// <summary>It hangs elsewhere; the same code, another place.</summary>
    Moved,
}

/// <summary>Gives a counter a new code: the old one is stopped, the new one has its own store number and address, both stay linked.</summary>
/// <remarks>Source: FLOWS 10; PROTOCOL 4.3 and 4.4: only another store gives another code.</remarks>
public sealed class ReplaceCode(IPortalWorkFactory works, ActOnCode act, AskForCode ask, TimeProvider clock)
{
    private static readonly TimeSpan s_lease = TimeSpan.FromSeconds(30);

    /// <param name="seen">The active code that the person saw: two people at once make one new code.</param>
    /// <param name="suspectSince">With <see cref="StickerProblem.Tampered"/>: since when the sticker may have been another's; null: since the code was made.</param>
    /// <returns>The counter with its new code, <c>Live</c>, or still <c>Creating</c> where Alipay's answer is not known yet, or <c>Failed</c>.
    /// The old code is stopped, or stopping until Alipay says so.</returns>
    public async Task<Outcome<Counter>> RunAsync(Actor actor, CounterId id, QrCodeId seen, StickerProblem problem, DateTimeOffset? suspectSince, CancellationToken ct)
    {
        await using var work = await works.BeginAsync(actor, Permission.ReplaceCode, ct);
        if (await work.Counters.FindAsync(id, ct) is not { } counter || counter.FindCode(seen) is not { } old)
        {
            return CommonErrors.NotFound;
        }
        if (work.Tenant.HoldsCodes)
        {
            return CodeErrors.HeldWithTenant;
        }
        var now = clock.GetUtcNow();
        if (Refusal(old, suspectSince, now) is { } no)
        {
            return no;
        }
        var mustStop = old.Want(CodeAct.Stop, null, actor.User, now) is Outcome<bool>.Done { Value: true };
        if (mustStop)
        {
            old.TakeLease(now, s_lease);
            work.Counters.Note(CodeNote.Of(old, CodeAct.Stop, CodeNoteKind.Asked, "", actor.User, now));
        }
        var since = problem == StickerProblem.Tampered ? suspectSince ?? old.CreatedAt : (DateTimeOffset?)null;
        var next = counter.Replace(since, now);
        next.TakeLease(now, s_lease);
        work.Counters.Note(CodeNote.Of(old, null, CodeNoteKind.Replaced, problem.ToString(), actor.User, now));
        if (problem == StickerProblem.Tampered)
        {
            await work.Alarms.RaiseAsync(AlarmKind.TamperedSticker, old.Id.ToString(), counter.Name, null, ct);
        }
        work.Audit(new AuditEntry { After = new Dictionary<string, string> { ["problem"] = problem.ToString() } });
        if (await work.CommitAsync(ct) is { } stale)
        {
            return stale;
        }
        if (mustStop)
        {
            await act.AskAsync(work, counter, old, Gateway.Caller.Person);
        }
        return await ask.RunAsync(work, counter, Gateway.Caller.Person, null);
    }

    private PortalError? Refusal(QrCode old, DateTimeOffset? suspectSince, DateTimeOffset now) =>
        !old.IsActive ? CodeErrors.Replaced
        : old.Status == QrCodeStatus.Deleted ? CodeErrors.Deleted
        : old.Status is not (QrCodeStatus.Live or QrCodeStatus.Stopped) ? CodeErrors.NotMade
        : old.Wanted == CodeAct.Retire ? CodeErrors.Pending
        : suspectSince > now ? CodeErrors.SinceInvalid
        : ask.HasPublicAddress ? null
        : CounterErrors.NoPublicAddress;
}
