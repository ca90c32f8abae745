using Portal.Domain.Payments;

namespace Portal.Infrastructure.Persistence.Seeding;

/// <summary>A payment that was made up for demos and measurements, before it has its numbers.</summary>
/// <param name="Code">Which of the tenant's codes, counted from 0.</param>
/// <param name="PaidAt">When the customer paid, or opened the payment that was never finished.</param>
/// <param name="ArrivedAt">When the message came.</param>
/// <param name="EndedAt">When money went back, where it did.</param>
/// <param name="Minor">Minor units of the tenant's currency.</param>
/// <param name="RefundedMinor">Minor units that went back by refunds.</param>
/// <param name="CnyMinor">Fen.</param>
/// <param name="Random">Makes its id.</param>
public sealed record SeededPayment(
    int Code, DateTimeOffset PaidAt, DateTimeOffset ArrivedAt, DateTimeOffset EndedAt, PaymentStatus Status, long Minor, long RefundedMinor, long CnyMinor, string Payer, long Random)
{
    /// <summary>The states it went through after it was reported, each with its reason and its evidence.</summary>
    public IReadOnlyList<SeededStep> Steps { get; } = Status switch
    {
        PaymentStatus.Closed => [new(PaymentStatus.Reported, PaymentStatus.Closed, "trade_closed", ArrivedAt.AddSeconds(1))],
        PaymentStatus.Paid => [Paid(ArrivedAt)],
        _ => [Paid(ArrivedAt), new(PaymentStatus.Paid, Status, Status == PaymentStatus.Cancelled ? "undone_at_alipay" : "refunded", EndedAt)],
    };

    private static SeededStep Paid(DateTimeOffset arrivedAt) => new(PaymentStatus.Reported, PaymentStatus.Paid, "trade_success", arrivedAt.AddSeconds(1));
}

/// <summary>One decided step, by a signed answer.</summary>
public sealed record SeededStep(PaymentStatus From, PaymentStatus To, string Reason, DateTimeOffset At);
