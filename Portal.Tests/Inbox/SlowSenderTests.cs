using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using Portal.Tests.TestKit;

namespace Portal.Tests.Inbox;

/// <summary>Connections that are held open on purpose: they are closed, and the others are served meanwhile.</summary>
public sealed class SlowSenderTests
{
    private const string NoJobs = "--Portal:Jobs:Enabled=false";

    /// <summary>The server looks at its time-outs once a second; the rest is a busy test machine.</summary>
    private static readonly TimeSpan s_allowance = TimeSpan.FromSeconds(5);

    [Fact]
    [Trait("Row", "N-16")]
    [Trait("Row", "N-17")]
    public async Task The_server_knows_its_limits()
    {
        await using var portal = await PortalFixture.StartAsync(settings: NoJobs);
        var limits = portal.Get<IOptions<KestrelServerOptions>>().Value.Limits;
        Assert.Equal((240, TimeSpan.FromSeconds(5)), (limits.MinRequestBodyDataRate!.BytesPerSecond, limits.MinRequestBodyDataRate.GracePeriod));
        Assert.Equal(TimeSpan.FromSeconds(10), limits.RequestHeadersTimeout);
    }

    [Fact]
    [Trait("Row", "N-16")]
    public async Task N_16_a_body_below_240_bytes_a_second_is_closed_after_five_seconds()
    {
        await using var portal = await PortalFixture.StartAsync(settings: NoJobs);
        var counter = await portal.AddCounterAsync(await portal.AddTenantAsync());
        var connections = await OpenAsync(portal, 50, $"POST {counter.NotifyPath} HTTP/1.1\r\nHost: x\r\nContent-Length: 9000\r\n\r\nnotify_id=1");
        var began = TimeProvider.System.GetTimestamp();
        var drip = DripAsync(connections);
        await portal.ReportAsync(counter);
        await Task.WhenAll(connections.Select(connection => connection.ClosedAsync()));
        Assert.InRange(TimeProvider.System.GetElapsedTime(began), TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(5) + s_allowance);
        await drip;
        Assert.Equal((1, 1), await portal.CountsAsync(counter.Tenant));
    }

    [Fact]
    [Trait("Row", "N-17")]
    public async Task N_17_three_hundred_unfinished_headers_hold_nobody_up_and_are_closed_after_ten_seconds()
    {
        await using var portal = await PortalFixture.StartAsync(settings: NoJobs);
        var counter = await portal.AddCounterAsync(await portal.AddTenantAsync());
        await portal.ReportAsync(counter);
        var connections = await OpenAsync(portal, 300, $"POST {counter.NotifyPath} HTTP/1.1\r\nHost: x\r\nX-Slow: ");
        var began = TimeProvider.System.GetTimestamp();
        var drip = DripAsync(connections);
        var served = new List<TimeSpan>();
        for (var i = 0; i < 51; i++)
        {
            var asked = TimeProvider.System.GetTimestamp();
            await portal.ReportAsync(counter);
            served.Add(TimeProvider.System.GetElapsedTime(asked));
        }
        Assert.InRange(served.Order().ElementAt(served.Count / 2), TimeSpan.Zero, TimeSpan.FromMilliseconds(500));       // 50 ms on an idle machine
        await Task.WhenAll(connections.Select(connection => connection.ClosedAsync()));
        Assert.InRange(TimeProvider.System.GetElapsedTime(began), TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(10) + s_allowance);
        await drip;
        using var after = await portal.Client.GetAsync("/health/live");
        Assert.Equal(HttpStatusCode.OK, after.StatusCode);
    }

    private static async Task<List<RawConnection>> OpenAsync(PortalFixture portal, int count, string beginning)
    {
        var connections = new List<RawConnection>();
        for (var i = 0; i < count; i++)
        {
            var connection = await RawConnection.OpenAsync(portal.Address);
            await connection.SendAsync(beginning);
            connections.Add(connection);
        }
        return connections;
    }

    /// <summary>One byte a second from each, until the other side has closed.</summary>
    private static async Task DripAsync(List<RawConnection> connections)
    {
        using var second = new PeriodicTimer(TimeSpan.FromSeconds(1));
        foreach (var connection in connections)
        {
            _ = connection.SendAsync("x");
        }
        var open = connections.Count;
        while (open > 0 && await second.WaitForNextTickAsync())
        {
            open = 0;
            foreach (var connection in connections)
            {
                try
                {
                    await connection.SendAsync("x");
                    open++;
                }
                catch (IOException)
                {
                    connection.Dispose();
                }
                catch (Exception gone) when (gone is ObjectDisposedException or InvalidOperationException)
                {
                    // closed in an earlier second
                }
            }
        }
    }
}
