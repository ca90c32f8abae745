using Microsoft.EntityFrameworkCore;
using Portal.Domain.Alarms;
using Portal.Domain.Approvals;
using Portal.Domain.Attention;
using Portal.Domain.Cancels;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Refunds;

namespace Portal.Infrastructure.Persistence.Queries;

/// <summary>Whatever is open in a tenant, as far as the context reaches, read by indices that hold open rows only: at most 200 of each kind, the newest.</summary>
internal sealed class OpenThings
{
    private const int MaxEach = 200;
    private static readonly TimeSpan s_acceptedIsOpen = TimeSpan.FromDays(1);

    /// <summary>All that the rest is about, too.</summary>
    public Dictionary<PaymentId, NamedPayment> Named { get; private set; } = [];

    public List<Payment> Payments { get; private set; } = [];

    public List<Refund> Refunds { get; private set; } = [];

    public List<Cancel> Cancels { get; private set; } = [];

    public List<Approval> Approvals { get; private set; } = [];

    public List<Alarm> Alarms { get; private set; } = [];

    /// <summary>Refunds that alarms are about, by number.</summary>
    public Dictionary<string, Refund> Numbered { get; private set; } = [];

    /// <summary>When payments came to need a person.</summary>
    public Dictionary<PaymentId, DateTimeOffset> ReviewedAt { get; private set; } = [];

    /// <summary>There was more than is read.</summary>
    public bool IsCut => Payments.Count >= MaxEach || Refunds.Count >= MaxEach || Cancels.Count >= MaxEach || Approvals.Count >= MaxEach || Alarms.Count >= MaxEach;

    /// <param name="only">Only what is about this payment; null: all.</param>
    public static async Task<OpenThings> ReadAsync(PortalContext context, PaymentId? only, DateTimeOffset now, CancellationToken ct)
    {
        var open = new OpenThings
        {
            Payments = await PaymentsAsync(context, only, now, ct),
            Refunds = await RefundsAsync(context, only, now, ct),
            Cancels = await CancelsAsync(context, only, now, ct),
            Approvals = await context.Approvals.AsNoTracking().Where(approval => approval.Status == ApprovalStatus.Asked && (only == null || approval.PaymentId == only))
                .OrderByDescending(approval => approval.RequestedAt).Take(MaxEach).ToListAsync(ct),
            Alarms = await context.Alarms.AsNoTracking()
                .Where(alarm => alarm.ClosedAt == null && (only == null || alarm.PaymentId == only) && (alarm.PaymentId == null || context.Payments.Any(payment => payment.Id == alarm.PaymentId)))
                .OrderByDescending(alarm => alarm.LastAt).Take(MaxEach).ToListAsync(ct),
        };
        await open.NameAsync(context, ct);
        return open;
    }

    /// <summary>What needs a person, and what has been unclear for long, each found in an index of such rows alone: what is unclear is always due.</summary>
    internal static (IQueryable<Payment> Review, IQueryable<Payment> Unclear) PaymentsOf(PortalContext context, DateTimeOffset now)
    {
        var since = now - Decisions.After;
        var payments = context.Payments.AsNoTracking();
        return (
            payments.Where(payment => payment.Status == PaymentStatus.Review),
            payments.Where(payment => payment.DueAt != null && payment.Status != PaymentStatus.Review && payment.UnclearSince < since));
    }

    private static async Task<List<Payment>> PaymentsAsync(PortalContext context, PaymentId? only, DateTimeOffset now, CancellationToken ct)
    {
        var (review, unclear) = PaymentsOf(context, now);
        return
        [
            .. await review.Where(payment => only == null || payment.Id == only).OrderByDescending(payment => payment.Arrival).Take(MaxEach).ToListAsync(ct),
            .. await unclear.Where(payment => only == null || payment.Id == only).OrderByDescending(payment => payment.UnclearSince).Take(MaxEach).ToListAsync(ct),
        ];
    }

    private static async Task<List<Refund>> RefundsAsync(PortalContext context, PaymentId? only, DateTimeOffset now, CancellationToken ct)
    {
        var (acceptedBefore, askedBefore) = (now - s_acceptedIsOpen, now - Decisions.After);
        var refunds = context.Refunds.AsNoTracking().Where(refund => only == null || refund.PaymentId == only);
        var review = await refunds.Where(refund => refund.Status == RefundStatus.Review).OrderByDescending(refund => refund.RequestedAt).Take(MaxEach).ToListAsync(ct);
        var open = await refunds.Where(refund => refund.DueAt != null && (refund.Status == RefundStatus.Unknown
                || (refund.Status == RefundStatus.Requested && (refund.WaitsForBalance || refund.RequestedAt < askedBefore))
                || (refund.Status == RefundStatus.Accepted && refund.AcceptedAt < acceptedBefore)))
            .OrderByDescending(refund => refund.RequestedAt).Take(MaxEach).ToListAsync(ct);
        return [.. review, .. open];
    }

    private static async Task<List<Cancel>> CancelsAsync(PortalContext context, PaymentId? only, DateTimeOffset now, CancellationToken ct)
    {
        var askedBefore = now - Decisions.After;
        var cancels = context.Cancels.AsNoTracking().Where(cancel => only == null || cancel.PaymentId == only);
        var review = await cancels.Where(cancel => cancel.Status == CancelStatus.Review).OrderByDescending(cancel => cancel.RequestedAt).Take(MaxEach).ToListAsync(ct);
        var open = await cancels.Where(cancel => cancel.DueAt != null && (cancel.Status == CancelStatus.Sent || (cancel.Status == CancelStatus.Asked && cancel.RequestedAt < askedBefore)))
            .OrderByDescending(cancel => cancel.RequestedAt).Take(MaxEach).ToListAsync(ct);
        return [.. review, .. open];
    }

    private async Task NameAsync(PortalContext context, CancellationToken ct)
    {
        var ids = Payments.Select(payment => payment.Id).Concat(Refunds.Select(refund => refund.PaymentId)).Concat(Cancels.Select(cancel => cancel.PaymentId)).Concat(Approvals.Select(approval => approval.PaymentId))
            .Concat(Alarms.Select(alarm => alarm.PaymentId).OfType<PaymentId>()).Distinct().ToList();
        if (ids.Count == 0 && Alarms.Count == 0)
        {
            return;
        }
        Named = await NamedPayment.Of(context, context.Payments.AsNoTracking().Where(payment => ids.Contains(payment.Id))).ToDictionaryAsync(named => named.Payment.Id, ct);
        var numbers = Alarms.Where(alarm => alarm.Kind is AlarmKind.RefundFailed or AlarmKind.RefundReview or AlarmKind.RefundWaits && RefundNo.TryRead(alarm.About, out _))
            .Select(alarm => RefundNo.Of(alarm.About)).ToList();
        Numbered = numbers.Count == 0 ? [] : await context.Refunds.AsNoTracking().Where(refund => numbers.Contains(refund.Number)).ToDictionaryAsync(refund => refund.Number.Value, ct);
        var review = Payments.Where(payment => payment.Status == PaymentStatus.Review).Select(payment => payment.Id).ToList();
        ReviewedAt = review.Count == 0 ? [] : await context.PaymentSteps.AsNoTracking().Where(step => review.Contains(step.PaymentId) && step.To == PaymentStatus.Review && step.From != PaymentStatus.Review)
            .GroupBy(step => step.PaymentId).Select(steps => new { steps.Key, At = steps.Max(step => step.At) }).ToDictionaryAsync(steps => steps.Key, steps => steps.At, ct);
    }
}
