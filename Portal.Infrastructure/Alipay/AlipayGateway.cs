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
        var answer = await call.SendAsync(account, WireNames.QueryService, new Dictionary<string, string>
        {
            [WireNames.AlipayTransId] = query.TradeNo.Value,
            [WireNames.PartnerTransId] = query.OutTradeNo.Value,
        }, caller, ct);
        return answer.Believed(fields => QueryAnswer.Read(fields, query));
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
