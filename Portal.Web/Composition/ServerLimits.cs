using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Portal.Web.Composition;

/// <summary>How slow a peer may be. Whoever holds a connection open and sends nothing costs the others a place.</summary>
public static class ServerLimits
{
    /// <summary>From the first byte of a request to the end of its headers.</summary>
    public static readonly TimeSpan HeadersWithin = TimeSpan.FromSeconds(10);

    /// <summary>A body may be slower than <see cref="BodyBytesPerSecond"/> for so long.</summary>
    public static readonly TimeSpan SlowBodyFor = TimeSpan.FromSeconds(5);

    public const int BodyBytesPerSecond = 240;

    public static void Set(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.RequestHeadersTimeout = HeadersWithin;
        kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(BodyBytesPerSecond, SlowBodyFor);
    }
}
