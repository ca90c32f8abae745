namespace Portal.Infrastructure.Alipay.Simulator;

/// <summary>One payment at Alipay; the state's words are Alipay's.</summary>
/// <remarks>Source: PROTOCOL 7.1. <see cref="TradeDesk"/>, <see cref="DueSteps"/> and the services move it, each step in one transaction.</remarks>
public sealed class SimTrade
{
    public const string Waiting = "WAIT_BUYER_PAY";
    public const string Paid = "TRADE_SUCCESS";
    public const string Closed = "TRADE_CLOSED";
    public const string Finished = "TRADE_FINISHED";

    public const string ByTime = "time";
    public const string ByCancel = "cancel";
    public const string ByRefunds = "refunds";

    public required string TradeNo { get; init; }

    public required string OutTradeNo { get; init; }

    public required string Partner { get; init; }

    /// <summary>Text of the code that was scanned; null for a trade that was made in bulk.</summary>
    public string? Code { get; init; }

    /// <summary>Currency in which the customer typed the amount.</summary>
    public required string PricingCurrency { get; init; }

    public long AmountMinor { get; init; }

    /// <summary>Settlement currency.</summary>
    public required string Currency { get; init; }

    public long SettleMinor { get; init; }

    public long CnyMinor { get; init; }

    /// <summary>Pricing to settlement currency; <c>1</c> when they are equal.</summary>
    public required string ForexRate { get; init; }

    /// <summary>Settlement currency to CNY, 8 decimals.</summary>
    public required string Rate { get; init; }

    public required string Status { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? PaidAt { get; init; }

    /// <summary>What Alipay keeps of it, in minor units of the settlement currency; known once it is paid.</summary>
    public long FeeMinor { get; init; }

    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>Time, a cancel, or refunds that left nothing.</summary>
    public string? ClosedBy { get; init; }

    /// <summary>What this trade's notification shall do, chosen in the wallet; null leaves it to the armed faults.</summary>
    public string? NotificationFault { get; init; }
}
