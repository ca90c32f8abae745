using Portal.Domain.Primitives;

namespace Portal.Domain.Gateway;

/// <summary>The question for one trade, by both its numbers.</summary>
/// <param name="PricingCurrency">The code's currency, in which the amount of the answer is read.</param>
public sealed record TradeQuery(AlipayTradeNo TradeNo, OutTradeNo OutTradeNo, Currency PricingCurrency);

/// <summary>The question for a trade of which only one number is known, either of the two, as a customer's bill shows it.</summary>
/// <param name="Number">Letters, digits, dashes and underscores, at most 64.</param>
/// <param name="PricingCurrency">In which the amount of the answer is read.</param>
public sealed record TradeSearch(string Number, Currency PricingCurrency);

/// <summary>A trade that a number led to.</summary>
public sealed record FoundTrade(AlipayTradeNo TradeNo, OutTradeNo OutTradeNo, TradeReport Report);

/// <summary>What the provider knows of a trade, from a signed answer to this very question.</summary>
/// <param name="State">In the provider's words folded to ours.</param>
/// <param name="Amount">Pricing amount; null where it could not be read.</param>
/// <param name="CurrencyAgrees">False where the answer names another currency than the code's.</param>
/// <param name="PaidAt">Null: never paid.</param>
/// <param name="Refunded">Something was given back, by whomever.</param>
public sealed record TradeReport(
    TradeState State, Money? Amount, bool CurrencyAgrees, DateTimeOffset? PaidAt, Money? AmountCny, bool Refunded, string? BuyerLogin, string? BuyerId);

/// <summary>How far a trade is at the provider.</summary>
public enum TradeState
{
    /// <summary>No trade of this number.</summary>
    NotFound,

    /// <summary>Created, not paid; or paid with the seller blocked.</summary>
    Waiting,

    Paid,

    /// <summary>Timed out unpaid, cancelled, or refunded in full: look at <see cref="TradeReport.PaidAt"/>.</summary>
    Closed,
}
