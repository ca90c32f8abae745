using Portal.Domain.Cancels;
using Portal.Domain.Primitives;
using Portal.Domain.Refunds;

namespace Portal.Domain.Payments;

/// <summary>What is on record of the ways back of a payment's money, while the trade's own word is booked.</summary>
/// <param name="Cancel">The newest; null: none.</param>
/// <param name="Refunds">All of the payment.</param>
/// <param name="Notices">What messages have said of refunds, booked or not.</param>
public sealed record MoneyBack(Cancel? Cancel, IReadOnlyList<Refund> Refunds, IReadOnlyList<RefundNotice> Notices)
{
    private readonly List<Refund> _found = [];

    public static MoneyBack None { get; } = new(null, [], []);

    /// <summary>Refunds that were made at Alipay's own page and are on record nowhere else yet: the caller adds them.</summary>
    public IReadOnlyList<Refund> Found => _found;

    /// <summary>Books what messages said of refunds: ours are settled, others become rows of their own. Saying it again changes nothing.</summary>
    /// <returns>Reason key where something does not agree; null: all does.</returns>
    internal string? TakeNotices(Payment payment, DateTimeOffset now)
    {
        string? mismatch = null;
        foreach (var notice in Notices)
        {
            var said = Take(payment, notice, now);
            mismatch ??= said;
        }
        return mismatch;
    }

    /// <summary>Alipay gave nothing back of the trade: a refund that a person said was done is open again.</summary>
    /// <returns>False: no person said so of any.</returns>
    internal bool Undecide(Payment payment, DateTimeOffset now)
    {
        var found = false;
        foreach (var refund in Refunds)
        {
            found |= refund.DecidedAt is not null && refund.Status == RefundStatus.Done
                && refund.Happen(payment, RefundTrigger.DecisionDenied, Evidence.SignedAnswer, "decision_contradicted", now) is not null;
        }
        return found;
    }

    private string? Take(Payment payment, RefundNotice notice, DateTimeOffset now)
    {
        if (Refunds.Concat(_found).FirstOrDefault(refund => refund.Number == notice.Number) is { } known)
        {
            return known.Heard(payment, notice.Fee, notice.ReceivedAt, now)?.Detail;
        }
        if (!(Money.TryParse(notice.Fee, payment.Currency, out var amount) && amount.IsPositive && amount <= payment.Refundable))
        {
            return "refund_exceeds";
        }
        var found = Refund.Elsewhere(payment, notice.Number, amount.MinorUnits, now);
        _found.Add(found);
        payment.Hold(found.AmountMinor);
        return BookRefund.Count(found, payment, Evidence.Notification, "refund_elsewhere", now, found.StepNote)?.Detail;
    }
}
