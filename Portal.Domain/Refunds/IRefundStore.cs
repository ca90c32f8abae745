using Portal.Domain.Payments;
using Portal.Domain.Primitives;

namespace Portal.Domain.Refunds;

/// <summary>What a believed message says of a refund.</summary>
/// <param name="Number">The number it was made under: ours, or one that stands for a refund made at Alipay's own page.</param>
/// <param name="Fee">The amount as written; null: not said.</param>
/// <param name="ReceivedAt">When the message came.</param>
public sealed record RefundNotice(RefundNo Number, string? Fee, DateTimeOffset ReceivedAt);

/// <summary>Refunds of the work's tenant, to be changed.</summary>
public interface IRefundStore
{
    Task<Refund?> FindAsync(RefundId id, CancellationToken ct);

    Task<Refund?> FindByKeyAsync(string key, CancellationToken ct);

    /// <summary>All refunds of a payment, the newest first.</summary>
    Task<IReadOnlyList<Refund>> OfPaymentAsync(PaymentId payment, CancellationToken ct);

    /// <summary>What messages have said of the payment's refunds, the oldest first.</summary>
    Task<IReadOnlyList<RefundNotice>> NoticesAsync(PaymentId payment, CancellationToken ct);

    /// <summary>When the person asked for refunds, or allowed those of others, after an instant, the failed ones left out, the oldest first.</summary>
    Task<IReadOnlyList<DateTimeOffset>> TimesAsync(UserId by, DateTimeOffset after, CancellationToken ct);

    /// <summary>What the person who asked for a refund is called; empty where nobody is of that number any more.</summary>
    Task<string> NameAsync(UserId by, CancellationToken ct);

    void Add(Refund refund);
}
