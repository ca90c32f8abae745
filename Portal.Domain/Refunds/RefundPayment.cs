using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Portal.Domain.Audit;
using Portal.Domain.Cancels;
using Portal.Domain.Gateway;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Work;

namespace Portal.Domain.Refunds;

/// <summary>A refund as it stands, and what can still be given back. Its status says whether money moved: <c>Unknown</c> is not known yet, <c>Failed</c> is a no.</summary>
public sealed record RefundReceipt(Refund Refund, Money Remaining)
{
    /// <summary>Alipay's definite no, which is on record; null: it said none.</summary>
    public PortalError? Against => Refund.Status == RefundStatus.Failed ? RefundErrors.RefusedByGateway(Refund.LastAnswer ?? "") : null;
}

/// <summary>A refund about to be put on record, one that stands there already, or why not.</summary>
internal sealed record RefundIntent(Refund? Refund, Payment? Payment, bool IsNew, PortalError? Refused)
{
    public static RefundIntent New(Refund refund, Payment payment) => new(refund, payment, true, null);

    public static RefundIntent Known(Refund refund, Payment payment) => new(refund, payment, false, null);

    public static RefundIntent Refuse(PortalError error) => new(null, null, false, error);
}

/// <summary>The refund flow: gives back all or part of a payment, once per intent, whatever the number of tabs, people and processes.</summary>
/// <remarks>Source: Alipay, Merchant QR Code Payment, "Refund flow"; PROTOCOL 3.8, 7.3; RELIABILITY, rules 3 and 4.</remarks>
public sealed class RefundPayment(IPortalWorkFactory works, AskForRefund ask, IRefundLimits limits, LimitWatch watch, CrashPoints crash, TimeProvider clock)
{
    private const int MaxKeyLength = 64;
    private const int MaxReasonLength = 128;
    private const int CommitTries = 3;
    private static readonly TimeSpan s_lease = TimeSpan.FromSeconds(30);

    /// <returns>The receipt once the intent is on record, whatever Alipay said; a refusal: nothing is on record and nothing was sent.</returns>
    public Task<Outcome<RefundReceipt>> RunAsync(Actor actor, PaymentId id, RefundOrder order, CancellationToken ct) =>
        RunAsync(actor, Permission.Refund, work => BeginAsync(work, id, order, ct), ct);

    /// <summary>Puts the intent on record, whoever it comes from, and then asks Alipay.</summary>
    /// <param name="beginAsync">Everything that speaks against it, then the intent and the held amount, not saved yet.</param>
    internal async Task<Outcome<RefundReceipt>> RunAsync(Actor actor, Permission permission, Func<IPortalWork, Task<RefundIntent>> beginAsync, CancellationToken ct)
    {
        for (var again = 0; again < CommitTries; again++)
        {
            await using var work = await works.BeginAsync(actor, permission, ct);
            var begun = await beginAsync(work);
            if (begun.Refused is { } refused)
            {
                return refused;
            }
            var (refund, payment) = (begun.Refund!, begun.Payment!);
            if (!begun.IsNew)
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
            try
            {
                await ask.RunAsync(Actor.Job(actor.Tenant), refund.Id, lease, Caller.Person, CancellationToken.None);
                return await ReceiptAsync(actor, refund.Id);
            }
            catch (DbException)
            {
                return new RefundReceipt(refund, payment.Refundable);  // on record, and maybe sent: not known yet, and the jobs go on with it
            }
        }
        return CommonErrors.Stale;
    }

    internal static bool IsKeyFit([NotNullWhen(true)] string? key) => key is { Length: > 0 and <= MaxKeyLength };

    /// <summary>The intent and the amount that it holds, to be saved together. The audit says what was on the screen of whoever sent it, and for whom.</summary>
    internal static void Put(IPortalWork work, Payment payment, Refund refund, DateTimeOffset now)
    {
        var seen = payment.Refundable;                                 // the form's own figure, or the refund were refused as stale
        work.Audit(new AuditEntry
        {
            Subject = new AuditSubject("payment", payment.Id.ToString(), payment.CounterId),
            Before = new Dictionary<string, string> { ["seen"] = payment.Status.ToString(), ["remaining"] = seen.ToPlainText() },
            After = new Dictionary<string, string> { ["amount"] = refund.Amount.ToString(), ["remaining"] = (seen - refund.Amount).ToPlainText(), ["refundNo"] = refund.Number.Value },
            Reason = refund.Reason,
            OnBehalfOf = refund.ApprovedBy is null ? null : refund.RequestedBy,
        });
        payment.Hold(refund.AmountMinor);
        payment.Note("refund_requested", Evidence.Person, now, refund.StepNote);
        work.Refunds.Add(refund);
    }

    /// <summary>What of the person's limits speaks against it; that somebody was held back stays on record.</summary>
    internal async Task<PortalError?> CheckLimitsAsync(IPortalWork work, Permission permission, Payment payment, Money amount, CancellationToken ct)
    {
        if (await limits.CheckAsync(work, payment, amount, ct) is not { } limited)
        {
            return null;
        }
        await watch.SeeAsync(work.Actor, permission, payment, amount, limited, ct);
        return limited;
    }

    private async Task<RefundIntent> BeginAsync(IPortalWork work, PaymentId id, RefundOrder order, CancellationToken ct)
    {
        if (await work.Payments.FindAsync(id, ct) is not { } payment)
        {
            return RefundIntent.Refuse(CommonErrors.NotFound);
        }
        if (!IsKeyFit(order.Key))
        {
            return RefundIntent.Refuse(RefundErrors.KeyInvalid);
        }
        if (await work.Refunds.FindByKeyAsync(order.Key, ct) is { } before)
        {
            return before.BodyHash.AsSpan().SequenceEqual(order.HashFor(id)) ? RefundIntent.Known(before, payment) : RefundIntent.Refuse(CommonErrors.KeyReused);
        }
        if (await CancelAgainstAsync(work, id, ct) is { } cancelling)
        {
            return RefundIntent.Refuse(cancelling);
        }
        var newest = (await work.Refunds.OfPaymentAsync(id, ct)).FirstOrDefault(refund => refund.Status.Holds());
        if (Check(payment, order, newest, out var amount) is { } no)
        {
            return RefundIntent.Refuse(await NamedAsync(work, no, newest, ct));
        }
        if (await CheckLimitsAsync(work, Permission.Refund, payment, amount!, ct) is { } limited)
        {
            return RefundIntent.Refuse(limited);
        }
        var now = clock.GetUtcNow();
        var refund = Refund.Ask(payment, order, amount!, work.Actor.User, now, work.Tenant.LeavesRefundsToNight);
        Put(work, payment, refund, now);
        return RefundIntent.New(refund, payment);
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

    /// <summary>A cancel on its way may return the whole amount, whatever state the payment came to meanwhile.</summary>
    internal static async Task<PortalError?> CancelAgainstAsync(IPortalWork work, PaymentId id, CancellationToken ct) =>
        await work.Cancels.LatestAsync(id, ct) is { } cancel && cancel.Status.IsOpen() ? RefundErrors.CancelUnderWay : null;

    /// <summary>The refusal with the name of whoever gave something back meanwhile.</summary>
    internal static async Task<PortalError> NamedAsync(IPortalWork work, PortalError no, Refund? newest, CancellationToken ct) =>
        no is { Reason: "refunded_meanwhile", Figures: { } figures } && newest?.RequestedBy is { } by
            ? no with { Figures = new Dictionary<string, string>(figures) { ["by"] = await work.Refunds.NameAsync(by, ct) } }
            : no;

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
