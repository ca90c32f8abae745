using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;

namespace Portal.Domain.Gateway;

/// <summary>What a provider can do, so that flows ask instead of knowing its name.</summary>
/// <param name="MakesStaticCodes">The provider itself makes the code that is printed.</param>
/// <param name="SignsAcknowledgements">The answer to a notification must be signed by the receiver.</param>
public sealed record GatewayCapabilities(bool MakesStaticCodes, bool SignsAcknowledgements);

/// <summary>The outgoing half of a payment provider. Ids of provider and caller are opaque text, amounts are minor units,
/// every answer is done, refused or not known. Time-outs are the adapter's own.</summary>
public interface IPaymentGateway
{
    GatewayCapabilities Capabilities { get; }

    /// <summary>Asks for the static code of a store; the same store gives the same code.</summary>
    Task<GatewayAnswer<CreatedCode>> CreateCodeAsync(GatewayAccount account, CodeRequest request, Caller caller, CancellationToken ct);

    /// <summary>Asks for the state of one trade by the provider's number.</summary>
    Task<GatewayAnswer<TradeReport>> QueryAsync(GatewayAccount account, TradeQuery query, Caller caller, CancellationToken ct);
}

/// <summary>Who waits: a person gets 10 seconds, a job 15.</summary>
public enum Caller
{
    Person,
    Job,
}

/// <summary>What the gateway said. Whatever is in doubt is <see cref="NotKnown"/>, never a refusal.</summary>
public abstract record GatewayAnswer<T>
{
    private GatewayAnswer()
    {
    }

    public sealed record Done(T Value) : GatewayAnswer<T>;

    /// <summary>A definite no: nothing was executed.</summary>
    /// <param name="Code">The gateway's own code.</param>
    /// <param name="IsConfiguration">Keys, contract or clock are wrong; repeating is useless until an operator acts.</param>
    public sealed record Refused(string Code, bool IsConfiguration) : GatewayAnswer<T>;

    /// <param name="Why">A short key: <c>time_out</c>, <c>connect</c>, <c>http_502</c>, <c>not_xml</c>, <c>bad_sign</c>, <c>other_id</c>, …</param>
    /// <param name="IsUntrusted">Signature missing or wrong, or an answer to another question: wants an alarm.</param>
    /// <param name="SurelyNotSent">The connection was never made.</param>
    public sealed record NotKnown(string Why, bool IsUntrusted = false, bool SurelyNotSent = false) : GatewayAnswer<T>;
}

/// <summary>What a static code is asked for with.</summary>
/// <param name="StoreName">Shown in the wallet and in the files.</param>
/// <param name="NotifyUrl">At most 200 characters, no query string.</param>
public sealed record CodeRequest(
    string MerchantNumber, string MerchantName, string Mcc, string Country, string Address, Currency Currency,
    string StoreId, string StoreName, string NotifyUrl, string Passback);

/// <summary>The code as the provider made it.</summary>
/// <param name="Text">To be drawn unchanged.</param>
public sealed record CreatedCode(string Text);

/// <summary>The question for one trade, by both its numbers.</summary>
/// <param name="PricingCurrency">The code's currency, in which the amount of the answer is read.</param>
public sealed record TradeQuery(AlipayTradeNo TradeNo, OutTradeNo OutTradeNo, Currency PricingCurrency);

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

/// <summary>Spreads repeated work; 0 to 1.</summary>
public interface IJitter
{
    double Next();
}
