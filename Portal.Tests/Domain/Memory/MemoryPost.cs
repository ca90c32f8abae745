using Portal.Domain.Alarms;
using Portal.Domain.Notifications;
using Portal.Domain.Primitives;

namespace Portal.Tests.Domain.Memory;

/// <summary>Where messages arrive: addresses, keys and what was stored or refused, in memory. A body is believed by the keys that a test names.</summary>
internal sealed class MemoryPost : INotifyDirectory, INotificationReader, IInbox, IRefusalLog
{
    public Dictionary<string, NotifyAddress> Addresses { get; } = [];

    public Dictionary<string, NotifyAccount> Accounts { get; } = [];

    public IVerifier Nobody { get; } = new Keys("nobody");

    /// <summary>What the message says to whoever has <see cref="FittingKeys"/>.</summary>
    public PaymentNotice? Notice { get; set; }

    public IVerifier? FittingKeys { get; set; }

    public string? Seller { get; set; }

    public Receipt Answer { get; set; } = Receipt.Stored;

    public List<InboxEntry> Stored { get; } = [];

    public List<(TenantId Tenant, AlarmKind Kind, string Cause, string Detail)> Alarms { get; } = [];

    public List<(NotifyAddress? Address, NoticeRefusal Reason, int Length)> Refusals { get; } = [];

    /// <summary>Keys that bodies were read with, in order.</summary>
    public List<IVerifier> Tried { get; } = [];

    public ValueTask<NotifyAddress?> FindAsync(string token, CancellationToken ct) => ValueTask.FromResult(Addresses.GetValueOrDefault(token));

    public ValueTask<NotifyAccount?> FindAccountAsync(string partner, CancellationToken ct) => ValueTask.FromResult(Accounts.GetValueOrDefault(partner));

    public NoticeReading Read(ReadOnlyMemory<byte> body, string? contentType, IVerifier verifier)
    {
        Tried.Add(verifier);
        return Notice is { } notice && verifier == FittingKeys ? new NoticeReading.Verified(notice) : new NoticeReading.Refused(NoticeRefusal.Charset);
    }

    public string? SellerOf(ReadOnlyMemory<byte> body, string? contentType) => Seller;

    public Task<Receipt> StoreAsync(InboxEntry entry, CancellationToken ct)
    {
        Stored.Add(entry);
        return Task.FromResult(Answer);
    }

    public Task AlarmAsync(TenantId tenant, AlarmKind kind, string cause, string detail, CancellationToken ct)
    {
        Alarms.Add((tenant, kind, cause, detail));
        return Task.CompletedTask;
    }

    public void Refused(NotifyAddress? address, NoticeRefusal reason, ReadOnlyMemory<byte> body) => Refusals.Add((address, reason, body.Length));

    /// <summary>Keys of one account, told apart by their name.</summary>
    internal sealed record Keys(string Name) : IVerifier
    {
        public string SignType => "MD5";

        public bool Verify(ReadOnlySpan<byte> data, string signature) => signature == Name;
    }
}
