namespace Portal.Infrastructure.Alipay.Simulator;

/// <summary>A fault that waits for its call.</summary>
public sealed class SimFault
{
    public long Id { get; init; }

    /// <summary>A service of the gateway, <c>notification</c> or <c>files</c>.</summary>
    public required string Service { get; init; }

    public required string Fault { get; init; }

    /// <summary>How often it will still act; null: until it is cleared.</summary>
    public int? Left { get; init; }

    /// <summary>Length of a delay; for other faults how long they last from now on.</summary>
    public int? Seconds { get; init; }

    /// <summary>Null: whoever calls.</summary>
    public string? Partner { get; init; }

    public DateTimeOffset? EndsAt { get; init; }
}

/// <summary>Which process does what only one may do, and until when.</summary>
public sealed class SimLease
{
    public required string Name { get; init; }

    public required string Owner { get; init; }

    public DateTimeOffset Until { get; init; }
}

/// <summary>A named value: key pair, clock.</summary>
public sealed class SimState
{
    public required string Name { get; init; }

    public required string Value { get; set; }
}
