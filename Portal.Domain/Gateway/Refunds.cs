using Portal.Domain.Primitives;

namespace Portal.Domain.Gateway;

/// <summary>Gives back all or part of a payment. The refund's number is stored before the call; repeating it with the same data is no second refund.</summary>
/// <param name="Amount">In the payment's own currency.</param>
/// <param name="Reason">At most 128 characters; longer ones are cut.</param>
/// <param name="AtOnce">True: the answer means carried out. False: it means accepted; the result comes later, by notification or by asking.</param>
/// <param name="NotifyUrl">Where the result of a refund that is not at once is reported.</param>
public sealed record RefundRequest(
    OutTradeNo OutTradeNo, AlipayTradeNo TradeNo, RefundNo RefundNo, Money Amount, string? Reason, bool AtOnce, string? NotifyUrl = null);

/// <summary>The provider took the refund, by a signed answer for this very number.</summary>
/// <param name="IsCarriedOut">False: accepted only.</param>
/// <param name="AmountAgrees">False where the answer names another amount or currency than was asked for: a person decides.</param>
/// <param name="AmountCny">What the customer gets, where it is said.</param>
public sealed record RefundReport(bool IsCarriedOut, bool AmountAgrees, Money? AmountCny);

/// <summary>The question for one refund.</summary>
public sealed record RefundQuery(OutTradeNo OutTradeNo, RefundNo RefundNo);

/// <summary>How far a refund is at the provider.</summary>
public enum RefundState
{
    /// <summary>No refund of this number: the provider says so in so many words. An answer that only does not tell is none of these.</summary>
    NotFound,

    Done,

    /// <summary>Accepted, waiting for its window or for funds.</summary>
    UnderWay,

    Failed,
}

/// <summary>What the provider knows of a refund, from a signed answer to this very question.</summary>
/// <param name="ErrorCode">The provider's code where it failed.</param>
public sealed record RefundStanding(RefundState State, string? ErrorCode);
