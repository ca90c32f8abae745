using Portal.Domain.Notifications;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;

namespace Portal.Infrastructure.Persistence;

/// <summary>One change of a payment, numbered per tenant without gaps, in the transaction that made it. Holds what lists show.</summary>
public sealed class PaymentEvent : ICounterOwned
{
    public TenantId TenantId { get; init; }

    public long Sequence { get; init; }

    public PaymentId PaymentId { get; init; }

    public CounterId CounterId { get; init; }

    public PaymentStatus Status { get; init; }

    public long? AmountMinor { get; init; }

    public long RefundedMinor { get; init; }

    public DateTimeOffset? PaidAt { get; init; }

    public static PaymentEvent Of(Payment payment) => new()
    {
        TenantId = payment.TenantId,
        Sequence = payment.Sequence,
        PaymentId = payment.Id,
        CounterId = payment.CounterId,
        Status = payment.Status,
        AmountMinor = payment.AmountMinor,
        RefundedMinor = payment.RefundedMinor,
        PaidAt = payment.PaidAt,
    };
}

/// <summary>How far a tenant's changes are numbered, and when its due rows were last served.</summary>
public sealed class TenantFeed : ITenantOwned
{
    public TenantId TenantId { get; init; }

    public long LastSequence { get; private set; }

    public DateTimeOffset? ServedAt { get; private set; }
}

/// <summary>A message that was believed, as it came: the evidence.</summary>
public sealed class StoredNotification : ITenantOwned
{
    public TenantId TenantId { get; init; }

    public NotificationId Id { get; init; }

    public AccountId AccountId { get; init; }

    public string NotifyId { get; init; } = "";

    public byte[] Fingerprint { get; init; } = [];

    /// <summary>Null where the message is kept but has no effect of its own.</summary>
    public byte[]? Effect { get; init; }

    public string TradeNo { get; init; } = "";

    public string TradeStatus { get; init; } = "";

    /// <summary>As written, in messages about refunds.</summary>
    public string? RefundNo { get; init; }

    /// <summary>As written, in messages about refunds.</summary>
    public string? RefundFee { get; init; }

    public NoticeVerdict Verdict { get; init; }

    public PaymentId? PaymentId { get; init; }

    /// <summary>What stands in the place of a body that is not kept any more.</summary>
    public static byte[] Shortened { get; } = [];

    /// <summary>The raw body under the tenant's data key, while it is kept.</summary>
    public byte[] SealedBody { get; init; } = [];

    public DateTimeOffset ReceivedAt { get; init; }
}

/// <summary>A pair of keys that was made here and is not in use yet: its public half waits to be uploaded to Alipay.</summary>
public sealed class KeyDraft : ITenantOwned
{
    public TenantId TenantId { get; init; }

    /// <summary>The account that it is sealed for.</summary>
    public AccountId AccountId { get; set; }

    /// <summary>The private key, PKCS#8, encrypted for this tenant and account.</summary>
    public byte[] SealedSecret { get; set; } = [];

    /// <summary>SubjectPublicKeyInfo.</summary>
    public byte[] PublicKey { get; set; } = [];

    public DateTimeOffset MadeAt { get; set; }
}
