using Portal.Domain.Payments;

namespace Portal.Domain.Refunds;

/// <summary>Until when Alipay usually takes refunds of a payment. It refuses nothing here: Alipay's own no ends it, as the contract says.</summary>
/// <remarks>Source: PROTOCOL 3.8: 360 days, 365 days or one year, by contract; 365 days where nothing else is known.</remarks>
public static class RefundPeriod
{
    private static readonly TimeSpan s_length = TimeSpan.FromDays(365);

    public static DateTimeOffset Until(Payment payment) => payment.OccurredAt + s_length;
}
