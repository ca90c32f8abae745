using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;

namespace Portal.Domain.Alarms;

/// <summary>Why a person should look. The words stand in the web project's resources under the same name.</summary>
public enum AlarmKind
{
    /// <summary>A rightly signed message with an amount that cannot be read; the query decides.</summary>
    UnreadableAmount,

    /// <summary>A rightly signed message of this account came to an address that no code has.</summary>
    OrphanNotification,

    /// <summary>The same notification id came again with other content; not applied.</summary>
    ConflictingNotification,

    /// <summary>Rightly signed, but for another seller: a key may be shared.</summary>
    OtherSeller,

    /// <summary>Amount, currency or counter of message and answer do not agree.</summary>
    Mismatch,

    /// <summary>Alipay does not know a trade that it told us of: wrong partner or environment.</summary>
    TradeUnknownToGateway,

    /// <summary>An answer whose signature was missing or wrong, or that was for another number.</summary>
    UntrustedAnswer,

    /// <summary>The gateway refuses our signature or our contract: an operator must look at keys and settings.</summary>
    GatewayConfiguration,

    /// <summary>Our own code failed eight times on one row.</summary>
    ParkedWork,

    /// <summary>Many messages without a right signature came to this tenant's addresses.</summary>
    ForgedNotifications,

    /// <summary>A rule that must always hold was found broken; the payment's commands are frozen.</summary>
    BrokenInvariant,

    /// <summary>The database's log is not emptied any more; the disk will be full.</summary>
    DatabaseLogGrows,

    /// <summary>A person replaced a code because another's sticker may have hung over it: takings may be missing.</summary>
    TamperedSticker,

    /// <summary>Five wrong passwords in a row on one person's account: it rests for 15 minutes.</summary>
    GuessedPassword,

    /// <summary>Somebody was held back by their limits on refunds time and again within an hour.</summary>
    HeldBackOften,

    /// <summary>What is known of a refund does not agree, or nothing came of it for 180 days: a person decides.</summary>
    RefundReview,

    /// <summary>A refund has been open for a day: it waits for balance, or for Alipay.</summary>
    RefundWaits,

    /// <summary>The day ended before Alipay said what became of a cancel.</summary>
    CancelReview,

    /// <summary>Alipay says paid though the payment was cancelled or closed: it can be given back by one refund.</summary>
    MoneyAfterEnd,

    /// <summary>Alipay refused a refund for good: no money moved, and a person closes it.</summary>
    RefundFailed,

    /// <summary>A customer's claim led to paid money that no message told of, and nothing tells at which counter.</summary>
    PaymentUnassigned,
}

/// <summary>Something a person should look at. The same cause raises one alarm, which counts.</summary>
public sealed class Alarm : ITenantOwned
{
    private Alarm()
    {
    }

    public TenantId TenantId { get; private set; }

    public Guid Id { get; private set; }

    public AlarmKind Kind { get; private set; }

    /// <summary>One open alarm a cause: the kind and what it is about.</summary>
    public string Cause { get; private set; } = "";

    public PaymentId? PaymentId { get; private set; }

    /// <summary>Numbers and codes that help, never secrets or buyers; at most 200 characters.</summary>
    public string Detail { get; private set; } = "";

    public int Times { get; private set; }

    public DateTimeOffset RaisedAt { get; private set; }

    public DateTimeOffset LastAt { get; private set; }

    public DateTimeOffset? ClosedAt { get; private set; }

    /// <summary>The person who closed it; null: nobody, or what it told of was settled.</summary>
    public UserId? ClosedBy { get; private set; }

    /// <summary>Why, in the person's own words, or the key of what settled it.</summary>
    public string? ClosedReason { get; private set; }

    /// <summary>What it is about, without the kind: a refund's number, a payment's id.</summary>
    public string About => Cause[(Cause.IndexOf(':', StringComparison.Ordinal) + 1)..];

    public static Alarm Raise(TenantId tenant, AlarmKind kind, string cause, string detail, PaymentId? payment, DateTimeOffset at) => new()
    {
        TenantId = tenant,
        Id = Guid.CreateVersion7(),
        Kind = kind,
        Cause = CauseOf(kind, cause),
        Detail = detail.Length > 200 ? detail[..200] : detail,
        PaymentId = payment,
        Times = 1,
        RaisedAt = at,
        LastAt = at,
    };

    public static string CauseOf(AlarmKind kind, string about) => $"{kind}:{about}";

    public void Again(DateTimeOffset at)
    {
        Times++;
        LastAt = at;
    }

    /// <returns>False: it was closed before, and nothing was changed.</returns>
    internal bool Close(UserId? by, string reason, DateTimeOffset at)
    {
        if (ClosedAt is not null)
        {
            return false;
        }
        (ClosedAt, ClosedBy, ClosedReason) = (at, by, reason);
        return true;
    }

    /// <summary>What it told of was settled by evidence.</summary>
    internal void Settle(string reason, DateTimeOffset at) => Close(null, reason, at);
}

/// <summary>Alarms of the work's tenant, raised in its commit.</summary>
public interface IAlarmStore
{
    /// <summary>Raises the alarm, or counts it once more where the same cause is open.</summary>
    Task RaiseAsync(AlarmKind kind, string cause, string detail, PaymentId? payment, CancellationToken ct);

    /// <summary>Open or closed.</summary>
    Task<Alarm?> FindAsync(Guid id, CancellationToken ct);

    Task<IReadOnlyList<Alarm>> OpenOfAsync(PaymentId payment, CancellationToken ct);

    /// <summary>Null: none of this cause is open.</summary>
    Task<Alarm?> OpenOfAsync(AlarmKind kind, string cause, CancellationToken ct);
}

/// <summary>What ends an alarm without a person.</summary>
internal static class SettledAlarms
{
    /// <summary>Money that came after the end went back: nothing is left to decide.</summary>
    public static async Task SettleAfterAsync(this IAlarmStore alarms, PaymentStatus before, Payment payment, DateTimeOffset now)
    {
        if (before != PaymentStatus.Review || payment.Status != PaymentStatus.Refunded)
        {
            return;
        }
        foreach (var alarm in await alarms.OpenOfAsync(payment.Id, CancellationToken.None))
        {
            if (alarm.Kind == AlarmKind.MoneyAfterEnd)
            {
                alarm.Settle("refund_done", now);
            }
        }
    }
}
