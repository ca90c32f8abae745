using Microsoft.EntityFrameworkCore;
using Portal.Domain.Cancels;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Refunds;

namespace Portal.Infrastructure.Persistence.Queries;

/// <summary>Refunds and cancel of one payment, with the names of whoever wanted them.</summary>
internal static class MoneyBackQuery
{
    public static async Task<MoneyBackView> RunAsync(PortalContext context, Payment payment, IReadOnlyList<PaymentStep> history, DateTimeOffset now, CancellationToken ct)
    {
        var refunds = await context.Refunds.AsNoTracking().Where(refund => refund.PaymentId == payment.Id)
            .OrderBy(refund => refund.RequestedAt).ThenBy(refund => refund.Id).ToListAsync(ct);
        var cancel = await context.Cancels.AsNoTracking().Where(row => row.PaymentId == payment.Id)
            .OrderByDescending(row => row.RequestedAt).ThenByDescending(row => row.Id).FirstOrDefaultAsync(ct);
        var approvals = await context.Approvals.AsNoTracking().Where(approval => approval.PaymentId == payment.Id)
            .OrderBy(approval => approval.RequestedAt).ThenBy(approval => approval.Id).ToListAsync(ct);
        var ids = history.Select(step => step.By).Concat(refunds.Select(refund => refund.RequestedBy)).Concat(refunds.Select(refund => refund.DecidedBy)).Concat(refunds.Select(refund => refund.ApprovedBy))
            .Concat(approvals.Select(approval => (UserId?)approval.RequestedBy)).Concat(approvals.Select(approval => approval.AnsweredBy))
            .Append(cancel?.RequestedBy).Append(cancel?.DecidedBy).Append(payment.DecidedBy).OfType<UserId>().Distinct().Select(user => user.Value).ToList();
        var names = ids.Count == 0 ? [] : await context.Users.AsNoTracking().Where(user => ids.Contains(user.Id)).ToDictionaryAsync(user => new UserId(user.Id), user => user.DisplayName, ct);
        string? NameOf(UserId? user) => user is { } id ? names.GetValueOrDefault(id) : null;
        return new MoneyBackView(
            payment.Refundable,
            Listed(payment, refunds, NameOf),
            cancel is null ? null : new CancelRow(cancel.Status, NameOf(cancel.RequestedBy), cancel.RequestedAt, cancel.EndedAt, cancel.DueAt)
            {
                Decided = NotesQuery.DecisionOf(cancel.DecidedBy, cancel.DecidedAt, cancel.DecidedReason),
            },
            CancelWindow.Until(payment),
            RefundPeriod.Until(payment),
            RefundPayment.StateAgainst(payment),
            CancelPayment.Check(payment, now),
            names)
        {
            Approvals = [.. approvals.Select(approval => new ApprovalRow(
                approval.Id, approval.Amount, approval.Status, approval.Reason, approval.Rule, approval.RequestedBy, NameOf(approval.RequestedBy), approval.RequestedAt,
                NameOf(approval.AnsweredBy), approval.AnsweredAt, approval.AnswerReason))],
        };
    }

    private static List<RefundRow> Listed(Payment payment, List<Refund> refunds, Func<UserId?, string?> nameOf)
    {
        var (rows, left) = (new List<RefundRow>(refunds.Count), payment.Amount ?? Money.Zero(payment.Currency));
        foreach (var refund in refunds)
        {
            left = refund.Status.Holds() ? left - refund.Amount : left;
            rows.Add(new RefundRow(
                refund.Id, refund.Number, refund.Amount, refund.Status, refund.Reason, nameOf(refund.RequestedBy), refund.RequestedAt, refund.EndedAt, refund.WaitsForBalance,
                refund.IsElsewhere, refund.DueAt, left)
            {
                Decided = NotesQuery.DecisionOf(refund.DecidedBy, refund.DecidedAt, refund.DecidedReason),
                ApprovedBy = nameOf(refund.ApprovedBy),
            });
        }
        return rows;
    }
}
