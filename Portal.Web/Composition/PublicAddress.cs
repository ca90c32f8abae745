using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Portal.Domain.Counters;
using Portal.Infrastructure.Alipay;

namespace Portal.Web.Composition;

/// <summary>Where this installation is reached, and where its simulator stands.</summary>
public sealed class PublicAddress(PortalSettings settings, DataFolder folder, IServiceProvider services) : IPublicAddress, ISimulatorAddress
{
    public const string LastBaseFile = "base-url";
    public const string LastListeningFile = "listening-url";
    private const string GatewayPath = "/simulator/gateway.do";

    /// <summary>The setting; else, in Development, the first real listening address; else the one the portal last ran with.</summary>
    public string? Base => settings.PublicBaseUrl ?? (settings.IsDevelopment ? Listening : null) ?? folder.Read(LastBaseFile);

    public Uri? Gateway =>
        settings.SimulatorAddress is { } configured ? new Uri(configured)
        : settings.SimulatorEnabled && (Listening ?? folder.Read(LastListeningFile)) is { } own ? new Uri(own + GatewayPath)
        : null;

    /// <summary>Null until the server listens, and in commands. Wildcards are reached by 127.0.0.1.</summary>
    public string? Listening
    {
        get
        {
            var address = services.GetService<IServer>()?.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault();
            return address is null || address.EndsWith(":0", StringComparison.Ordinal)
                ? null
                : address.Replace("//[::]", "//127.0.0.1", StringComparison.Ordinal).Replace("//0.0.0.0", "//127.0.0.1", StringComparison.Ordinal)
                    .Replace("//*", "//127.0.0.1", StringComparison.Ordinal).Replace("//+", "//127.0.0.1", StringComparison.Ordinal).TrimEnd('/');
        }
    }
}
