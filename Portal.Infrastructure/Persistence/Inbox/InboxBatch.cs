using Portal.Domain.Alarms;
using Portal.Domain.Notifications;
using Portal.Domain.Primitives;

namespace Portal.Infrastructure.Persistence.Inbox;

/// <summary>What the messages of one transaction do: unique keys decide what is new, what was there, what contradicts.</summary>
/// <remarks>Source: PROTOCOL 3.4, "Duplicates".</remarks>
internal sealed class InboxBatch(InboxCommands commands)
{
    private readonly Dictionary<TenantId, long> _numbers = [];

    /// <summary>Tenants whose payments changed.</summary>
    public IEnumerable<TenantId> Changed => _numbers.Keys;

    public bool MadeDue { get; private set; }

    /// <summary>Messages that were there before.</summary>
    public int SeenAgain { get; private set; }

    public async Task ApplyAsync(InboxEntry entry, byte[] sealedBody)
    {
        var before = await commands.MessagesAsync(entry.Account, entry.Notice.NotifyId);
        var same = before.FirstOrDefault(message => message.Fingerprint.AsSpan().SequenceEqual(entry.Notice.Fingerprint));
        if (same is not null)
        {
            SeenAgain++;
            if (same.Verdict == NoticeVerdict.Orphan && entry.Payment is not null)
            {
                await AdoptAsync(entry, same.Id);
            }
            return;
        }
        var known = await KnownAsync(entry);
        var verdict = before.Count > 0 ? NoticeVerdict.Conflict
            : entry.Payment is null ? NoticeVerdict.Orphan
            : known is not null && await commands.HasEffectAsync(entry.Account, entry.Effect) ? NoticeVerdict.Repeated      // an effect has its payment, in this account
            : NoticeVerdict.Applied;
        var payment = verdict == NoticeVerdict.Applied ? await BookAsync(entry, known) : known;
        await commands.AddNotificationAsync(entry, verdict, payment, sealedBody);
        if (AlarmOf(entry, verdict, payment) is { } alarm)
        {
            await commands.RaiseAsync(alarm);
        }
    }

    /// <summary>The orphan's place is known now; where another message has said the same meanwhile, it is only kept.</summary>
    private async Task AdoptAsync(InboxEntry entry, Guid message)
    {
        var known = await KnownAsync(entry);
        var isRepeated = known is not null && await commands.HasEffectAsync(entry.Account, entry.Effect);
        await commands.AdoptAsync(entry, message, isRepeated ? NoticeVerdict.Repeated : NoticeVerdict.Applied, isRepeated ? known!.Value : await BookAsync(entry, known));
    }

    /// <summary>Stores how far the tenants' changes are numbered now.</summary>
    public async Task NumberAsync()
    {
        foreach (var (tenant, last) in _numbers)
        {
            await commands.NumberedAsync(tenant, last);
        }
    }

    private Task<PaymentId?> KnownAsync(InboxEntry entry) => commands.FindPaymentAsync(entry.Tenant, entry.Account, entry.Notice.TradeNo);

    /// <summary>A trade that is new makes a payment; one that is known is asked again, and only the answer moves its state.</summary>
    private async Task<PaymentId> BookAsync(InboxEntry entry, PaymentId? known)
    {
        MadeDue = true;
        if (known is { } id)
        {
            await commands.DueNowAsync(entry.Tenant, id, entry.At);
            return id;
        }
        _numbers[entry.Tenant] = (_numbers.TryGetValue(entry.Tenant, out var last) ? last : await commands.LastSequenceAsync(entry.Tenant)) + 1;
        entry.Payment!.ArrivedAs(_numbers[entry.Tenant]);
        await commands.AddPaymentAsync(entry.Payment);
        return entry.Payment.Id;
    }

    private static Alarm? AlarmOf(InboxEntry entry, NoticeVerdict verdict, PaymentId? payment)
    {
        AlarmKind? kind = verdict switch
        {
            NoticeVerdict.Conflict => AlarmKind.ConflictingNotification,
            NoticeVerdict.Repeated => null,
            _ => entry.Alarm,
        };
        return kind is { } raised ? Alarm.Raise(entry.Tenant, raised, entry.Notice.TradeNo.Value, entry.Notice.TradeNo.Value, payment, entry.At) : null;
    }
}
