using Portal.Domain.Gateway;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Tests.Chaos;

namespace Portal.Tests.Flows.Interleaved;

/// <summary>Names the places before and after a question about a trade, which the product does not.</summary>
/// <param name="sendsTwice">The planted fault: whatever moves money is sent a second time, a refund under another number.</param>
internal sealed class WatchedGateway(IPaymentGateway gateway, bool sendsTwice) : GatewayInFront(gateway)
{
    public const string BeforeQuery = "query-before-send";
    public const string AfterQuery = "query-after-send";

    public override async Task<GatewayAnswer<TradeReport>> QueryAsync(GatewayAccount account, TradeQuery query, Caller caller, CancellationToken ct)
    {
        Turn.At(BeforeQuery);
        var answer = await base.QueryAsync(account, query, caller, ct);
        Turn.At(AfterQuery);
        return answer;
    }

    public override async Task<GatewayAnswer<CancelReport>> CancelAsync(GatewayAccount account, CancelRequest request, Caller caller, CancellationToken ct)
    {
        var answer = await base.CancelAsync(account, request, caller, ct);
        return sendsTwice ? await base.CancelAsync(account, request, caller, ct) : answer;
    }

    public override async Task<GatewayAnswer<RefundReport>> RefundAsync(GatewayAccount account, RefundRequest request, Caller caller, CancellationToken ct)
    {
        var answer = await base.RefundAsync(account, request, caller, ct);
        return sendsTwice ? await base.RefundAsync(account, request with { RefundNo = RefundNo.Of($"X{Guid.NewGuid():N}") }, caller, ct) : answer;
    }
}
