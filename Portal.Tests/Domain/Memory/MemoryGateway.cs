using Portal.Domain.Gateway;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Tests.TestKit;

namespace Portal.Tests.Domain.Memory;

/// <summary>A provider that says what a test wants it to, and keeps what it was asked.</summary>
internal sealed class MemoryGateway : IPaymentGateway
{
    public GatewayCapabilities Capabilities { get; } = new(true, false);

    public GatewayAnswer<RefundReport> Refund { get; set; } = new GatewayAnswer<RefundReport>.Done(new RefundReport(true, true, null));

    public GatewayAnswer<RefundStanding> Standing { get; set; } = new GatewayAnswer<RefundStanding>.Done(new RefundStanding(RefundState.Done, null));

    public GatewayAnswer<TradeReport> Query { get; set; } = new GatewayAnswer<TradeReport>.Done(Trade());

    public GatewayAnswer<FoundTrade?> Found { get; set; } = new GatewayAnswer<FoundTrade?>.Done(null);

    public GatewayAnswer<CancelReport> Cancel { get; set; } = new GatewayAnswer<CancelReport>.Done(new CancelReport(CancelEffect.MoneyReturned));

    public GatewayAnswer<CreatedCode> Create { get; set; } = new GatewayAnswer<CreatedCode>.Done(new CreatedCode("https://qr.alipay.com/bax1"));

    public GatewayAnswer<ChangedCode> Change { get; set; } = new GatewayAnswer<ChangedCode>.Done(new ChangedCode("https://qr.alipay.com/bax1"));

    public GatewayAnswer<bool> Confirmed { get; set; } = new GatewayAnswer<bool>.Done(true);

    /// <summary>Happens while an answer is awaited.</summary>
    public Action? Meanwhile { get; set; }

    /// <summary>Requests in order, and who waits for each.</summary>
    public List<(object Request, Caller Caller)> Asked { get; } = [];

    public static TradeReport Trade(TradeState state = TradeState.Paid, long? amount = 8880, bool refunded = false, bool paid = true) => new(
        state, amount is { } minor ? Money.OfMinor(minor, Currency.Of("HKD")) : null, true, paid ? Given.Noon : null, Money.OfMinor(8100, Currency.Of("CNY")), refunded, "138****0001", "2088000000000999");

    public IEnumerable<T> Requests<T>() => Asked.Select(asked => asked.Request).OfType<T>();

    public Task<GatewayAnswer<CreatedCode>> CreateCodeAsync(GatewayAccount account, CodeRequest request, Caller caller, CancellationToken ct) => Say(request, caller, () => Create);

    public Task<GatewayAnswer<ChangedCode>> ModifyCodeAsync(GatewayAccount account, CodeModification modification, Caller caller, CancellationToken ct) => Say(modification, caller, () => Change);

    public Task<GatewayAnswer<ChangedCode>> SetCodeStatusAsync(GatewayAccount account, CodeStatusChange change, Caller caller, CancellationToken ct) => Say(change, caller, () => Change);

    public Task<GatewayAnswer<TradeReport>> QueryAsync(GatewayAccount account, TradeQuery query, Caller caller, CancellationToken ct) => Say(query, caller, () => Query);

    public Task<GatewayAnswer<FoundTrade?>> FindTradeAsync(GatewayAccount account, TradeSearch search, Caller caller, CancellationToken ct) => Say(search, caller, () => Found);

    public Task<GatewayAnswer<CancelReport>> CancelAsync(GatewayAccount account, CancelRequest request, Caller caller, CancellationToken ct) => Say(request, caller, () => Cancel);

    public Task<GatewayAnswer<RefundReport>> RefundAsync(GatewayAccount account, RefundRequest request, Caller caller, CancellationToken ct) => Say(request, caller, () => Refund);

    public Task<GatewayAnswer<RefundStanding>> QueryRefundAsync(GatewayAccount account, RefundQuery query, Caller caller, CancellationToken ct) => Say(query, caller, () => Standing);

    public Task<GatewayAnswer<bool>> ConfirmNotificationAsync(GatewayAccount account, string notificationId, Caller caller, CancellationToken ct) => Say(notificationId, caller, () => Confirmed);

    private Task<T> Say<T>(object request, Caller caller, Func<T> answer)
    {
        Asked.Add((request, caller));
        Meanwhile?.Invoke();
        return Task.FromResult(answer());
    }
}
