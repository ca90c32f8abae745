using Portal.Domain.Notifications;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;

namespace Portal.Tests.TestKit;

/// <summary>Domain objects as tests need them, made by the product's own doors.</summary>
internal static class Given
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 1, 4, 0, 0, TimeSpan.Zero);
    private static readonly PaymentStatus[][] s_ways =
    [
        [], [PaymentStatus.Pending], [PaymentStatus.Unknown], [PaymentStatus.Paid], [PaymentStatus.Paid, PaymentStatus.PartlyRefunded], [PaymentStatus.Paid, PaymentStatus.Refunded],
        [PaymentStatus.Paid, PaymentStatus.Cancelling], [PaymentStatus.Paid, PaymentStatus.Cancelled], [PaymentStatus.Closed], [PaymentStatus.Review],
    ];

    public static NotifyAddress AnAddress(string currency = "HKD") => new(
        TenantId.New(), AccountId.New(), QrCodeId.New(), CounterId.New(), "0123456789abcdef", Currency.Of(currency), "2088000000000001", new NoVerifier());

    public static PaymentNotice ANotice(string? amount = "88.80", string? currency = "HKD", string? passback = "0123456789abcdef", DateTimeOffset? paidAt = null) => new(
        "n-1", [1], AlipayTradeNo.Of("2026030122001400001400000001"), OutTradeNo.Of("2026030122001400000000000001"), "TRADE_SUCCESS", "2088000000000001",
        passback, amount, currency, paidAt ?? Noon, "138****0001", null, null);

    public static Payment APayment(string? amount = "88.80", string? currency = "HKD", string? passback = "0123456789abcdef", DateTimeOffset? paidAt = null, DateTimeOffset? at = null) =>
        Payment.Report(AnAddress(), ANotice(amount, currency, passback, paidAt), at ?? Noon);

    public static Payment APaymentIn(PaymentStatus status)
    {
        var payment = APayment();
        foreach (var step in s_ways.Single(way => way.LastOrDefault() == status))
        {
            if (!payment.MoveTo(step, "given", Evidence.SignedAnswer, Noon))
            {
                throw new InvalidOperationException($"No way leads to {status}.");
            }
        }
        return payment;
    }

    private sealed class NoVerifier : IVerifier
    {
        public string SignType => "MD5";

        public bool Verify(ReadOnlySpan<byte> data, string signature) => false;
    }
}
