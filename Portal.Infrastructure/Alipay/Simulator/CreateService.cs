using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.Primitives;
using Portal.Infrastructure.Alipay.Signing;

namespace Portal.Infrastructure.Alipay.Simulator;

/// <summary><c>alipay.commerce.qrcode.create</c>: one code a store, with and without a channel fee; a repeated create returns what exists.</summary>
/// <remarks>Source: PROTOCOL 3.1, 4, 8.1 (business order of create).</remarks>
internal sealed partial class CreateService(SimulatorFile file) : IGatewayService
{
    private const int MaxBizData = 2000;
    private const int MaxNotifyUrl = 200;
    private const string Bad = "ILLEGAL_ARGUMENT";

    public string Name => GatewayServices.Create;

    public async Task<ServiceAnswer> AnswerAsync(SimulatedRequest request, string partner, CancellationToken ct)
    {
        if (WireTimestamp.Check(request["timestamp"], file.Now) is { } expired)
        {
            return ServiceAnswer.Refuse(expired);
        }
        if (request["biz_type"] != "OVERSEASHOPQRCODE" || request["biz_data"] is not { Length: <= MaxBizData } text || request["notify_url"]?.Length > MaxNotifyUrl)
        {
            return ServiceAnswer.Refuse(Bad);
        }
        if (Read(text, partner, request["notify_url"]) is not { } wanted)
        {
            return ServiceAnswer.Refuse(Bad);
        }
        var code = await FindOrAddAsync(wanted, ct);
        var id = code.Text[(code.Text.LastIndexOf('/') + 1)..];
        return ServiceAnswer.Of("qrcodeinfo", ("qrcode", code.Text), ("qrcode_img_url", $"https://mobilecodec.alipay.com/show.htm?code={id}&d&picSize=L"));
    }

    private async Task<SimCode> FindOrAddAsync(SimCode wanted, CancellationToken ct)
    {
        await using var context = file.Open();
        var same = context.Codes.Where(code => code.Partner == wanted.Partner && code.MerchantId == wanted.MerchantId && code.StoreId == wanted.StoreId
            && code.HasFee == wanted.HasFee && code.Status != SimCode.Deleted);
        if (await same.AsNoTracking().FirstOrDefaultAsync(ct) is { } existing)
        {
            return existing;
        }
        context.Codes.Add(wanted);
        try
        {
            await context.SaveChangesAsync(ct);
            return wanted;
        }
        catch (DbUpdateException)
        {
            return await same.AsNoTracking().FirstAsync(ct);           // two creates at once: the index let one through
        }
    }

    /// <summary>Null where a field is missing or breaks its rule.</summary>
    private static SimCode? Read(string text, string partner, string? notifyUrl)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var data = document.RootElement;
            if (data.ValueKind != JsonValueKind.Object || !IsIndustry(Text(data, "secondary_merchant_industry"), data, out var storeId, out var storeName)
                || Text(data, "secondary_merchant_id") is not { } merchant || !MerchantId().IsMatch(merchant)
                || Text(data, "secondary_merchant_name") is not { Length: <= 64 } name
                || Text(data, "trans_currency") is not { } pricing || Text(data, "currency") is not { } settling || !MayGoTogether(pricing, settling)
                || (Text(data, "country_code") is { } country && !Country().IsMatch(country))
                || (Text(data, "notify_mobile") is { } mobile && !mobile.All(char.IsAsciiDigit))
                || Text(data, "notify_sign_type") is not (null or Md5Signature.Name or RsaVerifier.Sha1Name or RsaVerifier.Sha256Name)
                || (Text(data, "notify_charset") is { } charset && !WireCharset.TryGet(charset, out _)))
            {
                return null;
            }
            var hasPassback = TryObject(data, "passback_parameters", out var passback);
            var hasFee = TryObject(data, "channel_fee", out var fee);
            if ((hasPassback && passback.EnumerateObject().Any(pair => pair.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array)) || (hasFee && !IsFee(fee)))
            {
                return null;
            }
            return new SimCode
            {
                Text = "https://qr.alipay.com/bax" + RandomNumberGenerator.GetString("0123456789abcdefghijklmnopqrstuvwxyz", 21),
                Partner = partner, MerchantId = merchant, StoreId = storeId, HasFee = hasFee, MerchantName = name, StoreName = storeName,
                PricingCurrency = pricing, Currency = settling, NotifyUrl = notifyUrl, Passback = hasPassback ? passback.GetRawText() : null,
                NotifySignType = Text(data, "notify_sign_type"), NotifyCharset = Text(data, "notify_charset"),
            };
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool IsIndustry(string? industry, JsonElement data, out string storeId, out string storeName)
    {
        const string Taxi = "4121";
        (storeId, storeName) = (Text(data, "store_id") ?? "", Text(data, "store_name") ?? "");
        if (industry is null || !Industry().IsMatch(industry))
        {
            return false;
        }
        if (industry != Taxi)
        {
            return StoreId().IsMatch(storeId) && storeName.Length is > 0 and <= 256;
        }
        storeId = Text(data, "taxi_number") ?? "";
        storeName = Text(data, "taxi_driver_name") ?? "";
        return storeId.Length > 0 && storeName.Length > 0 && Text(data, "taxi_operation_id") is not null && Text(data, "taxi_driver_mobile") is not null;
    }

    private static bool MayGoTogether(string pricing, string settling) =>
        Rates.Knows(pricing) && Rates.Knows(settling) && Currency.TryGet(pricing, out _) && (settling == "CNY" || settling == pricing || pricing == "CNY");

    private static bool IsFee(JsonElement fee) => Text(fee, "type") is "FIXED" or "RATE" && Text(fee, "value") is { } value && FeeValue().IsMatch(value);

    private static string? Text(JsonElement data, string name) =>
        data.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text && !text.Contains('"', StringComparison.Ordinal) ? text : null;

    /// <summary>An object, or a text that holds the JSON of one: both occur.</summary>
    private static bool TryObject(JsonElement data, string name, out JsonElement found)
    {
        found = default;
        if (!data.TryGetProperty(name, out var value))
        {
            return false;
        }
        found = value.ValueKind == JsonValueKind.String ? JsonDocument.Parse(value.GetString() ?? "").RootElement.Clone() : value.Clone();
        return found.ValueKind == JsonValueKind.Object ? true : throw new JsonException($"{name} is no object.");
    }

    [GeneratedRegex("^[0-9]{4}$")]
    private static partial Regex Industry();

    [GeneratedRegex("^[A-Za-z0-9_-]{1,64}$")]
    private static partial Regex MerchantId();

    [GeneratedRegex("^[A-Za-z0-9_-]{1,32}$")]
    private static partial Regex StoreId();

    [GeneratedRegex("^[A-Z]{2}$")]
    private static partial Regex Country();

    [GeneratedRegex("^[0-9]{1,6}([.][0-9]{1,4})?$")]
    private static partial Regex FeeValue();
}
