using Portal.Domain.Alarms;
using Portal.Domain.Audit;
using Portal.Domain.Gateway;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Privacy;
using Portal.Domain.Work;

namespace Portal.Domain.Claims;

/// <summary>The claim desk: a customer says to have paid. What is on record is looked at, what is unclear is asked about, and Alipay is asked for a number
/// that is not on record; each question is kept with its answer.</summary>
/// <remarks>Source: FLOWS 8; ROLES, "Claim desk": everybody at a counter looks through the whole tenant, at a pace that guesses nobody's payments.</remarks>
public sealed class CheckClaim(IPortalWorkFactory works, IPaymentGateway gateway, QueryPayment query, CheckPace pace, IPayerHashes payers, CrashPoints crash, TimeProvider clock)
{
    /// <summary>Questions of one person in <see cref="PaceFor"/>.</summary>
    public const int PerPace = 20;

    private const int MostShown = 5;
    private const int MostTries = 3;

    public static readonly TimeSpan PaceFor = TimeSpan.FromMinutes(10);

    public async Task<Outcome<Claim>> RunAsync(Actor actor, ClaimOrder order, CancellationToken ct)
    {
        for (var tries = 1; ; tries++)
        {
            var read = await ReadAsync(actor, order, ct);
            if (read is not Outcome<ClaimQuestion>.Done { Value: var question })
            {
                return read.Map(_ => (Claim)null!);
            }
            await using var work = await works.BeginAsync(actor, Permission.CheckClaim, CancellationToken.None);
            var claim = await AnswerAsync(work, question);
            work.Audit(new AuditEntry { Subject = new AuditSubject("claim", claim.Id.ToString(), question.Counter) });
            crash.At(CrashPoints.ClaimBeforeCommit);
            if (await work.CommitAsync(CancellationToken.None) is not { } stale)
            {
                return claim;
            }
            if (tries == MostTries)
            {
                return stale;                                          // others of the same trade were faster, again and again
            }
        }
    }

    /// <summary>Reads the question; a payment that is on record and unclear is asked about first, as a job would.</summary>
    private async Task<Outcome<ClaimQuestion>> ReadAsync(Actor actor, ClaimOrder order, CancellationToken ct)
    {
        Outcome<ClaimQuestion> read;
        Payment? unclear;
        await using (var work = await works.BeginAsync(actor, Permission.CheckClaim, ct))
        {
            var now = clock.GetUtcNow();
            read = ClaimQuestion.Read(order, work.Tenant, now);
            if (read is not Outcome<ClaimQuestion>.Done { Value: var question })
            {
                return read;
            }
            if (question.Counter is { } counter && await work.Counters.FindAsync(counter, ct) is null)
            {
                return CommonErrors.NotFound;
            }
            if (await TooOftenAsync(work, now, ct) is { } tooOften)
            {
                return tooOften;
            }
            unclear = await work.Payments.SearchAsync(question, now, MostShown, ct) is [var only] && only.Status.IsUnclear() && !only.IsFrozen && !only.IsLeasedAt(now) ? only : null;
        }
        if (unclear is not null)
        {
            if (actor.User is { } user && pace.Refuses(user) is { } tooOften)
            {
                return tooOften;
            }
            await query.RunAsync(Actor.Job(actor.Tenant), unclear.Id, new Lease(unclear.LeaseToken), CancellationToken.None);
        }
        return read;
    }

    private async Task<Claim> AnswerAsync(IPortalWork work, ClaimQuestion question)
    {
        var now = clock.GetUtcNow();
        var seen = await work.Payments.SearchAsync(question, now, MostShown, CancellationToken.None);
        var saved = question.IsWhole ? await work.Claims.LatestAsync(question.Number!, CancellationToken.None) : null;
        if (saved is not null && AnswersAgain(saved, question, seen))
        {
            return saved;
        }
        var claim = Claim.Ask(work.Tenant.Id, question, work.Actor.User, now);
        switch (seen)
        {
            case [var only]:
                claim.Answer(Verdicts.Of(only, question.Counter), only);
                break;
            case { Count: > 1 }:
                claim.Answer(Verdict.Several);
                break;
            default:
                if (!question.IsWhole)
                {
                    claim.Answer(Verdict.NumberNeeded);
                    break;
                }
                return await AskAlipayAsync(work, claim, question, now);
        }
        work.Claims.Add(claim);
        return claim;
    }

