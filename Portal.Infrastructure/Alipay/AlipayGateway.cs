using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Portal.Domain.Gateway;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Infrastructure.Alipay.Wire;

namespace Portal.Infrastructure.Alipay;

/// <summary>The legacy form/XML gateway behind the provider's port.</summary>
public sealed class AlipayGateway(AlipayCall call, TimeProvider clock) : IPaymentGateway
{
    private const int MaxCodeText = 512;
    private const int MaxStoreName = 64;
    private static readonly JsonSerializerOptions s_asWritten = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public GatewayCapabilities Capabilities { get; } = new(MakesStaticCodes: true, SignsAcknowledgements: false);

    /// <remarks>Source: PROTOCOL 3.1, 4.1.</remarks>
    public async Task<GatewayAnswer<CreatedCode>> CreateCodeAsync(GatewayAccount account, CodeRequest request, Caller caller, CancellationToken ct)
    {
        var answer = await call.SendAsync(account, WireNames.CreateService, new Dictionary<string, string>
        {
            [WireNames.Timestamp] = WireTime.ToText(clock.GetUtcNow()),
            [WireNames.NotifyUrl] = request.NotifyUrl,
            [WireNames.BizType] = WireNames.ShopQrCode,
            [WireNames.BizData] = BizData(request),
        }, caller, ct);
        return answer.Believed<CreatedCode>(fields => fields.GetValueOrDefault("qrcode") is { Length: > 0 and <= MaxCodeText } text && !text.Any(char.IsControl)
            ? new GatewayAnswer<CreatedCode>.Done(new CreatedCode(text))
            : new GatewayAnswer<CreatedCode>.NotKnown("no_code_text", IsUntrusted: true));
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

    /// <summary>At most 64 characters, never half of one.</summary>
    private static string Short(string name) =>
        name.Length <= MaxStoreName ? name : name[..(char.IsHighSurrogate(name[MaxStoreName - 1]) ? MaxStoreName - 1 : MaxStoreName)];

    private static string BizData(CodeRequest request) => new JsonObject
    {
        ["secondary_merchant_industry"] = request.Mcc,
        ["secondary_merchant_id"] = request.MerchantNumber,
        ["secondary_merchant_name"] = request.MerchantName,
        ["store_id"] = request.StoreId,
        ["store_name"] = Short(request.StoreName),
        ["country_code"] = request.Country,
        ["address"] = request.Address,
        ["trans_currency"] = request.Currency.Code,
        ["currency"] = request.Currency.Code,
        ["passback_parameters"] = new JsonObject { [WireNames.PassbackCode] = request.Passback },
    }.ToJsonString(s_asWritten);
}

internal static class AnswerMapping
{
    /// <summary>Interprets the fields of an answer whose signature was right; passes on every other kind.</summary>
    public static GatewayAnswer<T> Believed<T>(
        this GatewayAnswer<IReadOnlyDictionary<string, string>> answer, Func<IReadOnlyDictionary<string, string>, GatewayAnswer<T>> read) => answer switch
        {
            GatewayAnswer<IReadOnlyDictionary<string, string>>.Done done => read(done.Value),
            GatewayAnswer<IReadOnlyDictionary<string, string>>.Refused refused => new GatewayAnswer<T>.Refused(refused.Code, refused.IsConfiguration),
            GatewayAnswer<IReadOnlyDictionary<string, string>>.NotKnown doubt => new GatewayAnswer<T>.NotKnown(doubt.Why, doubt.IsUntrusted, doubt.SurelyNotSent),
            _ => throw new InvalidOperationException("An answer has three cases."),
        };
}
