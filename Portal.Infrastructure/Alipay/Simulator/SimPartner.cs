namespace Portal.Infrastructure.Alipay.Simulator;

/// <summary>A partner as Alipay knows it.</summary>
public sealed class SimPartner
{
    public required string Partner { get; init; }

    public required string SignType { get; set; }

    public string? Md5Key { get; set; }

    /// <summary>The merchant's public key, one line of Base64.</summary>
    public string? PublicKey { get; set; }
}

/// <summary>A static code at Alipay.</summary>
public sealed class SimCode
{
    public required string Text { get; init; }

    public required string Partner { get; init; }

    public required string MerchantId { get; init; }

    public required string StoreId { get; init; }

    public bool HasFee { get; init; }

    public required string MerchantName { get; init; }

    public required string StoreName { get; init; }

    public required string PricingCurrency { get; init; }

    public required string Currency { get; init; }

    public string? NotifyUrl { get; init; }

    /// <summary>The flat JSON object that comes back with every payment.</summary>
    public string? Passback { get; init; }

    /// <summary>Null: the partner's.</summary>
    public string? NotifySignType { get; init; }

    /// <summary>Null: UTF-8.</summary>
    public string? NotifyCharset { get; init; }

    /// <summary>ACTIVE, STOP or DELETE.</summary>
    public string Status { get; set; } = Active;

    public const string Active = "ACTIVE";
    public const string Deleted = "DELETE";
}
