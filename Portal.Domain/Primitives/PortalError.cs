namespace Portal.Domain.Primitives;

/// <summary>What kind of no it is; the HTTP status follows from it.</summary>
public enum ErrorKind
{
    Invalid,
    NotFound,
    Forbidden,
    StepUp,
    Conflict,
    Exceeds,
    TooMany,
    Unavailable,
}

/// <summary>Whether money moved, as far as is known; said with every refusal.</summary>
public enum MoneyMoved
{
    No,
    Yes,
    Unknown,
}

/// <summary>An expected no. The code is stable and lower snake case; its words stand in the web project's resources.</summary>
/// <param name="Code">For instance <c>name_invalid</c>; the list is CONTRACT's.</param>
/// <param name="Reason">A narrower key for the words, for instance <c>name_taken</c>; never a new code.</param>
/// <param name="Figures">Values that go with it: <c>remaining</c>, <c>limit</c>, <c>until</c>, <c>permission</c>.</param>
public sealed record PortalError(string Code, ErrorKind Kind, string? Reason = null, IReadOnlyDictionary<string, string>? Figures = null)
{
    public MoneyMoved MoneyMoved { get; init; } = MoneyMoved.No;
}

/// <summary>The noes that any flow may say.</summary>
public static class CommonErrors
{
    /// <summary>Whatever is out of one's scope does not exist.</summary>
    public static PortalError NotFound => new("not_found", ErrorKind.NotFound);

    public static PortalError Stale => new("stale", ErrorKind.Conflict);

    public static PortalError KeyReused => new("key_reused", ErrorKind.Conflict);

    public static PortalError Unavailable => new("unavailable", ErrorKind.Unavailable);

    /// <summary>The person must prove first who they are; then the same may be tried again.</summary>
    public static PortalError StepUpRequired => new("step_up_required", ErrorKind.StepUp);

    /// <summary>The person must have a second factor and has none, or did not use it to sign in: nothing else is done before.</summary>
    public static PortalError SecondFactorRequired => new("second_factor_required", ErrorKind.StepUp);

    /// <summary>The platform has stopped the tenant's sign-ins.</summary>
    public static PortalError TenantSuspended => new("forbidden", ErrorKind.Forbidden, "tenant_suspended");

    public static PortalError Forbidden(string permission) =>
        new("forbidden", ErrorKind.Forbidden, Figures: new Dictionary<string, string> { ["permission"] = permission });
}
