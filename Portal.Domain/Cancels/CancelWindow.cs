using Portal.Domain.Payments;
using Portal.Domain.Primitives;

namespace Portal.Domain.Cancels;

/// <summary>Until when a payment can be cancelled.</summary>
/// <remarks>Source: PROTOCOL 3.6: a paid trade until its Alipay day ends; an unpaid one also until 15 minutes after it was created. Each less the
/// 15 seconds that the call itself may take.</remarks>
public static class CancelWindow
{
    private static readonly TimeSpan s_call = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan s_unpaid = TimeSpan.FromMinutes(15);

    /// <summary>The first instant at which nothing is sent any more: 23:59:45 of the payment's day, GMT+8, where it is known to be paid.</summary>
    public static DateTimeOffset Until(Payment payment)
    {
        var day = TradeDay.EndOf(payment.TradeDate) - s_call;
        var buffer = payment.OccurredAt + s_unpaid - s_call;
        return payment.SaidPaidAt is not null || day > buffer ? day : buffer;
    }

    public static bool IsOpen(Payment payment, DateTimeOffset now) => now < Until(payment);
}
