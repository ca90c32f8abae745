using Portal.Domain.Primitives;

namespace Portal.Domain.Notifications;

/// <summary>What a rightly signed message says. Nothing of it is booked: it starts the work, the query finishes it.</summary>
/// <param name="Fingerprint">SHA-256 over the sorted pairs without time of sending and signature: what a retry leaves the same.</param>
/// <param name="TradeStatus">The provider's word.</param>
/// <param name="Passback">The word of ours that came back; empty where something else came; null where nothing did.</param>
/// <param name="AmountText">Pricing amount as written.</param>
/// <param name="CurrencyCode">Currency of <paramref name="AmountText"/>; null: the code's.</param>
/// <param name="RefundNo">Our refund number, in messages about refunds.</param>
public sealed record PaymentNotice(
    string NotifyId,
    byte[] Fingerprint,
    AlipayTradeNo TradeNo,
    OutTradeNo OutTradeNo,
    string TradeStatus,
    string? SellerId,
    string? Passback,
    string? AmountText,
    string? CurrencyCode,
    DateTimeOffset? PaidAt,
    string? BuyerLogin,
    string? RefundNo,
    string? RefundFee)
{
    /// <summary>Alipay's number of the payer; kept as a hash alone.</summary>
    public string? BuyerId { get; init; }

    /// <summary>Null: there is no amount, or none that can be read or can be, or it is in another currency.</summary>
    public Money? AmountIn(Currency currency) =>
        (CurrencyCode is null || CurrencyCode == currency.Code) && TradeAmount.TryParse(AmountText, currency, out var amount) ? amount : null;

    /// <summary>What does not fit the code whose address it came to; null when all does.</summary>
    public string? DoubtAt(NotifyAddress address) =>
        Passback is not null && Passback != address.Passback ? "passback_differs"
        : CurrencyCode is not null && CurrencyCode != address.Currency.Code ? "currency_differs"
        : null;
}

/// <summary>Why a message was not believed; counted, and said nowhere but in the sampled log line.</summary>
public enum NoticeRefusal
{
    Empty,
    Charset,
    Malformed,
    DuplicateParameter,
    MissingParameter,
    Signature,
}

/// <summary>Verified, or refused with a reason: a pure function of bytes and keys.</summary>
public abstract record NoticeReading
{
    private NoticeReading()
    {
    }

    public sealed record Verified(PaymentNotice Notice) : NoticeReading;

    public sealed record Refused(NoticeRefusal Reason) : NoticeReading;
}

/// <summary>Checks signatures of one account: its algorithm is fixed, the message does not choose.</summary>
public interface IVerifier
{
    bool Verify(ReadOnlySpan<byte> data, string signature);

    /// <summary>The word that messages of this account must carry: MD5, RSA or RSA2.</summary>
    string SignType { get; }
}

/// <summary>Reads the incoming half of a payment provider. Throws for nothing that comes from outside.</summary>
public interface INotificationReader
{
    NoticeReading Read(ReadOnlyMemory<byte> body, string? contentType, IVerifier verifier);

    /// <summary>The seller that an unverified body names, to choose keys by and for nothing else.</summary>
    string? SellerOf(ReadOnlyMemory<byte> body, string? contentType);
}
