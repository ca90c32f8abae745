using Portal.Domain.Gateway;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;

namespace Portal.Tests.Chaos;

/// <summary>Does what nobody may: asks nothing about a refund that had no answer, and sends it again under another number. What was sent once stands in a
/// file, so that a killed process is no excuse.</summary>
internal sealed class RenumberingGateway(IPaymentGateway gateway, string dataFolder) : IPaymentGateway
{
    private readonly string _sent = Path.Combine(dataFolder, "sent-refunds");
    private readonly Lock _lock = new();

    public GatewayCapabilities Capabilities => gateway.Capabilities;

    public Task<GatewayAnswer<CreatedCode>> CreateCodeAsync(GatewayAccount account, CodeRequest request, Caller caller, CancellationToken ct) =>
        gateway.CreateCodeAsync(account, request, caller, ct);

    public Task<GatewayAnswer<ChangedCode>> ModifyCodeAsync(GatewayAccount account, CodeModification modification, Caller caller, CancellationToken ct) =>
        gateway.ModifyCodeAsync(account, modification, caller, ct);

    public Task<GatewayAnswer<ChangedCode>> SetCodeStatusAsync(GatewayAccount account, CodeStatusChange change, Caller caller, CancellationToken ct) =>
        gateway.SetCodeStatusAsync(account, change, caller, ct);

    public Task<GatewayAnswer<TradeReport>> QueryAsync(GatewayAccount account, TradeQuery query, Caller caller, CancellationToken ct) => gateway.QueryAsync(account, query, caller, ct);

    public Task<GatewayAnswer<FoundTrade?>> FindTradeAsync(GatewayAccount account, TradeSearch search, Caller caller, CancellationToken ct) =>
        gateway.FindTradeAsync(account, search, caller, ct);

    public Task<GatewayAnswer<CancelReport>> CancelAsync(GatewayAccount account, CancelRequest request, Caller caller, CancellationToken ct) =>
        gateway.CancelAsync(account, request, caller, ct);

    public async Task<GatewayAnswer<RefundReport>> RefundAsync(GatewayAccount account, RefundRequest request, Caller caller, CancellationToken ct)
    {
        if (IsFirst(request.RefundNo))
        {
            return await gateway.RefundAsync(account, request, caller, ct);
        }
        return await gateway.RefundAsync(account, request with { RefundNo = RefundNo.Of($"X{Guid.NewGuid():N}") }, caller, ct);
    }

    public Task<GatewayAnswer<RefundStanding>> QueryRefundAsync(GatewayAccount account, RefundQuery query, Caller caller, CancellationToken ct) =>
        Task.FromResult<GatewayAnswer<RefundStanding>>(new GatewayAnswer<RefundStanding>.NotKnown("not_asked"));

    public Task<GatewayAnswer<bool>> ConfirmNotificationAsync(GatewayAccount account, string notificationId, Caller caller, CancellationToken ct) =>
        gateway.ConfirmNotificationAsync(account, notificationId, caller, ct);

    private bool IsFirst(RefundNo number)
    {
        lock (_lock)
        {
            var isKnown = File.Exists(_sent) && File.ReadLines(_sent).Contains(number.Value);
            if (!isKnown)
            {
                File.AppendAllText(_sent, number.Value + '\n');
            }
            return !isKnown;
        }
    }
}
