using Microsoft.AspNetCore.Http.Features;

namespace Portal.Web.Realtime.Open;

/// <summary>Hands out a socket's stream so that each byte from the other side is noted: the framework's own watch begins only with the client's first ping.</summary>
/// <remarks>Source: RELIABILITY fact 6.</remarks>
internal sealed class HeardUpgrade(IHttpUpgradeFeature inner, OpenSocket socket) : IHttpUpgradeFeature
{
    public bool IsUpgradableRequest => inner.IsUpgradableRequest;

    public static void Listen(IFeatureCollection features, OpenSocket socket)
    {
        if (features.Get<IHttpUpgradeFeature>() is { } upgrade)
        {
            features.Set<IHttpUpgradeFeature>(new HeardUpgrade(upgrade, socket));
        }
        if (features.Get<IHttpExtendedConnectFeature>() is { } connect)
        {
            features.Set<IHttpExtendedConnectFeature>(new HeardConnect(connect, socket));
        }
    }

    public async Task<Stream> UpgradeAsync() => new HeardStream(await inner.UpgradeAsync(), socket);

    /// <summary>The same for HTTP/2.</summary>
    private sealed class HeardConnect(IHttpExtendedConnectFeature inner, OpenSocket socket) : IHttpExtendedConnectFeature
    {
        public bool IsExtendedConnect => inner.IsExtendedConnect;

        public string? Protocol => inner.Protocol;

        public async ValueTask<Stream> AcceptAsync() => new HeardStream(await inner.AcceptAsync(), socket);
    }
}
