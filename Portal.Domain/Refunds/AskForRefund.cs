using Portal.Domain.Alarms;
using Portal.Domain.Counters;
using Portal.Domain.Gateway;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Work;

namespace Portal.Domain.Refunds;

/// <summary>The refund flow's call: sends what is on record, or asks what became of it, under the same number until there is evidence.</summary>
/// <remarks>Source: Alipay, Merchant QR Code Payment, "Refund flow" (<c>alipay.acquire.overseas.spot.refund</c>, <c>alipay.acquire.refund.query</c>);
/// RELIABILITY, rule 3: the time of sending is on disk before the call.</remarks>
public sealed class AskForRefund(
    IPortalWorkFactory works, IPaymentGateway gateway, IPublicAddress address, CrashPoints crash, TimeProvider clock, IJitter jitter)
{
    private const int CommitTries = 3;
    private static readonly TimeSpan s_freshFor = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_frozenFor = TimeSpan.FromHours(1);

    /// <param name="lease">The claim under which this asks; the result is dropped when somebody claimed the row after it.</param>
    /// <returns>The refund with what is known of it now, or <c>stale</c>: another hand has it.</returns>
    public async Task<Outcome<Refund>> RunAsync(Actor actor, RefundId id, Lease lease, Caller caller, CancellationToken ct)
    {
        await using var work = await works.BeginAsync(actor, Permission.AskGateway, ct);
        if (await LoadAsync(work, id, lease, ct) is not var (refund, payment))
        {
            return CommonErrors.Stale;
        }
        if (payment.IsFrozen)
        {
            refund.AskAgainAt(clock.GetUtcNow() + s_frozenFor);
            return await work.CommitAsync(ct) is { } overtaken ? overtaken : refund;
        }
        if (refund.SentAt is not null && refund.MayNotGoAt(clock.GetUtcNow()))
        {
            refund.AskAgainAt(RefundNight.EndOf(clock.GetUtcNow()));   // whoever made it due did not look at the hour
            return await work.CommitAsync(ct) is { } late ? late : refund;
        }
        var question = refund.Next;
        if (question == RefundQuestion.Refund)
        {
            refund.Sending(await NotifyUrlAsync(work, payment, ct), clock.GetUtcNow());
            if (await work.CommitAsync(ct) is { } stale)
            {
                return stale;
            }
            crash.At(CrashPoints.RefundBeforeSend);
            if (clock.GetUtcNow() - refund.LastSentAt > s_freshFor)
            {
                return CommonErrors.Stale;                             // this process stood still meanwhile: what it would send might arrive too late
            }
        }
        var book = await AskAsync(work, refund, payment, question, caller);
        crash.At(CrashPoints.RefundAfterSend);
        return await BookAsync(actor, work, refund, payment, lease, book);
    }

    private async Task<Func<Refund, Payment, RefundAlarm?>> AskAsync(IPortalWork work, Refund refund, Payment payment, RefundQuestion question, Caller caller)
    {
        switch (question)
        {
            case RefundQuestion.Refund:
                var said = await gateway.RefundAsync(work.Account, refund.Request(payment), caller, CancellationToken.None);
                return (row, of) => row.Book(of, said, clock.GetUtcNow(), jitter.Next());
            case RefundQuestion.Standing:
                var standing = await gateway.QueryRefundAsync(work.Account, new RefundQuery(payment.OutTradeNo, refund.Number), caller, CancellationToken.None);
                return (row, of) => row.Book(of, standing, clock.GetUtcNow(), jitter.Next());
            default:
                var trade = await gateway.QueryAsync(work.Account, new TradeQuery(payment.TradeNo, payment.OutTradeNo, payment.Currency), caller, CancellationToken.None);
                return (row, of) => row.Book(of, trade, clock.GetUtcNow(), jitter.Next());
        }
    }

    /// <summary>An answer in hand is booked even where another hand changed the payment meanwhile: it is read anew and booked on what stands there now.</summary>
    private async Task<Outcome<Refund>> BookAsync(Actor actor, IPortalWork first, Refund refund, Payment payment, Lease lease, Func<Refund, Payment, RefundAlarm?> book)
    {
        if (await CommitAsync(first, refund, payment, book) is null)
        {
            return refund;
        }
        for (var again = 1; again < CommitTries; again++)
        {
            await using var work = await works.BeginAsync(actor, Permission.AskGateway, CancellationToken.None);
            if (await LoadAsync(work, refund.Id, lease, CancellationToken.None) is not var (fresh, of))
            {
                return CommonErrors.Stale;
            }
            if (await CommitAsync(work, fresh, of, book) is null)
            {
                return fresh;
            }
        }
        return CommonErrors.Stale;                                     // the lease runs out, and it is asked what became of it
    }

    private async Task<PortalError?> CommitAsync(IPortalWork work, Refund refund, Payment payment, Func<Refund, Payment, RefundAlarm?> book)
    {
        var before = payment.Status;
        if (book(refund, payment) is { } alarm)
        {
            await work.Alarms.RaiseAsync(alarm.Kind, alarm.Cause ?? refund.Number.Value, alarm.Detail, payment.Id, CancellationToken.None);
        }
        await work.Alarms.SettleAfterAsync(before, payment, clock.GetUtcNow());
        crash.At(CrashPoints.RefundBeforeCommit);
        var error = await work.CommitAsync(CancellationToken.None);
        crash.At(CrashPoints.RefundAfterCommit);
        return error;
    }

    private static async Task<(Refund Refund, Payment Payment)?> LoadAsync(IPortalWork work, RefundId id, Lease lease, CancellationToken ct) =>
        await work.Refunds.FindAsync(id, ct) is { } refund && refund.LeaseToken == lease.Token && refund.Status.IsOpen()
            && await work.Payments.FindAsync(refund.PaymentId, ct) is { } payment
            ? (refund, payment)
            : null;

    private async Task<string?> NotifyUrlAsync(IPortalWork work, Payment payment, CancellationToken ct) =>
        (await work.Counters.FindByCodeAsync(payment.QrCodeId, ct))?.FindCode(payment.QrCodeId) is { } code ? address.NotifyUrlFor(code) ?? code.NotifyUrl : null;
}
