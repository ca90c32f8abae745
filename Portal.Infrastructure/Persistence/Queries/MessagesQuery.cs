using Microsoft.EntityFrameworkCore;
using Portal.Domain.Notifications;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;

namespace Portal.Infrastructure.Persistence.Queries;

/// <summary>Messages about a payment that have no step of its history; what they hold is left where it is.</summary>
internal static class MessagesQuery
{
    /// <returns>The oldest first, without the one that the payment came by.</returns>
    public static async Task<IReadOnlyList<MessageLine>> LaterAsync(PortalContext context, Payment payment, CancellationToken ct)
    {
        var found = await context.Notifications.AsNoTracking().Where(message => message.PaymentId == payment.Id)
            .Select(message => new { message.Id, message.ReceivedAt, message.Verdict, message.TradeStatus, message.RefundNo, message.RefundFee }).ToListAsync(ct);
        var lines = found.OrderBy(message => message.ReceivedAt).ThenBy(message => message.Id.Value).Select(message => new MessageLine(
            message.Id, message.ReceivedAt, message.Verdict, message.TradeStatus, message.RefundNo is not null,
            Money.TryParse(message.RefundFee, payment.Currency, out var fee) ? fee : null)).ToList();
        if (payment.RecoveredAt is null && lines.Find(line => line.Verdict == NoticeVerdict.Applied) is { } first)
        {
            lines.Remove(first);
        }
        return lines;
    }
}
