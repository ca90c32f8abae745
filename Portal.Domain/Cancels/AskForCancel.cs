using Portal.Domain.Gateway;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Work;

namespace Portal.Domain.Cancels;

/// <summary>The cancel flow's calls: where the payment is unclear the trade is asked for first; then the cancel, with the same numbers until the time is over.</summary>
/// <remarks>Source: Alipay, Merchant QR Code Payment, "Cancel flow" (<c>alipay.acquire.cancel</c>); RELIABILITY, rule 3.</remarks>
public sealed class AskForCancel(IPortalWorkFactory works, IPaymentGateway gateway, CrashPoints crash, TimeProvider clock, IJitter jitter)
{
    private const int CommitTries = 3;
    private static readonly TimeSpan s_freshFor = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_frozenFor = TimeSpan.FromHours(1);

    /// <param name="lease">The claim under which this asks; the result is dropped when somebody claimed the row after it.</param>
    /// <returns>The cancel with what is known of it now, or <c>stale</c>: another hand has it.</returns>
    public async Task<Outcome<Cancel>> RunAsync(Actor actor, CancelId id, Lease lease, Caller caller, CancellationToken ct)
    {
        await using var work = await works.BeginAsync(actor, Permission.AskGateway, ct);
        if (await LoadAsync(work, id, lease, ct) is not var (cancel, payment))
        {
            return CommonErrors.Stale;
        }
        if (payment.IsFrozen)
        {
            cancel.AskAgainAt(clock.GetUtcNow() + s_frozenFor);
            return await CommitAsync(work, cancel);
        }
        if (cancel.Status == CancelStatus.Asked && payment.Status != PaymentStatus.Cancelling)
        {
            await AskTradeAsync(work, cancel, payment, caller);
        }
        var now = clock.GetUtcNow();
        if (cancel.Status.IsOpen() && now >= cancel.Until)
        {
            await RaiseAsync(work, payment, cancel.TimeIsUp(payment, now));
        }
        if (!cancel.Status.IsOpen())
        {
            return await CommitAsync(work, cancel);
        }
        cancel.Sending(now);
        if (await work.CommitAsync(ct) is { } stale)
        {
            return stale;
        }
        crash.At(CrashPoints.CancelBeforeSend);
        if (clock.GetUtcNow() - now > s_freshFor)
        {
            return CommonErrors.Stale;                                 // this process stood still meanwhile: what it would send might arrive too late
        }
        var answer = await gateway.CancelAsync(work.Account, new CancelRequest(payment.OutTradeNo, payment.TradeNo), caller, CancellationToken.None);
        crash.At(CrashPoints.CancelAfterSend);
        return await BookAsync(actor, work, cancel, payment, lease, answer);
    }

    /// <summary>The sale may stand: what is paid is booked, and the person decides anew. Everything else goes to Cancelling.</summary>
    private async Task AskTradeAsync(IPortalWork work, Cancel cancel, Payment payment, Caller caller)
    {
        var question = new TradeQuery(payment.TradeNo, payment.OutTradeNo, payment.Currency);
        var answer = await gateway.QueryAsync(work.Account, question, caller, CancellationToken.None);
        var now = clock.GetUtcNow();
        if (answer is GatewayAnswer<TradeReport>.Done { Value.State: not TradeState.NotFound } done)
        {
            var booking = payment.Book(done.Value, now, jitter.Next(), new MoneyBack(cancel, [], []));
            if (booking.Mismatch is { } mismatch)
            {
                await work.Alarms.RaiseAsync(Alarms.AlarmKind.Mismatch, payment.Id.ToString(), mismatch, payment.Id, CancellationToken.None);
            }
        }
        if (cancel.Status == CancelStatus.Asked
            && payment.Take(PaymentTrigger.CancelStarted, "cancel_asked", Evidence.Person, now, cancel.StepNote) is not null)
        {
            payment.Settle();                                          // the cancel asks from here on
            return;
        }
        cancel.Take(CancelTrigger.Withdrawn, Evidence.NoAnswer, now);
    }

    /// <summary>An answer in hand is booked even where another hand changed the payment meanwhile.</summary>
    private async Task<Outcome<Cancel>> BookAsync(
        Actor actor, IPortalWork first, Cancel cancel, Payment payment, Lease lease, GatewayAnswer<CancelReport> answer)
    {
        await RaiseAsync(first, payment, cancel.Book(payment, answer, clock.GetUtcNow(), jitter.Next()));
        if (await CommitAsync(first, cancel) is Outcome<Cancel>.Done done)
        {
            return done;
        }
        for (var again = 1; again < CommitTries; again++)
        {
            await using var work = await works.BeginAsync(actor, Permission.AskGateway, CancellationToken.None);
            if (await LoadAsync(work, cancel.Id, lease, CancellationToken.None) is not var (fresh, of))
            {
                return CommonErrors.Stale;
            }
            await RaiseAsync(work, of, fresh.Book(of, answer, clock.GetUtcNow(), jitter.Next()));
            if (await CommitAsync(work, fresh) is Outcome<Cancel>.Done saved)
            {
                return saved;
            }
        }
        return CommonErrors.Stale;                                     // the lease runs out, and the same is sent again
    }

    private async Task<Outcome<Cancel>> CommitAsync(IPortalWork work, Cancel cancel)
    {
        crash.At(CrashPoints.CancelBeforeCommit);
        var error = await work.CommitAsync(CancellationToken.None);
        crash.At(CrashPoints.CancelAfterCommit);
        return error is not null ? error : cancel;
    }

    private static async Task RaiseAsync(IPortalWork work, Payment payment, CancelAlarm? alarm)
    {
        if (alarm is not null)
        {
            await work.Alarms.RaiseAsync(alarm.Kind, alarm.Cause ?? payment.Id.ToString(), alarm.Detail, payment.Id, CancellationToken.None);
        }
    }

    private static async Task<(Cancel Cancel, Payment Payment)?> LoadAsync(IPortalWork work, CancelId id, Lease lease, CancellationToken ct) =>
        await work.Cancels.FindAsync(id, ct) is { } cancel && cancel.LeaseToken == lease.Token && cancel.Status.IsOpen()
            && await work.Payments.FindAsync(cancel.PaymentId, ct) is { } payment
            ? (cancel, payment)
            : null;
}
