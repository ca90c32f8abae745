using Portal.Domain.Alarms;
using Portal.Domain.Approvals;
using Portal.Domain.Attention;
using Portal.Domain.Cancels;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Refunds;

namespace Portal.Infrastructure.Persistence.Queries;

/// <summary>One row for each thing that is open: alarms about it stand on its row, and have one of their own where there is none.</summary>
internal static class AttentionRows
{
    private static readonly AlarmKind[] s_ofRefunds = [AlarmKind.RefundReview, AlarmKind.RefundWaits];

    /// <returns>What needs a person first, then the newest need.</returns>
    public static List<AttentionRow> Of(OpenThings open)
    {
        var left = open.Alarms.ToHashSet();
        var rows = new List<AttentionRow>();
        rows.AddRange(open.Refunds.Where(refund => open.Named.ContainsKey(refund.PaymentId)).Select(refund =>
            OfRefund(open, refund, Take(left, alarm => s_ofRefunds.Contains(alarm.Kind) && alarm.About == refund.Number.Value))));
        rows.AddRange(open.Cancels.Where(cancel => open.Named.ContainsKey(cancel.PaymentId)).Select(cancel =>
            OfCancel(open, cancel, Take(left, alarm => alarm.Kind == AlarmKind.CancelReview && alarm.PaymentId == cancel.PaymentId))));
        var cancelled = open.Cancels.Select(cancel => cancel.PaymentId).ToHashSet();
        rows.AddRange(open.Payments.Where(payment => open.Named.ContainsKey(payment.Id) && !(payment.Status == PaymentStatus.Cancelling && cancelled.Contains(payment.Id))).Select(payment =>
            OfPayment(open, payment, Take(left, alarm => alarm.PaymentId == payment.Id && alarm.Kind != AlarmKind.RefundFailed))));
        rows.AddRange(open.Approvals.Where(approval => open.Named.ContainsKey(approval.PaymentId)).Select(approval => OfApproval(open, approval)));
        rows.AddRange(left.Select(alarm => OfAlarm(open, alarm)));
        return [.. rows.OrderByDescending(row => row.NeedsPerson).ThenByDescending(row => row.Since).ThenBy(row => row.Id.Value)];
    }

    private static List<Alarm> Take(HashSet<Alarm> from, Func<Alarm, bool> which)
    {
        var taken = from.Where(which).ToList();
        from.ExceptWith(taken);
        return taken;
    }

    private static AttentionRow OfPayment(OpenThings open, Payment payment, List<Alarm> alarms)
    {
        var isReview = payment.Status == PaymentStatus.Review;
        var need = !isReview ? Need.PaymentUnclear : alarms.Exists(alarm => alarm.Kind == AlarmKind.MoneyAfterEnd) ? Need.MoneyAfterEnd : Need.PaymentReview;
        var since = payment.UnclearSince ?? open.ReviewedAt.GetValueOrDefault(payment.Id, payment.ArrivedAt);
        return new AttentionRow(
            new CaseId(CaseKind.Payment, payment.Id.Value), need, isReview, payment.Status.ToString(), open.Named[payment.Id].ToRow(), payment.Amount, since, null, payment.DueAt,
            null, null, null, alarms);
    }

    private static AttentionRow OfRefund(OpenThings open, Refund refund, List<Alarm> alarms)
    {
        var need = refund.Status switch
        {
            RefundStatus.Review => Need.RefundReview,
            RefundStatus.Accepted => Need.RefundAccepted,
            RefundStatus.Requested => refund.WaitsForBalance ? Need.RefundWaitsForBalance : Need.RefundNotTaken,
            _ => Need.RefundUnclear,
        };
        return new AttentionRow(
            new CaseId(CaseKind.Refund, refund.Id.Value), need, need == Need.RefundReview, refund.Status.ToString(), open.Named[refund.PaymentId].ToRow(), refund.Amount, refund.RequestedAt,
            refund.LastAnswer, refund.DueAt, null, null, null, alarms);
    }

    private static AttentionRow OfCancel(OpenThings open, Cancel cancel, List<Alarm> alarms)
    {
        var need = cancel.Status switch
        {
            CancelStatus.Review => Need.CancelReview,
            CancelStatus.Asked => Need.CancelNotSent,
            _ => Need.CancelUnclear,
        };
        var payment = open.Named[cancel.PaymentId];
        return new AttentionRow(
            new CaseId(CaseKind.Cancel, cancel.Id.Value), need, need == Need.CancelReview, cancel.Status.ToString(), payment.ToRow(), payment.Payment.Amount,
            cancel.RequestedAt, cancel.LastAnswer, cancel.DueAt ?? payment.Payment.DueAt, null, null, null, alarms);
    }

    private static AttentionRow OfApproval(OpenThings open, Approval approval) => new(
        new CaseId(CaseKind.Approval, approval.Id.Value), Need.RefundAsked, NeedsPerson: true, approval.Status.ToString(), open.Named[approval.PaymentId].ToRow(), approval.Amount,
        approval.RequestedAt, null, null, null, null, null, []);

    private static AttentionRow OfAlarm(OpenThings open, Alarm alarm)
    {
        var need = alarm.Kind switch
        {
            AlarmKind.RefundFailed => Need.RefundFailed,
            AlarmKind.MoneyAfterEnd => Need.MoneyAfterEnd,
            _ => Need.Alarm,
        };
        var payment = alarm.PaymentId is { } id ? open.Named.GetValueOrDefault(id) : null;
        return new AttentionRow(
            new CaseId(CaseKind.Alarm, alarm.Id), need, NeedsPerson: true, alarm.Kind.ToString(), payment?.ToRow(), open.Numbered.GetValueOrDefault(alarm.About)?.Amount ?? payment?.Payment.Amount,
            alarm.RaisedAt, alarm.Detail, null, null, null, null, [alarm]);
    }
}
