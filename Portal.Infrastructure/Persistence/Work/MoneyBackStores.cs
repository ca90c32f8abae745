using Microsoft.EntityFrameworkCore;
using Portal.Domain.Approvals;
using Portal.Domain.Cancels;
using Portal.Domain.Notifications;
using Portal.Domain.Primitives;
using Portal.Domain.Refunds;
using Portal.Domain.Tenants;

namespace Portal.Infrastructure.Persistence.Work;

internal sealed class RefundStore(PortalContext context) : IRefundStore
{
    /// <summary>Stands before the message's own digest where a refund has no number that could be read.</summary>
    private const string Unnamed = "A";

    public Task<Refund?> FindAsync(RefundId id, CancellationToken ct) => context.Refunds.FirstOrDefaultAsync(refund => refund.Id == id, ct);

    public Task<Refund?> FindByKeyAsync(string key, CancellationToken ct) => context.Refunds.FirstOrDefaultAsync(refund => refund.Key == key, ct);

    public async Task<IReadOnlyList<Refund>> OfPaymentAsync(PaymentId payment, CancellationToken ct) =>
        await context.Refunds.Where(refund => refund.PaymentId == payment).OrderByDescending(refund => refund.RequestedAt).ThenByDescending(refund => refund.Id).ToListAsync(ct);

    public async Task<IReadOnlyList<RefundNotice>> NoticesAsync(PaymentId payment, CancellationToken ct)
    {
        var told = await NoticesOf(context, payment).OrderBy(message => message.ReceivedAt).Select(message => new { message.RefundNo, message.RefundFee, message.Fingerprint, message.ReceivedAt }).ToListAsync(ct);
        return [.. told.Select(message => new RefundNotice(NumberOf(message.RefundNo, message.Fingerprint), message.RefundFee, message.ReceivedAt))];
    }

    internal static IQueryable<StoredNotification> NoticesOf(PortalContext context, PaymentId payment) => context.Notifications.AsNoTracking()
        .Where(message => message.PaymentId == payment && message.Verdict == NoticeVerdict.Applied && (message.RefundFee != null || message.RefundNo != null));

    /// <summary>Two searches, each in an index of its own.</summary>
    public async Task<IReadOnlyList<DateTimeOffset>> TimesAsync(UserId by, DateTimeOffset after, CancellationToken ct)
    {
        var refunds = context.Refunds.AsNoTracking().Where(refund => refund.RequestedAt > after && refund.Status != RefundStatus.Failed);
        var times = await refunds.Where(refund => refund.RequestedBy == by).Concat(refunds.Where(refund => refund.ApprovedBy == by)).Select(refund => refund.RequestedAt).ToListAsync(ct);
        times.Sort();
        return times;
    }

    public async Task<string> NameAsync(UserId by, CancellationToken ct) =>
        await context.Users.Where(user => user.Id == by.Value).Select(user => user.DisplayName).FirstOrDefaultAsync(ct) ?? "";

    public void Add(Refund refund) => context.Refunds.Add(refund);

    private static RefundNo NumberOf(string? text, byte[] fingerprint) =>
        RefundNo.TryRead(text, out var number) ? number : RefundNo.Of(Unnamed + Convert.ToHexString(fingerprint.AsSpan(0, 16)));
}

internal sealed class ApprovalStore(PortalContext context) : IApprovalStore
{
    public Task<Approval?> FindAsync(ApprovalId id, CancellationToken ct) => context.Approvals.FirstOrDefaultAsync(approval => approval.Id == id, ct);

    public Task<Approval?> FindByKeyAsync(string key, CancellationToken ct) => context.Approvals.FirstOrDefaultAsync(approval => approval.Key == key, ct);

    public Task<Approval?> OpenOfAsync(PaymentId payment, CancellationToken ct) =>
        context.Approvals.FirstOrDefaultAsync(approval => approval.PaymentId == payment && approval.Status == ApprovalStatus.Asked, ct);

    public void Add(Approval approval) => context.Approvals.Add(approval);
}

internal sealed class LimitStore(PortalContext context) : ILimitStore
{
    public Task<LimitRule?> FindAsync(Role role, CancellationToken ct) => context.LimitRules.FirstOrDefaultAsync(rule => rule.Role == role, ct);

    public Task<LimitRule?> FindAsync(UserId user, CancellationToken ct) => context.LimitRules.FirstOrDefaultAsync(rule => rule.UserId == user, ct);

    public void Add(LimitRule rule) => context.LimitRules.Add(rule);

    public void Remove(LimitRule rule) => context.LimitRules.Remove(rule);
}

internal sealed class CancelStore(PortalContext context) : ICancelStore
{
    public Task<Cancel?> FindAsync(CancelId id, CancellationToken ct) => context.Cancels.FirstOrDefaultAsync(cancel => cancel.Id == id, ct);

    public Task<Cancel?> FindByKeyAsync(string key, CancellationToken ct) => context.Cancels.FirstOrDefaultAsync(cancel => cancel.Key == key, ct);

    public Task<Cancel?> LatestAsync(PaymentId payment, CancellationToken ct) =>
        context.Cancels.Where(cancel => cancel.PaymentId == payment).OrderByDescending(cancel => cancel.RequestedAt).ThenByDescending(cancel => cancel.Id).FirstOrDefaultAsync(ct);

    public async Task<IReadOnlyList<DateTimeOffset>> TimesAsync(UserId by, DateTimeOffset after, CancellationToken ct) => await context.Cancels.AsNoTracking()
        .Where(cancel => cancel.RequestedBy == by && cancel.RequestedAt > after)
        .OrderBy(cancel => cancel.RequestedAt).Select(cancel => cancel.RequestedAt).ToListAsync(ct);

    public void Add(Cancel cancel) => context.Cancels.Add(cancel);
}
