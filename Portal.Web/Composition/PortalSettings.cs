using Portal.Web.Realtime.Open;

namespace Portal.Web.Composition;

/// <summary>What the settings say, with the defaults that depend on the environment.</summary>
public sealed class PortalSettings
{
    public PortalSettings(IConfiguration configuration, IHostEnvironment environment)
    {
        var portal = configuration.GetSection("Portal");
        IsDevelopment = environment.IsDevelopment();
        SimulatorEnabled = portal.GetValue("Simulator:Enabled", IsDevelopment);
        SimulatorAddress = portal["Simulator:Address"];
        DemoEnabled = portal.GetValue("Demo:Enabled", IsDevelopment);
        DemoPassword = portal["Demo:Password"];
        PublicBaseUrl = portal["PublicBaseUrl"]?.TrimEnd('/');
        JobsEnabled = portal.GetValue("Jobs:Enabled", true);
        Limits = portal.GetSection("Limits").Get<SocketLimits>() ?? new SocketLimits();
        ClockStartAt = portal["Clock:StartAt"];
        CrashPoint = portal["CrashPoint"];
        KeysCertificate = portal["Keys:Certificate"];
        Proxies = [.. (portal["Proxies"] ?? "").Split([',', ' '], StringSplitOptions.RemoveEmptyEntries)];
        KeysCertificatePasswordFile = portal["Keys:CertificatePasswordFile"];
    }

    public bool IsDevelopment { get; }

    public bool SimulatorEnabled { get; }

    public string? SimulatorAddress { get; }

    public bool DemoEnabled { get; }

    public string? DemoPassword { get; }

    public string? PublicBaseUrl { get; }

    public bool JobsEnabled { get; }

    public SocketLimits Limits { get; }

    public string? ClockStartAt { get; }

    /// <summary>Addresses or networks (<c>10.0.0.0/8</c>) of the proxies that stand before the portal; what anybody else says of a sender's address is not believed.</summary>
    public IReadOnlyList<string> Proxies { get; }
    /// <summary>Development only: where a test ends the process.</summary>
    public string? CrashPoint { get; }

    public string? KeysCertificate { get; }

    public string? KeysCertificatePasswordFile { get; }

    /// <summary>Why this cannot start, as one sentence; null when it can.</summary>
    public string? Check()
    {
        if (!IsDevelopment && (SimulatorEnabled || DemoEnabled))
        {
            return "Portal:Simulator:Enabled and Portal:Demo:Enabled are for Development only";
        }
        if (!IsDevelopment && ClockStartAt is not null)
        {
            return "Portal:Clock:StartAt is for Development only";
        }
        if (Limits.Check() is { } limits)
        {
            return limits;
        }
        if (PublicBaseUrl is not null && (!Uri.TryCreate(PublicBaseUrl, UriKind.Absolute, out var address) || address.PathAndQuery != "/"))
        {
            return "Portal:PublicBaseUrl must be an absolute address without a path";
        }
        if (Proxies.FirstOrDefault(proxy => !ForwardedAddresses.TryRead(proxy, out _)) is { } unread)
        {
            return $"Portal:Proxies names {unread}, which is neither an address nor a network";
        }
        return !IsDevelopment && PublicBaseUrl?.StartsWith("https://", StringComparison.Ordinal) == false ? "Portal:PublicBaseUrl must begin with https:// in Production" : null;
    }
}
