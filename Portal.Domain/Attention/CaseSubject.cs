using Portal.Domain.Alarms;
using Portal.Domain.Approvals;
using Portal.Domain.Cancels;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Refunds;
using Portal.Domain.Work;

namespace Portal.Domain.Attention;

/// <summary>The rows behind an open question, as far as the work's actor reaches them.</summary>
/// <param name="Payment">What it is about or belongs to; null: an alarm about no payment.</param>
internal sealed record CaseSubject(CaseId Id, Payment? Payment, Refund? Refund = null, Cancel? Cancel = null, Alarm? Alarm = null, Approval? Approval = null)
{
    /// <returns>Null: there is no such thing within the actor's scope.</returns>
    public static async Task<CaseSubject?> FindAsync(IPortalWork work, CaseId id, CancellationToken ct) => id.Kind switch
    {
        CaseKind.Payment => await work.Payments.FindAsync(new PaymentId(id.Value), ct) is { } payment ? new CaseSubject(id, payment) : null,
        CaseKind.Refund => await work.Refunds.FindAsync(new RefundId(id.Value), ct) is { } refund && await work.Payments.FindAsync(refund.PaymentId, ct) is { } of
            ? new CaseSubject(id, of, Refund: refund)
            : null,
        CaseKind.Cancel => await work.Cancels.FindAsync(new CancelId(id.Value), ct) is { } cancel && await work.Payments.FindAsync(cancel.PaymentId, ct) is { } of
            ? new CaseSubject(id, of, Cancel: cancel)
            : null,
        CaseKind.Approval => await work.Approvals.FindAsync(new ApprovalId(id.Value), ct) is { } approval && await work.Payments.FindAsync(approval.PaymentId, ct) is { } of
            ? new CaseSubject(id, of, Approval: approval)
            : null,
        _ => await OfAlarmAsync(work, id, ct),
    };

    private static async Task<CaseSubject?> OfAlarmAsync(IPortalWork work, CaseId id, CancellationToken ct)
    {
        if (await work.Alarms.FindAsync(id.Value, ct) is not { } alarm)
        {
            return null;
        }
        var payment = alarm.PaymentId is { } about ? await work.Payments.FindAsync(about, ct) : null;
        return alarm.PaymentId is not null && payment is null ? null : new CaseSubject(id, payment, Alarm: alarm);
    }
}
