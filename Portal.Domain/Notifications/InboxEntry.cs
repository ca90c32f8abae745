using System.Security.Cryptography;
using System.Text;
using Portal.Domain.Alarms;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;

namespace Portal.Domain.Notifications;

/// <summary>A believed message on its way to the disk, with the payment it makes where that is new.</summary>
/// <param name="Effect">Digest of what the message would do: one message an effect counts, the others are only kept.</param>
/// <param name="Payment">Null for orphans.</param>
/// <param name="Alarm">Raised in the same transaction.</param>
public sealed record InboxEntry(
    NotificationId Id,
    TenantId Tenant,
    AccountId Account,
    PaymentNotice Notice,
    byte[] Effect,
    ReadOnlyMemory<byte> Body,
    DateTimeOffset At,
    Payment? Payment,
    AlarmKind? Alarm)
{
    public static InboxEntry ForAddress(NotifyAddress address, PaymentNotice notice, ReadOnlyMemory<byte> body, DateTimeOffset at)
    {
        var payment = Payment.Report(address, notice, at);
        AlarmKind? alarm = payment.AmountMinor is null && notice.AmountText is not null ? AlarmKind.UnreadableAmount : null;
        return new InboxEntry(NotificationId.New(), address.Tenant, address.Account, notice, EffectOf(notice), body, at, payment, alarm);
    }

    public static InboxEntry Orphan(NotifyAccount account, PaymentNotice notice, ReadOnlyMemory<byte> body, DateTimeOffset at) =>
        new(NotificationId.New(), account.Tenant, account.Account, notice, EffectOf(notice), body, at, null, AlarmKind.OrphanNotification);

    private static byte[] EffectOf(PaymentNotice notice) =>
        SHA256.HashData(Encoding.UTF8.GetBytes($"{notice.TradeNo}\n{notice.TradeStatus}\n{notice.RefundNo}\n{notice.RefundFee}"));
}

/// <summary>What became of a stored message.</summary>
public enum NoticeVerdict
{
    /// <summary>New: it made a payment, or had it asked again.</summary>
    Applied,

    /// <summary>Another message said the same before; kept for the timeline.</summary>
    Repeated,

    /// <summary>The same id came with other content; not applied.</summary>
    Conflict,

    Orphan,
}

/// <summary>The one writer of messages: many senders share a commit, and nobody is answered before it.</summary>
public interface IInbox
{
    /// <returns><see cref="Receipt.Stored"/> after the commit, also for a message that was there before; <see cref="Receipt.Busy"/> when it was not stored.</returns>
    Task<Receipt> StoreAsync(InboxEntry entry, CancellationToken ct);

    Task AlarmAsync(TenantId tenant, AlarmKind kind, string cause, string detail, CancellationToken ct);
}
