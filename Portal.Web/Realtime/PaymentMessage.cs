using Portal.Domain.Payments;

namespace Portal.Web.Realtime;

/// <summary>A payment as hub and scripts see it; the names are CONTRACT's. Amounts are plain text with the currency's decimals, instants UTC.</summary>
public sealed record PaymentMessage(
    long Sequence,
    string Id,
    string TradeNo,
    string CounterId,
    string Status,
    string? Amount,
    string Currency,
    string Refunded,
    DateTimeOffset? PaidAt,
    DateTimeOffset ArrivedAt,
    bool Late)
{
    public static PaymentMessage Of(PaymentRow row) => new(
        row.Sequence, row.Id.ToString(), row.TradeNo, row.CounterId.ToString(), row.Status.ToString(), row.Amount?.ToPlainText(), row.Currency.Code,
        row.Refunded.ToPlainText(), row.PaidAt, row.ArrivedAt, row.IsLate);
}
