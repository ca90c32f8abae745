using System.Text.Json;
using System.Text.RegularExpressions;
using Portal.Domain.Primitives;
using Portal.Infrastructure.Alipay.Signing;

namespace Portal.Infrastructure.Alipay.Simulator;

/// <summary>The data of a code, read and checked.</summary>
/// <remarks>Source: PROTOCOL 4.1, 4.2, 8.1 (business order of create).</remarks>
internal sealed partial record CodeFields(string Json, string Industry, string MerchantId, string MerchantName, string StoreId, string StoreName, string PricingCurrency, string Currency)
{
    private const string Taxi = "4121";
    private const int MaxName = 64;
    private const int MaxStoreName = 256;
    private const int MaxPassback = 256;

    public string? FeeType { get; private init; }

    public string? FeeValue { get; private init; }

    public string? Passback { get; private init; }

    public string? ProviderId { get; private init; }

    public string? NotifySignType { get; private init; }

    public string? NotifyCharset { get; private init; }

    /// <summary>Null where a field is missing or breaks its rule.</summary>
    public static CodeFields? Read(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false });
            return document.RootElement is { ValueKind: JsonValueKind.Object } data ? Read(json, data) : null;
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            return null;            // the second: half a surrogate pair, written as an escape
        }
    }

    /// <summary>Takes over everything that a create or modify can set.</summary>
    public void WriteTo(SimCode code)
    {
        (code.BizData, code.Industry, code.MerchantName, code.StoreId, code.StoreName) = (Json, Industry, MerchantName, StoreId, StoreName);
        (code.PricingCurrency, code.Currency, code.Passback) = (PricingCurrency, Currency, Passback);
        (code.HasFee, code.FeeType, code.FeeValue) = (FeeType is not null, FeeType, FeeValue);
        (code.NotifySignType, code.NotifyCharset) = (NotifySignType, NotifyCharset);
    }

    private static CodeFields? Read(string json, JsonElement data)
    {
        if (Text(data, "secondary_merchant_industry") is not { } industry || !FourDigits().IsMatch(industry)
            || Text(data, "secondary_merchant_id") is not { } merchant || !MerchantIds().IsMatch(merchant)
            || Text(data, "secondary_merchant_name") is not { Length: <= MaxName } name
            || StoreOf(industry, data) is not { } store
            || Text(data, "trans_currency") is not { } pricing || Text(data, "currency") is not { } settling || !MayGoTogether(pricing, settling)
            || (Text(data, "country_code") is { } country && !TwoLetters().IsMatch(country))
            || (Text(data, "notify_mobile") is { } mobile && !mobile.All(char.IsAsciiDigit))
            || Text(data, "is_show_memo") is not (null or "true" or "false")
            || Text(data, "notify_sign_type") is not (null or Md5Signature.Name or RsaVerifier.Sha1Name or RsaVerifier.Sha256Name)
            || (Text(data, "notify_charset") is { } charset && !WireCharset.TryGet(charset, out _)))
        {
            return null;
        }
        var (passback, fee) = (Object(data, "passback_parameters"), Object(data, "channel_fee"));
        if ((passback is { } flat && (!flat.EnumerateObject().All(IsFlat) || flat.GetRawText().Length > MaxPassback)) || (fee is { } asked && !ChannelFee.IsGood(Text(asked, "type"), Text(asked, "value"), Domain.Primitives.Currency.Of(settling))))
        {
            return null;
        }
        return new CodeFields(json, industry, merchant, name, store.Id, store.Name, pricing, settling)
        {
            Passback = passback?.GetRawText(), ProviderId = Text(data, "sys_service_provider_id"),
            FeeType = fee is { } type ? Text(type, "type") : null, FeeValue = fee is { } value ? Text(value, "value") : null,
            NotifySignType = Text(data, "notify_sign_type"), NotifyCharset = Text(data, "notify_charset"),
        };
    }

    private static (string Id, string Name)? StoreOf(string industry, JsonElement data)
    {
        if (industry != Taxi)
        {
            return Text(data, "store_id") is { } id && StoreIds().IsMatch(id) && Text(data, "store_name") is { Length: <= MaxStoreName } name ? (id, name) : null;
        }
        return Text(data, "taxi_number") is { } number && Text(data, "taxi_driver_name") is { } driver && Text(data, "taxi_operation_id") is not null
            && Text(data, "taxi_driver_mobile") is not null ? (number, driver) : null;
    }

    private static bool MayGoTogether(string pricing, string settling) =>
        SimulatedAmount.Takes(pricing, out _) && SimulatedAmount.Takes(settling, out _) && (settling == "CNY" || settling == pricing || pricing == "CNY");

    private static bool IsFlat(JsonProperty pair) => pair.Value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array);

    private static string? Text(JsonElement data, string name) =>
        data.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text && !text.Contains('"', StringComparison.Ordinal) ? text : null;

    /// <summary>An object, or a text that holds the JSON of one: both occur. Null where it is absent.</summary>
    private static JsonElement? Object(JsonElement data, string name)
    {
        if (!data.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }
        if (value.ValueKind == JsonValueKind.String)
        {
            using var inner = JsonDocument.Parse(value.GetString()!, new JsonDocumentOptions { AllowDuplicateProperties = false });
            value = inner.RootElement.Clone();
        }
        return value.ValueKind == JsonValueKind.Object ? value : throw new JsonException($"{name} is no object.");
    }

    [GeneratedRegex("^[0-9]{4}\\z")]
    private static partial Regex FourDigits();

    [GeneratedRegex("^[A-Za-z0-9_-]{1,64}\\z")]
    private static partial Regex MerchantIds();

    [GeneratedRegex("^[A-Za-z0-9_-]{1,32}\\z")]
    private static partial Regex StoreIds();

    [GeneratedRegex("^[A-Z]{2}\\z")]
    private static partial Regex TwoLetters();
}
