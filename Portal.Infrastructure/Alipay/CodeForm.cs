using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Portal.Domain.Gateway;
using Portal.Infrastructure.Alipay.Wire;

namespace Portal.Infrastructure.Alipay;

/// <summary>Parameters of the three services that make and change codes.</summary>
/// <remarks>Source: PROTOCOL 3.1 to 3.3, 4.1.</remarks>
internal static class CodeForm
{
    private const int MaxStoreName = 64;
    private static readonly JsonSerializerOptions s_asWritten = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Dictionary<string, string> Create(CodeRequest request, DateTimeOffset now) => new()
    {
        [WireNames.Timestamp] = WireTime.ToText(now),
        [WireNames.NotifyUrl] = request.NotifyUrl,
        [WireNames.BizType] = WireNames.ShopQrCode,
        [WireNames.BizData] = BizData(request),
    };

    public static Dictionary<string, string> Modify(CodeModification modification, DateTimeOffset now) =>
        new(Create(modification.Content, now)) { [WireNames.QrCode] = modification.Text };

    public static Dictionary<string, string> Status(CodeStatusChange change, DateTimeOffset now) => new()
    {
        [WireNames.Timestamp] = WireTime.ToText(now),
        [WireNames.BizType] = WireNames.ShopQrCode,
        [WireNames.QrCode] = change.Text,
        [WireNames.Status] = WordOf(change.Step),
    };

    private static string WordOf(CodeStep step) => step switch
    {
        CodeStep.Stop => "STOP",
        CodeStep.Restart => "RESTART",
        CodeStep.Delete => "DELETE",
        _ => throw new ArgumentOutOfRangeException(nameof(step), step, "A code has three steps."),
    };

    private static string BizData(CodeRequest request) => new JsonObject
    {
        ["secondary_merchant_industry"] = request.Mcc,
        ["secondary_merchant_id"] = request.MerchantNumber,
        ["secondary_merchant_name"] = request.MerchantName,
        ["store_id"] = request.StoreId,
        ["store_name"] = WireText.Cut(request.StoreName, MaxStoreName),
        ["country_code"] = request.Country,
        ["address"] = request.Address,
        ["trans_currency"] = request.Currency.Code,
        ["currency"] = request.Currency.Code,
        ["passback_parameters"] = new JsonObject { [WireNames.PassbackCode] = request.Passback },
    }.ToJsonString(s_asWritten);
}
