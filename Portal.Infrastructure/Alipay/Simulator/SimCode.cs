namespace Portal.Infrastructure.Alipay.Simulator;

/// <summary>A static code at Alipay.</summary>
/// <remarks>Source: PROTOCOL 4.1 (data), 4.5 (life).</remarks>
public sealed class SimCode
{
    public const string Active = "ACTIVE";
    public const string Stopped = "STOP";
    public const string Deleted = "DELETE";

    public required string Text { get; init; }

    public required string Partner { get; init; }

    public required string MerchantId { get; init; }

    public required string StoreId { get; set; }

    public bool HasFee { get; set; }

    public required string MerchantName { get; set; }

    public required string StoreName { get; set; }

    public required string PricingCurrency { get; set; }

    public required string Currency { get; set; }

    public string? NotifyUrl { get; set; }

    /// <summary>The flat JSON object that comes back with every payment.</summary>
    public string? Passback { get; set; }

    /// <summary>Null: the partner's.</summary>
    public string? NotifySignType { get; set; }

    /// <summary>Null: UTF-8.</summary>
    public string? NotifyCharset { get; set; }

    /// <summary>Merchant category code, 4 digits; null where an old file did not keep it.</summary>
    public string? Industry { get; set; }

    /// <summary>FIXED or RATE; null without a channel fee.</summary>
    public string? FeeType { get; set; }

    /// <summary>In units of the settlement currency, or a share.</summary>
    public string? FeeValue { get; set; }

    /// <summary>The whole JSON as create and later modifies made it; null where an old file did not keep it.</summary>
    public string? BizData { get; set; }

    /// <summary>ACTIVE, STOP or DELETE.</summary>
    public string Status { get; set; } = Active;
}
