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

    /// <summary>Replaces what the provider keeps of a code: shop, currency, notification address. The merchant's number cannot be changed.</summary>
    Task<GatewayAnswer<ChangedCode>> ModifyCodeAsync(GatewayAccount account, CodeModification modification, Caller caller, CancellationToken ct);

    /// <summary>Stops, restarts or deletes a code. To ask for the state that it is in already succeeds; after a delete everything else is refused.</summary>
    Task<GatewayAnswer<ChangedCode>> SetCodeStatusAsync(GatewayAccount account, CodeStatusChange change, Caller caller, CancellationToken ct);

    /// <summary>Asks for the state of one trade by the provider's number.</summary>
    Task<GatewayAnswer<TradeReport>> QueryAsync(GatewayAccount account, TradeQuery query, Caller caller, CancellationToken ct);

    /// <summary>Looks for a trade of this merchant by either of its numbers.</summary>
    /// <returns>Done with null: the provider knows none by either number.</returns>
    Task<GatewayAnswer<FoundTrade?>> FindTradeAsync(GatewayAccount account, TradeSearch search, Caller caller, CancellationToken ct);

    /// <summary>Undoes a trade within its trade day. A trade that never was counts as undone.</summary>
    Task<GatewayAnswer<CancelReport>> CancelAsync(GatewayAccount account, CancelRequest request, Caller caller, CancellationToken ct);

    /// <summary>Gives money back. On any doubt the same request is repeated, never one with a new number.</summary>
    Task<GatewayAnswer<RefundReport>> RefundAsync(GatewayAccount account, RefundRequest request, Caller caller, CancellationToken ct);

    /// <summary>Asks for the state of one refund by its number.</summary>
    Task<GatewayAnswer<RefundStanding>> QueryRefundAsync(GatewayAccount account, RefundQuery query, Caller caller, CancellationToken ct);

    /// <summary>Asks whether the provider sent a notification; weaker evidence than a query, and its no refuses nothing.</summary>
    /// <param name="notificationId">The provider's id of the notification, unchanged.</param>
    Task<GatewayAnswer<bool>> ConfirmNotificationAsync(GatewayAccount account, string notificationId, Caller caller, CancellationToken ct);
}

/// <summary>Who waits: a person gets 10 seconds, a job 15.</summary>
public enum Caller
{
    Person,
    Job,
}

/// <summary>Spreads repeated work; 0 to 1.</summary>
public interface IJitter
{
    double Next();
}
