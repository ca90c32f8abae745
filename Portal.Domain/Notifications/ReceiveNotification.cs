using Portal.Domain.Alarms;

namespace Portal.Domain.Notifications;

/// <summary>How a message was received, which is all that the sender learns.</summary>
public enum Receipt
{
    /// <summary>On disk, or it was there before: answer <c>success</c>.</summary>
    Stored,
    Refused,
    UnknownAddress,

    /// <summary>Not stored; the sender will come again.</summary>
    Busy,
}

/// <summary>Counts and samples what was refused, without values.</summary>
public interface IRefusalLog
{
    void Refused(NotifyAddress? address, NoticeRefusal reason, ReadOnlyMemory<byte> body);
}

/// <summary>The pay flow, our side of it: a message comes in, is believed or not, and is on disk before it is acknowledged.</summary>
/// <remarks>Source: Alipay, Merchant QR Code Payment, "Payment flow"; PROTOCOL 2.5, 3.4.</remarks>
public sealed class ReceiveNotification(INotifyDirectory directory, INotificationReader reader, IInbox inbox, IRefusalLog refusals, TimeProvider clock)
{
    /// <param name="body">The raw bytes, read once; decoded and verified before a field is looked at.</param>
    public async Task<Receipt> RunAsync(string token, ReadOnlyMemory<byte> body, string? contentType, CancellationToken ct)
    {
        if (await directory.FindAsync(token, ct) is not { } address)
        {
            return await AtUnknownAddressAsync(body, contentType, ct);
        }
        switch (reader.Read(body, contentType, address.Verifier))
        {
            case NoticeReading.Refused refused:
                refusals.Refused(address, refused.Reason, body);
                return Receipt.Refused;
            case NoticeReading.Verified { Notice.SellerId: { } seller } when seller != address.Partner:
                await inbox.AlarmAsync(address.Tenant, AlarmKind.OtherSeller, address.Code.ToString(), seller, ct);
                return Receipt.Refused;
            case NoticeReading.Verified verified:
                return await inbox.StoreAsync(InboxEntry.ForAddress(address, verified.Notice, body, clock.GetUtcNow()), ct);
            default:
                throw new InvalidOperationException("A reading has two cases.");
        }
    }

    /// <summary>The money of a rightly signed message is real wherever it was sent: kept as an orphan. All else leaves no row.</summary>
    private async Task<Receipt> AtUnknownAddressAsync(ReadOnlyMemory<byte> body, string? contentType, CancellationToken ct)
    {
        var account = reader.SellerOf(body, contentType) is { } seller ? await directory.FindAccountAsync(seller, ct) : null;
        if (reader.Read(body, contentType, account?.Verifier ?? directory.Nobody) is NoticeReading.Verified verified
            && account is not null && verified.Notice.SellerId == account.Partner)
        {
            return await inbox.StoreAsync(InboxEntry.Orphan(account, verified.Notice, body, clock.GetUtcNow()), ct);
        }
        refusals.Refused(null, NoticeRefusal.Signature, body);
        return Receipt.UnknownAddress;
    }
}
