using Portal.Domain.Primitives;
using Portal.Domain.Tenants;

namespace Portal.Domain.Payments;

/// <summary>What a step of a payment rests on. A clock is never evidence.</summary>
public enum Evidence
{
    /// <summary>A rightly signed message.</summary>
    Notification,

    /// <summary>A rightly signed answer to our own question.</summary>
    SignedAnswer,

    /// <summary>We asked and got no answer that counts; moves to Unknown at most.</summary>
    NoAnswer,

    FileRow,
    Person,
}

/// <summary>Whose step of a payment it is, and of which refund.</summary>
/// <param name="By">The person who wanted it; null: the product itself, Alipay, or the command line.</param>
/// <param name="RefundNo">The refund that it belongs to; null: none.</param>
/// <param name="AmountMinor">Minor units that it is about; null: the whole payment.</param>
public readonly record struct StepNote(UserId? By = null, RefundNo? RefundNo = null, long? AmountMinor = null);

/// <summary>One line of a payment's history: what, when, why, by which evidence. Where the state stayed, it is an attempt.</summary>
public sealed class PaymentStep : IPaymentOwned
{
    private PaymentStep()
    {
    }

    public TenantId TenantId { get; private set; }

    public Guid Id { get; private set; }

    public PaymentId PaymentId { get; private set; }

    public PaymentStatus From { get; private set; }

    public PaymentStatus To { get; private set; }

    /// <summary>A short key with words in the resources, e.g. <c>trade_success</c>, <c>time_out</c>, <c>refund_done</c>.</summary>
    public string Reason { get; private set; } = "";

    public Evidence Evidence { get; private set; }

    public DateTimeOffset At { get; private set; }

    /// <summary>The refund that the step belongs to; null: none.</summary>
    public RefundNo? RefundNo { get; private set; }

    /// <summary>Minor units of the refund.</summary>
    public long? AmountMinor { get; private set; }

    /// <summary>The person who wanted it; null: nobody here.</summary>
    public UserId? By { get; private set; }

    internal static PaymentStep Of(Payment payment, PaymentStatus from, PaymentStatus to, string reason, Evidence evidence, DateTimeOffset at, StepNote note = default) => new()
    {
        TenantId = payment.TenantId,
        Id = NextId(at, payment.StepCount),
        PaymentId = payment.Id,
        From = from,
        To = to,
        Reason = reason,
        Evidence = evidence,
        At = at,
        RefundNo = note.RefundNo,
        AmountMinor = note.AmountMinor,
        By = note.By,
    };

    /// <summary>Version 7 with the step's place after the millisecond, so that steps of one instant keep their order.</summary>
    /// <remarks>Source: RFC 9562, 6.2, method 1.</remarks>
    private static Guid NextId(DateTimeOffset at, int place)
    {
        Span<byte> bytes = stackalloc byte[16];
        Guid.CreateVersion7(at).TryWriteBytes(bytes, bigEndian: true, out _);
        bytes[6] = (byte)(0x70 | ((place >> 8) & 0x0F));
        bytes[7] = (byte)(place & 0xFF);
        return new Guid(bytes, bigEndian: true);
    }
}
