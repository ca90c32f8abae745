using Portal.Domain.Gateway;
using Portal.Domain.Tenants;

namespace Portal.Tests.Chaos;

/// <summary>Stands before the product's adapter and hands everything on; what a test changes, it overrides.</summary>
internal abstract class GatewayInFront(IPaymentGateway gateway) : IPaymentGateway
{
    public GatewayCapabilities Capabilities => gateway.Capabilities;

    public Task<GatewayAnswer<CreatedCode>> CreateCodeAsync(GatewayAccount account, CodeRequest request, Caller caller, CancellationToken ct) =>
        gateway.CreateCodeAsync(account, request, caller, ct);

    public Task<GatewayAnswer<ChangedCode>> ModifyCodeAsync(GatewayAccount account, CodeModification modification, Caller caller, CancellationToken ct) =>
        gateway.ModifyCodeAsync(account, modification, caller, ct);

    public Task<GatewayAnswer<ChangedCode>> SetCodeStatusAsync(GatewayAccount account, CodeStatusChange change, Caller caller, CancellationToken ct) =>
        gateway.SetCodeStatusAsync(account, change, caller, ct);

    public virtual Task<GatewayAnswer<TradeReport>> QueryAsync(GatewayAccount account, TradeQuery query, Caller caller, CancellationToken ct) =>
        gateway.QueryAsync(account, query, caller, ct);

    public virtual Task<GatewayAnswer<FoundTrade?>> FindTradeAsync(GatewayAccount account, TradeSearch search, Caller caller, CancellationToken ct) =>
        gateway.FindTradeAsync(account, search, caller, ct);

    public virtual Task<GatewayAnswer<CancelReport>> CancelAsync(GatewayAccount account, CancelRequest request, Caller caller, CancellationToken ct) =>
        gateway.CancelAsync(account, request, caller, ct);

    public virtual Task<GatewayAnswer<RefundReport>> RefundAsync(GatewayAccount account, RefundRequest request, Caller caller, CancellationToken ct) =>
        gateway.RefundAsync(account, request, caller, ct);

    public virtual Task<GatewayAnswer<RefundStanding>> QueryRefundAsync(GatewayAccount account, RefundQuery query, Caller caller, CancellationToken ct) =>
        gateway.QueryRefundAsync(account, query, caller, ct);

    public Task<GatewayAnswer<bool>> ConfirmNotificationAsync(GatewayAccount account, string notificationId, Caller caller, CancellationToken ct) =>
        gateway.ConfirmNotificationAsync(account, notificationId, caller, ct);
}
