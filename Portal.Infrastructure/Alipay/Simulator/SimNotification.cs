namespace Portal.Infrastructure.Alipay.Simulator;

/// <summary>A notification on its way.</summary>
public sealed class SimNotification
{
    /// <summary>34 characters, the same in every send.</summary>
    public required string NotifyId { get; init; }

    public required string TradeNo { get; init; }

    public required string Partner { get; init; }

    public required string Url { get; init; }

    /// <summary>The trade's state when it was queued.</summary>
    public required string Status { get; init; }

    public required string Action { get; init; }

    /// <summary>The merchant's number of the refund that is told of; null for other messages.</summary>
    public string? RefundNo { get; init; }

    /// <summary>What is wrong with every send of it; null for an honest one.</summary>
    public string? Fault { get; init; }

    /// <summary>Waits for the partner's next notification to overtake it.</summary>
    public bool IsHeld { get; init; }

    public int Sends { get; init; }

    public bool Delivered { get; init; }

    public DateTimeOffset? LastSentAt { get; init; }

    /// <summary>Null: no further send.</summary>
    public DateTimeOffset? NextAt { get; init; }
}

/// <summary>One send and what came back.</summary>
public sealed class SimAttempt
{
    public long Id { get; init; }

    public required string NotifyId { get; init; }

    public DateTimeOffset At { get; init; }

    /// <summary>The form as it was sent.</summary>
    public required string Request { get; init; }

    /// <summary>Null: no answer came.</summary>
    public int? HttpStatus { get; init; }

    /// <summary>The answer's body, at most 200 characters, or why there is none.</summary>
    public required string Answer { get; init; }

    /// <summary>HTTP 200 and exactly seven letters, in either case (PROTOCOL 3.4).</summary>
    public bool IsAcknowledgement => HttpStatus == 200 && Answer is "success" or "SUCCESS";
}
