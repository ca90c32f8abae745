namespace Portal.Domain.Work;

/// <summary>Whose rows a right reaches.</summary>
public enum Reach
{
    None,

    /// <summary>Only while the tenant lets platform staff in.</summary>
    ByGrant,

    /// <summary>The counters that a person is bound to; bound to none: nothing.</summary>
    Bound,

    /// <summary>The counters that a person is bound to; bound to none: all of the tenant.</summary>
    Stores,

    /// <summary>All of the tenant, or of the installation.</summary>
    All,
}

/// <summary>One cell of ROLES: how far somebody's right goes.</summary>
public sealed record Right(Reach Reach)
{
    public static Right No { get; } = new(Reach.None);

    public static Right Yes { get; } = new(Reach.All);

    public static Right Bound { get; } = new(Reach.Bound);

    public static Right Stores { get; } = new(Reach.Stores);

    public static Right ByGrant { get; } = new(Reach.ByGrant);

    /// <summary>⊕: only within five minutes after the person proved who they are.</summary>
    public bool StepUp { get; init; }

    /// <summary>≤: within the person's limits.</summary>
    public bool IsLimited { get; init; }

    /// <summary>What is over the limit, or the whole act, may be asked for; somebody else approves.</summary>
    public bool MayAsk { get; init; }

    /// <summary>Only today's and yesterday's payments, by the shop's day.</summary>
    public bool IsRecentOnly { get; init; }

    /// <summary>Whether the act itself is allowed, be it within bounds.</summary>
    public bool IsGiven => Reach != Reach.None;

    public Right WithStepUp() => this with { StepUp = true };

    public Right WithinLimits(bool mayAsk = false) => this with { IsLimited = true, MayAsk = mayAsk };

    public Right RecentOnly() => this with { IsRecentOnly = true };

    public Right OnlyAsks() => this with { MayAsk = true };
}

/// <summary>Columns of ROLES: who holds rights.</summary>
public enum Holder
{
    PlatformAdmin,
    PlatformSupport,
    Owner,
    Manager,
    Cashier,
    Accountant,
    ApiKey,
}
