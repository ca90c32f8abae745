namespace Portal.Infrastructure.Alipay.Simulator;

/// <summary>One refund that was accepted; a refused one leaves no trace, so its number may be used again.</summary>
/// <remarks>Source: PROTOCOL 3.8, 7.3.</remarks>
public sealed class SimRefund
{
    public const string Processing = "PROCESSING";
    public const string Done = "SUCCESS";
    public const string Failed = "FAIL";

    public long Id { get; init; }

    public required string Partner { get; init; }

    /// <summary>The merchant's number; with the partner it is the refund's identity.</summary>
    public required string RefundNo { get; init; }

    /// <summary>Alipay's own number of the refund, as the files show it.</summary>
    public required string OwnNo { get; init; }

    public required string TradeNo { get; init; }

    /// <summary>Settlement currency of the payment.</summary>
    public required string Currency { get; init; }

    public long AmountMinor { get; init; }

    /// <summary>In the currency that the customer typed.</summary>
    public long TypedMinor { get; init; }

    public long CnyMinor { get; init; }

    /// <summary>Alipay's fee that goes back with it, in minor units of the settlement currency.</summary>
    public long FeeMinor { get; init; }

    public string? Reason { get; init; }

    public bool IsSync { get; init; }

    /// <summary>Null: the code's.</summary>
    public string? NotifyUrl { get; init; }

    public required string Status { get; set; }

    public DateTimeOffset AskedAt { get; init; }

    /// <summary>Null once it is decided.</summary>
    public DateTimeOffset? NextTryAt { get; set; }

    /// <summary>When the money went, or when Alipay gave up.</summary>
    public DateTimeOffset? EndedAt { get; set; }
}

/// <summary>A number of the merchant's side that was cancelled before any trade had it: none may come under it later.</summary>
public sealed class SimVoid
{
    public required string OutTradeNo { get; init; }

    public required string Partner { get; init; }

    public DateTimeOffset At { get; init; }
}
