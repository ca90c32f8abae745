using Portal.Domain.Primitives;

namespace Portal.Domain.Gateway;

/// <summary>The whole roll-back of one trade within its trade day, fee included. A repeated one must carry the same numbers.</summary>
public sealed record CancelRequest(OutTradeNo OutTradeNo, AlipayTradeNo TradeNo);

/// <summary>What a cancel did.</summary>
public enum CancelEffect
{
    /// <summary>No money had moved.</summary>
    Closed,

    /// <summary>The customer has the money back.</summary>
    MoneyReturned,

    /// <summary>The provider did not say: the query tells.</summary>
    NotSaid,
}

/// <summary>The trade is cancelled, by a signed answer for this very trade.</summary>
public sealed record CancelReport(CancelEffect Effect);
