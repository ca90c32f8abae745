using Portal.Domain.Gateway;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;

namespace Portal.Tests.Chaos;

/// <summary>Does what nobody may: asks nothing about a refund that had no answer, and sends it again under another number. What was sent once stands in a
/// file, so that a killed process is no excuse.</summary>
internal sealed class RenumberingGateway(IPaymentGateway gateway, string dataFolder) : GatewayInFront(gateway)
{
    private readonly string _sent = Path.Combine(dataFolder, "sent-refunds");
    private readonly Lock _lock = new();

    public override async Task<GatewayAnswer<RefundReport>> RefundAsync(GatewayAccount account, RefundRequest request, Caller caller, CancellationToken ct)
    {
        if (IsFirst(request.RefundNo))
        {
            return await base.RefundAsync(account, request, caller, ct);
        }
        return await base.RefundAsync(account, request with { RefundNo = RefundNo.Of($"X{Guid.NewGuid():N}") }, caller, ct);
    }

    public override Task<GatewayAnswer<RefundStanding>> QueryRefundAsync(GatewayAccount account, RefundQuery query, Caller caller, CancellationToken ct) =>
        Task.FromResult<GatewayAnswer<RefundStanding>>(new GatewayAnswer<RefundStanding>.NotKnown("not_asked"));

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
