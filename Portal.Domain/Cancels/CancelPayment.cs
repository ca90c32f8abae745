using System.Data.Common;
using Portal.Domain.Gateway;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Refunds;
using Portal.Domain.Work;

namespace Portal.Domain.Cancels;

/// <summary>A cancel as it stands, and its payment. <c>Sent</c>: not known yet. <c>Refused</c>: Alipay's no. <c>Dropped</c>: nothing was sent, the sale stands.</summary>
public sealed record CancelReceipt(Cancel Cancel, Payment Payment)
{
    /// <summary>Why the payment was not undone for good; null: it was, or that is not known yet.</summary>
    public PortalError? Against => Cancel.Status switch
    {
        CancelStatus.Refused => CancelErrors.RefusedByGateway(Cancel.LastAnswer ?? ""),
        CancelStatus.Dropped when Payment.Status is not (PaymentStatus.Cancelled or PaymentStatus.Closed) => CancelErrors.SaleStands,
        _ => null,
    };
}

/// <summary>The cancel flow: undoes a whole payment within its trade day (GMT+8), fee included.</summary>
/// <remarks>Source: Alipay, Merchant QR Code Payment, "Cancel flow" (<c>alipay.acquire.cancel</c>); PROTOCOL 3.6, 7.4.</remarks>
public sealed class CancelPayment(IPortalWorkFactory works, AskForCancel ask, IRefundLimits limits, LimitWatch watch, CrashPoints crash, TimeProvider clock)
{
    private const int MaxKeyLength = 64;
    private const int CommitTries = 3;
    private static readonly TimeSpan s_lease = TimeSpan.FromSeconds(45);               // two calls, where the trade is asked for first

    /// <returns>The receipt once the intent is on record, whatever Alipay said; a refusal: nothing is on record and nothing was sent.</returns>
    public async Task<Outcome<CancelReceipt>> RunAsync(Actor actor, PaymentId id, string? key, CancellationToken ct)
    {
        for (var again = 0; again < CommitTries; again++)
        {
            await using var work = await works.BeginAsync(actor, Permission.CancelPayment, ct);
            if (await work.Payments.FindAsync(id, ct) is not { } payment)
            {
                return CommonErrors.NotFound;
            }
            if (key is not { Length: > 0 and <= MaxKeyLength })
            {
                return CancelErrors.KeyInvalid;
            }
            if (await work.Cancels.FindByKeyAsync(key, ct) is { } before)
            {
                return before.PaymentId == id ? new CancelReceipt(before, payment) : CommonErrors.KeyReused;
            }
            if (await work.Cancels.LatestAsync(id, ct) is { } open && open.Status.IsOpen())
            {
                return new CancelReceipt(open, payment);               // another tab or person is at it already
            }
            var now = clock.GetUtcNow();
            if (Check(payment, now) is { } no)
            {
                return no;
            }
            if (await limits.CheckCancelAsync(work, payment, ct) is { } limited)
            {
                await watch.SeeAsync(actor, Permission.CancelPayment, payment, payment.Amount, limited, ct);
                return limited;
            }
            var cancel = Begin(work, payment, key, now);
            var lease = cancel.TakeLease(now, s_lease);
            crash.At(CrashPoints.CancelBeforeIntent);
            if (await work.CommitAsync(ct) is not null)
            {
                continue;                                              // somebody was faster: look again
            }
            crash.At(CrashPoints.CancelAfterIntent);
            try
            {
                await ask.RunAsync(Actor.Job(actor.Tenant), cancel.Id, lease, Caller.Person, CancellationToken.None);
                return await ReceiptAsync(actor, cancel.Id);
            }
            catch (DbException)
            {
                return new CancelReceipt(cancel, payment);             // on record, and maybe sent: not known yet, and the jobs go on with it
            }
        }
        return CommonErrors.Stale;
    }

    /// <summary>What speaks against a cancel, in the order in which it is said; null: nothing.</summary>
    public static PortalError? Check(Payment payment, DateTimeOffset now) => payment switch
    {
        { IsFrozen: true } => CancelErrors.Frozen,
        { Status: PaymentStatus.Cancelled } => CancelErrors.AlreadyCancelled,
        { Status: PaymentStatus.Closed or PaymentStatus.Refunded } => CancelErrors.NothingToCancel,
        { Status: PaymentStatus.Reported } => CancelErrors.TooEarly,
        { HeldMinor: > 0 } => CancelErrors.Refunded(payment),
        _ when !CancelWindow.IsOpen(payment, now) => CancelErrors.WindowClosed(CancelWindow.Until(payment)),
        { Status: PaymentStatus.Cancelling or PaymentStatus.PartlyRefunded } => CommonErrors.Stale,
        _ => null,
    };

    /// <summary>Where the money is known to be here, refunds are barred from this commit on; else the trade is asked for first.</summary>
    private static Cancel Begin(IPortalWork work, Payment payment, string key, DateTimeOffset now)
    {
        var cancel = Cancel.Ask(payment, key, work.Actor.User, now);
        work.Cancels.Add(cancel);
        if (payment.Status is PaymentStatus.Paid or PaymentStatus.Review)
        {
            payment.Take(PaymentTrigger.CancelStarted, "cancel_asked", Evidence.Person, now, cancel.StepNote);
            payment.Settle();
        }
        else
        {
            payment.Note("cancel_wanted", Evidence.Person, now, cancel.StepNote);
        }
        return cancel;
    }

    private async Task<Outcome<CancelReceipt>> ReceiptAsync(Actor actor, CancelId id)
    {
        await using var work = await works.BeginAsync(Actor.Job(actor.Tenant), Permission.AskGateway, CancellationToken.None);
        return await work.Cancels.FindAsync(id, CancellationToken.None) is { } cancel && await work.Payments.FindAsync(cancel.PaymentId, CancellationToken.None) is { } payment
            ? new CancelReceipt(cancel, payment)
            : CommonErrors.NotFound;
    }
}
