using Portal.Domain.Gateway;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Work;

namespace Portal.Domain.Refunds;

/// <summary>A refund as it stands, and what can still be given back. Its status says whether money moved: <c>Unknown</c> is not known yet, <c>Failed</c> is a no.</summary>
public sealed record RefundReceipt(Refund Refund, Money Remaining);

/// <summary>The refund flow: gives back all or part of a payment, once per intent, whatever the number of tabs, people and processes.</summary>
/// <remarks>Source: Alipay, Merchant QR Code Payment, "Refund flow"; PROTOCOL 3.8, 7.3; RELIABILITY, rules 3 and 4.</remarks>
public sealed class RefundPayment(IPortalWorkFactory works, AskForRefund ask, IRefundLimits limits, CrashPoints crash, TimeProvider clock)
{
    private const int MaxKeyLength = 64;
    private const int MaxReasonLength = 128;
    private const int CommitTries = 3;
    private static readonly TimeSpan s_lease = TimeSpan.FromSeconds(30);

    /// <returns>The receipt once the intent is on record, whatever Alipay said; a refusal: nothing is on record and nothing was sent.</returns>
    public async Task<Outcome<RefundReceipt>> RunAsync(Actor actor, PaymentId id, RefundOrder order, CancellationToken ct)
    {
        for (var again = 0; again < CommitTries; again++)
        {
            await using var work = await works.BeginAsync(actor, Permission.Refund, ct);
            var (begun, refused) = await BeginAsync(work, id, order, ct);
            if (refused is not null)
            {
                return refused;
            }
            var (refund, payment, isNew) = begun!.Value;
            if (!isNew)
            {
                return new RefundReceipt(refund, payment.Refundable);
            }
            var lease = refund.TakeLease(clock.GetUtcNow(), s_lease);
            crash.At(CrashPoints.RefundBeforeIntent);
            if (await work.CommitAsync(ct) is not null)
            {
                continue;                                              // somebody was faster: look again at what is left
            }
            crash.At(CrashPoints.RefundAfterIntent);
            await ask.RunAsync(Actor.Job(actor.Tenant), refund.Id, lease, Caller.Person, CancellationToken.None);
            return await ReceiptAsync(actor, refund.Id);
        }
        return CommonErrors.Stale;
    }

    /// <summary>Everything that speaks against it, then the intent and the held amount, not saved yet.</summary>
    private async Task<((Refund Refund, Payment Payment, bool IsNew)? Begun, PortalError? Refused)> BeginAsync(
        IPortalWork work, PaymentId id, RefundOrder order, CancellationToken ct)
    {
        if (await work.Payments.FindAsync(id, ct) is not { } payment)
        {
            return (null, CommonErrors.NotFound);
        }
        if (order.Key is not { Length: > 0 and <= MaxKeyLength })
        {
            return (null, RefundErrors.KeyInvalid);
        }
        if (await work.Refunds.FindByKeyAsync(order.Key, ct) is { } before)
        {
            return before.BodyHash.AsSpan().SequenceEqual(order.HashFor(id)) ? ((before, payment, false), null) : (null, CommonErrors.KeyReused);
        }
        var newest = (await work.Refunds.OfPaymentAsync(id, ct)).FirstOrDefault(refund => refund.Status.Holds());
        if (Check(payment, order, newest, out var amount) is { } no)
        {
            return (null, no);
        }
        if (await limits.CheckAsync(work, payment, amount!, ct) is { } limited)
        {
            return (null, limited);
        }
        var now = clock.GetUtcNow();
        var refund = Refund.Ask(payment, order, amount!, work.Actor.User, now);
        payment.Hold(refund.AmountMinor);
        payment.Note("refund_requested", Evidence.Person, now, refund.StepNote);
        work.Refunds.Add(refund);
        return ((refund, payment, true), null);
    }

    /// <summary>What speaks against a refund, in the order in which it is said; null: nothing.</summary>
    /// <param name="newest">The newest refund of the payment that holds an amount.</param>
    public static PortalError? Check(Payment payment, RefundOrder order, Refund? newest, out Money? amount)
    {
        amount = null;
        if (RefundAmount.Read(order.Amount, payment.Currency) is not Outcome<Money>.Done read)
        {
            return RefundAmount.Read(order.Amount, payment.Currency) is Outcome<Money>.Refused refused ? refused.Error : RefundErrors.AmountInvalid;
        }
        amount = read.Value;
        if (string.IsNullOrWhiteSpace(order.Reason))
        {
            return RefundErrors.ReasonRequired;
        }
        return !PlainText.IsFit(order.Reason, MaxReasonLength) ? RefundErrors.ReasonInvalid
            : StateAgainst(payment) is { } state ? state
            : !(Money.TryParse(order.Remaining, payment.Currency, out var seen) && seen == payment.Refundable) ? RefundErrors.StaleForm(payment, newest)
            : amount > payment.Refundable ? RefundErrors.Exceeds(payment.Refundable)
            : null;
    }

    /// <summary>Why nothing at all can be given back of this payment now; null: something can, or nothing is left.</summary>
    public static PortalError? StateAgainst(Payment payment) => payment switch
    {
        { IsFrozen: true } => RefundErrors.Frozen,
        { Status: PaymentStatus.Cancelled } => RefundErrors.AlreadyCancelled,
        { Status: PaymentStatus.Cancelling } => RefundErrors.CancelUnderWay,
        { AmountMinor: null } => RefundErrors.NotPaid,
        { Status: PaymentStatus.Paid or PaymentStatus.PartlyRefunded or PaymentStatus.Refunded } => null,
        { Status: PaymentStatus.Review, SaidPaidAt: not null } => null,
        _ => RefundErrors.NotPaid,
    };

    private async Task<Outcome<RefundReceipt>> ReceiptAsync(Actor actor, RefundId id)
    {
        await using var work = await works.BeginAsync(Actor.Job(actor.Tenant), Permission.AskGateway, CancellationToken.None);
        return await work.Refunds.FindAsync(id, CancellationToken.None) is { } refund && await work.Payments.FindAsync(refund.PaymentId, CancellationToken.None) is { } payment
            ? new RefundReceipt(refund, payment.Refundable)
            : CommonErrors.NotFound;
    }
}
