using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Portal.Infrastructure.Alipay.Simulator;

/// <summary><c>alipay.commerce.qrcode.modify</c>: new data for a code; what is left out stays as it is, and so does the merchant's identity.</summary>
/// <remarks>Source: PROTOCOL 3.2, 4.5. A channel fee, once set, can change its value and never go.</remarks>
internal sealed class ModifyService(SimulatorFile file) : IGatewayService
{
    private const string FeeName = "channel_fee";
    private const int ConstraintBroken = 19;
    private static readonly JsonSerializerOptions s_asWritten = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public string Name => GatewayServices.Modify;

    public IReadOnlyList<string> Instead { get; } = ["retry-y", "not-exist"];

    public ServiceAnswer? Check(SimulatedRequest request) => CodeRequest.Check(request, file.Now, "biz_type", "biz_data", "qrcode");

    public async Task<ServiceAnswer> AnswerAsync(SimulatedRequest request, SimPartner partner, CancellationToken ct)
    {
        await using var context = file.Open();
        await using var transaction = await context.Database.BeginTransactionAsync(ct);
        var (text, owner) = (request["qrcode"], partner.Partner);
        var code = await context.Codes.FirstOrDefaultAsync(row => row.Text == text && row.Partner == owner && row.Status != SimCode.Deleted, ct);
        if (code is null || Changed(code, request["biz_data"]!) is not { } fields)
        {
            return ServiceAnswer.Refuse(CodeRequest.Bad);
        }
        fields.WriteTo(code);
        code.NotifyUrl = request["notify_url"] ?? code.NotifyUrl;
        try
        {
            await context.SaveChangesAsync(ct);
        }
        catch (DbUpdateException taken) when (taken.InnerException is SqliteException { SqliteErrorCode: ConstraintBroken })
        {
            return ServiceAnswer.Refuse(CodeRequest.Bad);              // another code of the partner stands for that store already
        }
        await transaction.CommitAsync(ct);
        return CodeRequest.Answer(code);
    }

    public Task<ServiceAnswer> PretendAsync(string fault, SimulatedRequest request, SimPartner partner, CancellationToken ct) =>
        Task.FromResult(ServiceAnswer.Refuse(fault == "not-exist" ? CodeRequest.Bad : "SYSTEM_ERROR"));

    public ServiceAnswer Unknown(SimulatedRequest request) => ServiceAnswer.Refuse("SYSTEM_ERROR");

    private static CodeFields? Changed(SimCode code, string sent)
    {
        var before = Stored(code);
        if (Merge(before, sent) is not { } merged || CodeFields.Read(merged) is not { } fields)
        {
            return null;
        }
        var keepsIdentity = fields.MerchantId == code.MerchantId && fields.ProviderId == before["sys_service_provider_id"]?.ToString();
        return keepsIdentity && (fields.FeeType is not null || !code.HasFee) ? fields : null;
    }

    private static string? Merge(JsonObject before, string sent)
    {
        try
        {
            if (JsonNode.Parse(sent, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false }) is not JsonObject changes)
            {
                return null;
            }
            var merged = before.DeepClone().AsObject();
            foreach (var (name, value) in changes)
            {
                if (value is not null || name == FeeName)
                {
                    merged[name] = value?.DeepClone();
                }
            }
            return merged.ToJsonString(s_asWritten);
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            return null;            // the second: half a surrogate pair, written as an escape
        }
    }

    /// <summary>A code of an old file did not keep its JSON: what is known of it stands in its columns.</summary>
    private static JsonObject Stored(SimCode code)
    {
        if (code.BizData is { } kept)
        {
            return JsonNode.Parse(kept)!.AsObject();
        }
        var known = new JsonObject
        {
            ["secondary_merchant_id"] = code.MerchantId, ["secondary_merchant_name"] = code.MerchantName, ["store_id"] = code.StoreId, ["store_name"] = code.StoreName,
            ["trans_currency"] = code.PricingCurrency, ["currency"] = code.Currency,
        };
        if (code.Passback is { } passback)
        {
            known["passback_parameters"] = JsonNode.Parse(passback);
        }
        return known;
    }
}
