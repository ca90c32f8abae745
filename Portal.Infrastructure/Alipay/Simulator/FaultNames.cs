namespace Portal.Infrastructure.Alipay.Simulator;

/// <summary>The faults by name, and to what each may be set.</summary>
/// <remarks>Source: CONTRACT "Simulator", PROTOCOL 8.5.</remarks>
public static class FaultNames
{
    public const string NotificationService = "notification";
    public const string FileService = "files";
    public const string Corrupt = "corrupt";

    public static IReadOnlyList<string> Gateway { get; } =
    [
        "delay-before", "delay-after", "close-before", "close-after", "http-500", "http-502", "http-503", "html", "empty", "cut-xml",
        "bad-sign", "no-sign", "other-key", "wrong-sign-type", "gbk", "unknow", "retry-y", "not-exist", "wait-buyer-pay", "no-funds",
    ];

    public static IReadOnlyList<string> Notification { get; } =
    [
        "lost", "doubled", "reordered", "delayed", "wrong-amount", "wrong-currency", "wrong-seller", "wrong-charset", "extra-field", "missing-field",
        "blank-for-plus", "notify-verify-false", "notify-verify-invalid",
    ];

    public static IReadOnlyList<string> Files { get; } = ["late", "missing", "doubled", "row-missing", "row-added", "row-changed", "wrong-count", "gb18030"];

    public static IReadOnlyList<string> Services { get; } =
        [.. GatewayServices.OfTheProduct, GatewayServices.NotifyVerify, NotificationService, FileService];

    /// <summary>Only delay: the seconds that are given with them are the delay's length. With any other they are how long the fault stays.</summary>
    public static bool IsDelay(string fault) => fault is "delay-before" or "delay-after" or "delayed" or "reordered";

    /// <summary>Act before the service does its work.</summary>
    internal static readonly string[] Before = ["delay-before", "close-before"];

    /// <summary>Act on a notify_verify beside the transport faults.</summary>
    internal static readonly string[] Verify = ["notify-verify-false", "notify-verify-invalid"];

    /// <summary>Act when a notification is queued and stay with it.</summary>
    internal static readonly string[] Send = [.. Notification.Except(Verify)];

    /// <summary>A settlement file has no count that could be wrong.</summary>
    internal static readonly string[] OnSettlement = [.. Files.Except(["wrong-count"])];

    private static readonly string[] s_transportAfter = ["delay-after", "close-after", "http-500", "http-502", "http-503", "html", "empty"];
    private static readonly string[] s_onXml = [.. s_transportAfter, "cut-xml", "bad-sign", "no-sign", "other-key", "wrong-sign-type", "gbk", "unknow"];

    /// <summary>The faults that can be set for a service; null for an unknown one.</summary>
    public static IReadOnlyList<string>? Of(string? service) => service switch
    {
        NotificationService => Notification,
        FileService => Files,
        not null when Services.Contains(service) => Gateway,
        _ => null,
    };

    /// <summary>Those that change what this service answers once its work is done. Set for a service that they cannot touch, they wait for ever.</summary>
    internal static string[] AfterFor(string service) => service == GatewayServices.NotifyVerify ? s_transportAfter : s_onXml;
}
