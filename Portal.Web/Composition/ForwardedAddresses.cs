using Microsoft.AspNetCore.HttpOverrides;
using IPAddress = System.Net.IPAddress;
using IPNetwork = System.Net.IPNetwork;

namespace Portal.Web.Composition;

/// <summary>Who a request comes from, where a proxy stands before the portal. Limits and the list of sign-ins hang on it, so nobody's word counts but a configured proxy's.</summary>
public static class ForwardedAddresses
{
    /// <summary>One address counts as a network of one.</summary>
    public static bool TryRead(string text, out IPNetwork network)
    {
        if (IPAddress.TryParse(text, out var one))
        {
            network = new IPNetwork(one, one.GetAddressBytes().Length * 8);
            return true;
        }
        return IPNetwork.TryParse(text, out network);
    }

    /// <summary>Without configured proxies the headers are not read at all. A forwarded host is never believed.</summary>
    public static void UseForwardedAddresses(this IApplicationBuilder app, IReadOnlyList<string> proxies)
    {
        if (proxies.Count == 0)
        {
            return;
        }
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto, ForwardLimit = null };
        options.KnownProxies.Clear();                     // loopback is no exception: a neighbour on the machine is not the proxy
        options.KnownIPNetworks.Clear();
        foreach (var proxy in proxies)
        {
            if (TryRead(proxy, out var network))
            {
                options.KnownIPNetworks.Add(network);
            }
        }
        app.UseForwardedHeaders(options);
    }
}
