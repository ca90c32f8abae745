using Portal.Domain.Gateway;
using Portal.Domain.Tenants;
using Portal.Infrastructure.Alipay.Wire;

namespace Portal.Infrastructure.Alipay;

/// <summary>The legacy form/XML gateway behind the provider's port.</summary>
public sealed class AlipayGateway(AlipayCall call, TimeProvider clock) : IPaymentGateway
{
    public GatewayCapabilities Capabilities { get; } = new(MakesStaticCodes: true, SignsAcknowledgements: false);

    /// <remarks>Source: PROTOCOL 3.1, 4.1.</remarks>
    public async Task<GatewayAnswer<CreatedCode>> CreateCodeAsync(GatewayAccount account, CodeRequest request, Caller caller, CancellationToken ct)
    {
        var answer = await call.SendAsync(account, WireNames.CreateService, CodeForm.Create(request, clock.GetUtcNow()), caller, ct);
        return answer.Believed(CodeAnswer.ReadCreated);
    }

    /// <remarks>Source: PROTOCOL 3.2.</remarks>
    public async Task<GatewayAnswer<ChangedCode>> ModifyCodeAsync(GatewayAccount account, CodeModification modification, Caller caller, CancellationToken ct)
    {
        var answer = await call.SendAsync(account, WireNames.ModifyService, CodeForm.Modify(modification, clock.GetUtcNow()), caller, ct);
        return answer.Believed(fields => CodeAnswer.ReadChanged(fields, modification.Text));
    }

    /// <remarks>Source: PROTOCOL 3.3, 4.5.</remarks>
    public async Task<GatewayAnswer<ChangedCode>> SetCodeStatusAsync(GatewayAccount account, CodeStatusChange change, Caller caller, CancellationToken ct)
    {
        var answer = await call.SendAsync(account, WireNames.ModifyStatusService, CodeForm.Status(change, clock.GetUtcNow()), caller, ct);
        return answer.Believed(fields => CodeAnswer.ReadChanged(fields, change.Text));
    }

    /// <remarks>Source: PROTOCOL 3.5.</remarks>
    public async Task<GatewayAnswer<TradeReport>> QueryAsync(GatewayAccount account, TradeQuery query, Caller caller, CancellationToken ct)
    {
        var answer = await call.SendAsync(account, WireNames.QueryService, QueryAnswer.Form(query), caller, ct);
        return answer.Believed(fields => QueryAnswer.Read(fields, query));
    }

    /// <remarks>Source: PROTOCOL 3.5: either number may stand alone. A bill shows both, and does not say which is which.</remarks>
    public async Task<GatewayAnswer<FoundTrade?>> FindTradeAsync(GatewayAccount account, TradeSearch search, Caller caller, CancellationToken ct)
    {
        var found = await FindAsync(account, search, WireNames.AlipayTransId, caller, ct);
        return found is GatewayAnswer<FoundTrade?>.Done { Value: null } ? await FindAsync(account, search, WireNames.PartnerTransId, caller, ct) : found;
    }

    /// <remarks>Source: PROTOCOL 3.6.</remarks>
    public async Task<GatewayAnswer<CancelReport>> CancelAsync(GatewayAccount account, CancelRequest request, Caller caller, CancellationToken ct)
    {
        var answer = await call.SendAsync(account, WireNames.CancelService, CancelAnswer.Form(request, clock.GetUtcNow()), caller, ct);
        return answer.Believed(fields => CancelAnswer.Read(fields, request));
    }

    /// <remarks>Source: PROTOCOL 3.8.</remarks>
    public async Task<GatewayAnswer<RefundReport>> RefundAsync(GatewayAccount account, RefundRequest request, Caller caller, CancellationToken ct)
    {
        var answer = await call.SendAsync(account, WireNames.RefundService, RefundAnswer.Form(request), caller, ct);
        return answer.Believed(fields => RefundAnswer.Read(fields, request));
    }

    /// <remarks>Source: PROTOCOL 3.9.</remarks>
    public async Task<GatewayAnswer<RefundStanding>> QueryRefundAsync(GatewayAccount account, RefundQuery query, Caller caller, CancellationToken ct)
    {
        var answer = await call.SendAsync(account, WireNames.RefundQueryService, RefundQueryAnswer.Form(query), caller, ct);
        return answer.Believed(fields => RefundQueryAnswer.Read(fields, query));
    }

    /// <remarks>Source: PROTOCOL 2.6.</remarks>
    public Task<GatewayAnswer<bool>> ConfirmNotificationAsync(GatewayAccount account, string notificationId, Caller caller, CancellationToken ct) =>
        call.ConfirmAsync(account, notificationId, caller, ct);

    private async Task<GatewayAnswer<FoundTrade?>> FindAsync(GatewayAccount account, TradeSearch search, string name, Caller caller, CancellationToken ct)
    {
        var answer = await call.SendAsync(account, WireNames.QueryService, QueryAnswer.Form(search, name), caller, ct);
        return answer.Believed(fields => QueryAnswer.ReadFound(fields, search, name));
    }
}

internal static class AnswerMapping
{
    /// <summary>Interprets the fields of an answer whose signature was right; passes on every other kind.</summary>
    public static GatewayAnswer<T> Believed<T>(
        this GatewayAnswer<IReadOnlyDictionary<string, string>> answer, Func<IReadOnlyDictionary<string, string>, GatewayAnswer<T>> read) => answer switch
        {
            GatewayAnswer<IReadOnlyDictionary<string, string>>.Done done => read(done.Value),
            GatewayAnswer<IReadOnlyDictionary<string, string>>.Refused refused => new GatewayAnswer<T>.Refused(refused.Code, refused.Advice, refused.ClockOffset),
            GatewayAnswer<IReadOnlyDictionary<string, string>>.NotKnown doubt => new GatewayAnswer<T>.NotKnown(doubt.Why, doubt.IsUntrusted, doubt.SurelyNotSent),
            _ => throw new InvalidOperationException("An answer has three cases."),
        };
}
