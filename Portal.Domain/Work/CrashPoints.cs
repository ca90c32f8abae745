namespace Portal.Domain.Work;

/// <summary>Named places at which a test may end the process, so that what a crash there leaves behind is known. They answer to nothing else.</summary>
/// <remarks>Source: RELIABILITY, rule 22. The name is read in one place, in Development only.</remarks>
public sealed class CrashPoints(Action<string>? reached = null)
{
    public const string RefundBeforeIntent = "refund-before-intent";
    public const string RefundAfterIntent = "refund-after-intent";
    public const string RefundBeforeSend = "refund-before-send";
    public const string RefundAfterSend = "refund-after-send";
    public const string RefundBeforeCommit = "refund-before-commit";
    public const string RefundAfterCommit = "refund-after-commit";
    public const string CancelBeforeIntent = "cancel-before-intent";
    public const string CancelAfterIntent = "cancel-after-intent";
    public const string CancelBeforeSend = "cancel-before-send";
    public const string CancelAfterSend = "cancel-after-send";
    public const string CancelBeforeCommit = "cancel-before-commit";
    public const string CancelAfterCommit = "cancel-after-commit";

    /// <summary>A claim's answer is known and not on record: a message of the same trade may come between. It is not among <see cref="All"/>, which are the places of refund and cancel.</summary>
    public const string ClaimBeforeCommit = "claim-before-commit";

    public static CrashPoints None { get; } = new();

    /// <summary>All names, in the order in which a refund and a cancel come by.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        RefundBeforeIntent, RefundAfterIntent, RefundBeforeSend, RefundAfterSend, RefundBeforeCommit, RefundAfterCommit,
        CancelBeforeIntent, CancelAfterIntent, CancelBeforeSend, CancelAfterSend, CancelBeforeCommit, CancelAfterCommit,
    ];

    public void At(string name) => reached?.Invoke(name);
}
