using Portal.Domain.Alarms;
using Portal.Domain.Gateway;
using Portal.Domain.Primitives;
using Portal.Domain.Work;

namespace Portal.Domain.Counters;

/// <summary>The call of an act on a code and the booking of its answer; used by the person who waits and by the job that repeats.</summary>
/// <remarks>Every act may be repeated (PROTOCOL 3.2, 3.3), so a time-out is asked again as it is.</remarks>
public sealed class ActOnCode(IPaymentGateway gateway, TimeProvider clock, IJitter jitter)
{
    private static readonly TimeSpan s_lease = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_untilAnOperatorActs = TimeSpan.FromMinutes(5);

    /// <summary>Puts a person's wish on record and asks.</summary>
    internal async Task<Outcome<Counter>> BeginAsync(IPortalWork work, CounterId id, QrCodeId code, CodeAct act, CancellationToken ct) =>
        await work.Counters.FindAsync(id, ct) is { } counter && counter.FindCode(code) is { } found
            ? await WantAsync(work, counter, found, act, null, ct)
            : CommonErrors.NotFound;

    /// <summary>Puts the wish on record together with whatever else the work has changed, and asks.</summary>
    internal async Task<Outcome<Counter>> WantAsync(IPortalWork work, Counter counter, QrCode code, CodeAct act, string? address, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        switch (code.Want(act, address, work.Actor.User, now))
        {
            case Outcome<bool>.Refused no:
                return no.Error;
            case Outcome<bool>.Done { Value: false }:
                return code.IsOpen ? new Outcome<Counter>.Unknown(CodeErrors.NotKnownYet) : counter;
        }
        code.TakeLease(now, s_lease);
        work.Counters.Note(CodeNote.Of(code, act, CodeNoteKind.Asked, "", work.Actor.User, now));
        return await work.CommitAsync(ct) is { } stale ? stale : await AskAsync(work, counter, code, Caller.Person);
    }

    /// <summary>What a job does with a claimed row.</summary>
    public async Task RunAsync(IPortalWork work, Counter counter, QrCode code) => await AskAsync(work, counter, code, Caller.Job);

    /// <summary>Asks what is on record; the row is leased by whoever calls.</summary>
    internal async Task<Outcome<Counter>> AskAsync(IPortalWork work, Counter counter, QrCode code, Caller caller)
    {
        if (code is not { Wanted: { } act, Text: { } text })
        {
            return counter;
        }
        var request = counter.RequestFor(code, work.Tenant, code.WantedAddress ?? code.NotifyUrl ?? "");
        var answer = act == CodeAct.Change
            ? await gateway.ModifyCodeAsync(work.Account, new CodeModification(text, request), caller, CancellationToken.None)
            : await gateway.SetCodeStatusAsync(work.Account, new CodeStatusChange(text, StepOf(act)), caller, CancellationToken.None);
        var outcome = await BookAsync(work, counter, code, act, request, answer);
        return await work.CommitAsync(CancellationToken.None) is { } stale ? stale : outcome;
    }

    private async Task<Outcome<Counter>> BookAsync(
        IPortalWork work, Counter counter, QrCode code, CodeAct act, CodeRequest request, GatewayAnswer<ChangedCode> answer)
    {
        var now = clock.GetUtcNow();
        switch (answer)
        {
            case GatewayAnswer<ChangedCode>.Done:
                if (code.IsOpen)
                {
                    Note(work, code, act, CodeNoteKind.Done, "", now);
                }
                if (act == CodeAct.Change)
                {
                    code.Told(request.StoreName, request.Address);
                }
                code.CarriedOut(now);
                if (!work.Tenant.HoldsCodes && code.Release(null, now))
                {
                    Note(work, code, CodeAct.Restart, CodeNoteKind.Asked, "", now);
                }
                return counter;
            case GatewayAnswer<ChangedCode>.Refused refused:
                if (refused.IsConfiguration)
                {
                    await work.Alarms.RaiseAsync(AlarmKind.GatewayConfiguration, refused.Code, refused.Detail, null, CancellationToken.None);
                }
                if (refused.IsConfiguration && code.MayHaveBeenCarriedOut)
                {
                    code.AskAgainAt(now + s_untilAnOperatorActs);          // this request was refused unread; what became of the one before is not known
                    return new Outcome<Counter>.Unknown(CodeErrors.NotKnownYet);
                }
                Note(work, code, act, CodeNoteKind.Refused, refused.Code, now);
                code.Refuse(refused.Code);
                return CodeErrors.RefusedByGateway(refused.Code, refused.IsConfiguration);
            case GatewayAnswer<ChangedCode>.NotKnown doubt:
                if (code.Attempts == 0)
                {
                    Note(work, code, act, CodeNoteKind.NotKnown, doubt.Why, now);
                }
                code.AskAgainAt(now + BackOff.After(code.Attempts, now - (code.WantedAt ?? now), jitter.Next()));
                if (doubt.IsUntrusted)
                {
                    await work.Alarms.RaiseAsync(AlarmKind.UntrustedAnswer, code.Id.ToString(), doubt.Why, null, CancellationToken.None);
                }
                return new Outcome<Counter>.Unknown(CodeErrors.NotKnownYet);
            default:
                throw new InvalidOperationException("An answer has three cases.");
        }
    }

    private static void Note(IPortalWork work, QrCode code, CodeAct act, CodeNoteKind kind, string reason, DateTimeOffset at) =>
        work.Counters.Note(CodeNote.Of(code, act, kind, reason, code.WantedBy, at));

    private static CodeStep StepOf(CodeAct act) => act switch
    {
        CodeAct.Stop => CodeStep.Stop,
        CodeAct.Restart => CodeStep.Restart,
        CodeAct.Retire => CodeStep.Delete,
        _ => throw new InvalidOperationException($"{act} is no step of a code's life."),
    };
}
