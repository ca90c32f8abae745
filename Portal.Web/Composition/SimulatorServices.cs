using Microsoft.AspNetCore.Server.Kestrel.Core;
using Portal.Infrastructure.Alipay.Simulator;

namespace Portal.Web.Composition;

/// <summary>The simulator: inside the portal where it is enabled, or alone.</summary>
public static class SimulatorServices
{
    // A create by GET carries 2000 characters of JSON in the address, nine bytes each when they are Chinese.
    private const int LongestRequestLine = 64 * 1024;

    /// <summary>How tenants' keys are exchanged, for portal and commands alike: into the file of this data folder, or over HTTP to a simulator elsewhere.</summary>
    public static void AddSimulatorPartners(this IServiceCollection services, PortalSettings settings, DataFolder folder)
    {
        services.AddSimulatorFile(folder);
        if (settings.SimulatorAddress is { } address)
        {
            services.AddHttpClient(RemoteSimulatorPartners.ClientName).RemoveAllLoggers();
            services.AddSingleton<ISimulatorPartners>(parts => new RemoteSimulatorPartners(parts.GetRequiredService<IHttpClientFactory>(), new Uri(address)));
        }
        else if (settings.SimulatorEnabled)
        {
            services.AddSingleton<ISimulatorPartners, LocalSimulatorPartners>();
        }
        else
        {
            services.AddSingleton<ISimulatorPartners, NoSimulatorPartners>();
        }
    }

    public static void AddSimulatorFile(this IServiceCollection services, DataFolder folder)
    {
        services.Configure<SimulatorOptions>(simulator => simulator.DataFolder = folder.Location);
        services.AddSimulatorFile();
    }

    /// <summary>Gateway, API, notifier and wallet.</summary>
    public static void AddSimulator(this IServiceCollection services, IConfiguration configuration)
    {
        services.Configure<SimulatorOptions>(configuration.GetSection("Portal:Simulator:Behaviour"));
        services.Configure<KestrelServerOptions>(kestrel => kestrel.Limits.MaxRequestLineSize = LongestRequestLine);
        services.AddSimulatorGateway();
    }
}