    /// <summary>A saved case answers again, as its payment stands now, to whoever asks at its counter; money that stands at no counter yet, to everybody.</summary>
    private static bool AnswersAgain(Claim saved, ClaimQuestion question, IReadOnlyList<Payment> seen)
    {
        if (seen is not [var payment])
        {
            return saved.IsOpen;
        }
        var isAskedThere = saved.CounterId == question.Counter;
        if (!saved.IsOpen && (saved.PaymentId != payment.Id || !isAskedThere))
        {
            return false;
        }
        saved.Answer(Verdicts.Of(saved.Verdict, payment, saved.CounterId), payment);
        return isAskedThere;
    }

    private async Task<Claim> AskAlipayAsync(IPortalWork work, Claim claim, ClaimQuestion question, DateTimeOffset now)
    {
        switch (work.HasAccount ? await gateway.FindTradeAsync(work.Account, new TradeSearch(question.Number!, work.Tenant.Currency), Caller.Person, CancellationToken.None) : null)
        {
            case GatewayAnswer<FoundTrade?>.Done { Value: null }:
                claim.Answer(Verdict.NotToYou);
                break;
            case GatewayAnswer<FoundTrade?>.Done { Value: { } found }:
                return await BookAsync(work, claim, question, found, now);
            case GatewayAnswer<FoundTrade?>.Refused { IsConfiguration: true } refused:
                await work.Alarms.RaiseAsync(AlarmKind.GatewayConfiguration, refused.Code, refused.Detail, null, CancellationToken.None);
                claim.Answer(Verdict.Unreachable);
                break;
            case GatewayAnswer<FoundTrade?>.NotKnown { IsUntrusted: true } doubt:
                await work.Alarms.RaiseAsync(AlarmKind.UntrustedAnswer, "claim", doubt.Why, null, CancellationToken.None);
                claim.Answer(Verdict.Unreachable);
                break;
            default:
                claim.Answer(Verdict.Unreachable);
                break;
        }
        work.Claims.Add(claim);
        return claim;
    }

    /// <summary>Alipay knows the trade. It may be on record by its other number; else paid money is put there, or kept on the claim where nothing tells its counter.</summary>
    private async Task<Claim> BookAsync(IPortalWork work, Claim claim, ClaimQuestion question, FoundTrade found, DateTimeOffset now)
    {
        if (await work.Payments.OfTradeAsync(found.TradeNo, CancellationToken.None) is { } known)
        {
            claim.Answer(Verdicts.Of(known, question.Counter), known);
        }
        else if (await work.Claims.OfTradeAsync(found.TradeNo, CancellationToken.None) is { } saved)
        {
            return saved;                                              // the same money, by its other number
        }
        else if (Verdicts.Of(found.Report) is { } verdict)
        {
            claim.Answer(verdict);
        }
        else
        {
            var hash = found.Report.BuyerId is { Length: > 0 } buyer ? payers.Of(work.Tenant, buyer) : null;
            claim.Find(found, hash);
            if (await work.Counters.OnlyCodeAsync(CancellationToken.None) is { } code)
            {
                var payment = Payment.Recover(code, work.Account.Id, found, hash, now);
                work.Payments.Add(payment);
                claim.Answer(Verdicts.Of(Verdict.Recovered, payment, question.Counter), payment);
            }
            else
            {
                claim.Answer(Verdict.Unassigned);
                await work.Alarms.RaiseAsync(AlarmKind.PaymentUnassigned, claim.Id.ToString(), found.TradeNo.Value, null, CancellationToken.None);
            }
        }
        work.Claims.Add(claim);
        return claim;
    }

    private static async Task<PortalError?> TooOftenAsync(IPortalWork work, DateTimeOffset now, CancellationToken ct)
    {
        if (work.Actor.User is not { } user || await work.Claims.TimesAsync(user, now - PaceFor, ct) is not { Count: >= PerPace } times)
        {
            return null;
        }
        return ClaimErrors.AskedTooOften(PerPace, times[^PerPace] + PaceFor);
    }
}
