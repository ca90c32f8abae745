using System.Diagnostics;
using Portal.Tests.Chaos;
using Portal.Tests.TestKit;
using Portal.Web.Realtime.Open;

namespace Portal.Tests.Web.Open;

/// <summary>Who gets a socket, how many, and for how long without a word.</summary>
public sealed class SocketLimitTests
{
    private const string Pages = "/_blazor";
    private const string Hub = "/hubs/payments";

    [Theory]
    [Trait("Row", "W-01")]
    [InlineData(Pages)]
    [InlineData(Hub)]
    public async Task Beyond_the_limit_of_a_person_a_socket_is_refused_and_a_closed_one_makes_room(string path)
    {
        await using var portal = await PortalFixture.StartAsync(settings: "--Portal:Limits:OpenPerPerson=2");
        var tenant = await portal.AddTenantAsync();
        var (mine, another) = ((await portal.SignInAsync(tenant)).Cookies, (await portal.SignInAsync(tenant)).Cookies);
        var open = portal.Get<OpenSockets>();
        using (var first = await RawConnection.OpenAsync(portal.Address))
        {
            Assert.Equal(SocketWish.Granted, await SocketWish.SendAsync(first, portal.Address, path, mine));
            Assert.Equal([SocketWish.Granted, 429, 429], await StatusesAsync(portal, path, mine, 3));
            Assert.Equal([SocketWish.Granted], await StatusesAsync(portal, path, another, 1));
        }
        await PortalWait.UntilAsync("all places are given back", () => !open.Sockets.Any());
        Assert.Equal(2, portal.Log.Lines.Count(line => line.Contains("was refused", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("--Portal:Limits:OpenPerAddress=3", 429)]
    [InlineData("--Portal:Limits:OpenInAll=3", 503)]
    public async Task Beyond_the_limit_of_an_address_or_of_all_a_socket_is_refused(string limit, int status)
    {
        await using var portal = await PortalFixture.StartAsync(settings: limit);
        Assert.Equal([SocketWish.Granted, SocketWish.Granted, SocketWish.Granted, status], await StatusesAsync(portal, Pages, (await portal.SignInAsync(await portal.AddTenantAsync())).Cookies, 4));
    }

    [Fact]
    public async Task Dropped_and_refused_sockets_give_their_places_back()
    {
        await using var portal = await PortalFixture.StartAsync(settings: "--Portal:Limits:OpenPerPerson=5");
        var cookies = (await portal.SignInAsync(await portal.AddTenantAsync())).Cookies;
        for (var i = 0; i < 10; i++)
        {
            await StatusesAsync(portal, i % 2 == 0 ? Pages : Hub, cookies, 7);                  // some never say a word, some are refused, all are dropped
            await PortalWait.UntilAsync("all places are given back", () => !portal.Get<OpenSockets>().Sockets.Any());
        }
        Assert.Equal([.. Enumerable.Repeat<int?>(SocketWish.Granted, 5), 429], await StatusesAsync(portal, Pages, cookies, 6));
    }

    [Theory]
    [Trait("Row", "W-01")]
    [InlineData(Pages, "blazorpack")]
    [InlineData(Hub, "json")]
    public async Task A_socket_that_says_nothing_is_dropped_and_one_that_pings_stays(string path, string protocol)
    {
        await using var portal = await PortalFixture.StartAsync();
        var cookies = (await portal.SignInAsync(await portal.AddTenantAsync())).Cookies;
        var open = portal.Get<OpenSockets>();
        using var silent = await RawConnection.OpenAsync(portal.Address);
        Assert.Equal(SocketWish.Granted, await SocketWish.SendAsync(silent, portal.Address, path, cookies));
        await SocketWish.ShakeHandsAsync(silent, protocol);
        using var talking = await RawConnection.OpenAsync(portal.Address);
        Assert.Equal(SocketWish.Granted, await SocketWish.SendAsync(talking, portal.Address, path, cookies));
        await PortalWait.UntilAsync("both are open", () => open.Sockets.Count() == 2);
        portal.Clock.Advance(SocketLimits.Silent / 2);
        await SocketWish.ShakeHandsAsync(talking, protocol);
        await PortalWait.UntilAsync("one was heard", () => open.Sockets.Any(socket => socket.Silence < SocketLimits.Silent / 4));
        portal.Clock.Advance((SocketLimits.Silent / 2) + TimeSpan.FromSeconds(1));
        await silent.ClosedAsync().WaitAsync(TimeSpan.FromSeconds(5));
        await PortalWait.UntilAsync("its place is given back", () => open.Sockets.Count() == 1);
    }

    [Theory]
    [Trait("Row", "A-14")]
    [Trait("Row", "S7")]
    [InlineData(Pages)]
    [InlineData(Hub)]
    public async Task Strangers_and_pages_of_elsewhere_open_no_socket_and_cost_nothing(string path)
    {
        await using var portal = await PortalFixture.StartAsync();
        var cookies = (await portal.SignInAsync(await portal.AddTenantAsync())).Cookies;
        var count = Figures.Size("S7", 10, 2000);
        using var process = Process.GetCurrentProcess();
        var before = process.WorkingSet64;
        var (accepted, lines) = (0, new List<RawConnection>());
        for (var i = 0; i < count; i++)
        {
            lines.Add(await RawConnection.OpenAsync(portal.Address));
            var status = i % 2 == 0
                ? await SocketWish.SendAsync(lines[i], portal.Address, path, "")
                : await SocketWish.SendAsync(lines[i], portal.Address, path, cookies, "https://elsewhere.test");
            Assert.Equal(i % 2 == 0 ? 401 : 403, status);
            accepted += status == SocketWish.Granted ? 1 : 0;
        }
        process.Refresh();
        var grown = (process.WorkingSet64 - before) / 1024 / 1024;
        lines.ForEach(line => line.Dispose());
        Figures.Print($"S7: {path}: {accepted} of {count} accepted, {grown} MB more resident memory");
        Assert.Empty(portal.Get<OpenSockets>().Sockets);
        Assert.True(grown <= 50, $"{grown} MB");
    }

    [Fact]
    public async Task Strangers_and_pages_of_elsewhere_open_no_socket_and_cost_nothing_control()
    {
        await using var portal = await PortalFixture.StartAsync();
        using var line = await RawConnection.OpenAsync(portal.Address);
        Assert.Equal(SocketWish.Granted, await SocketWish.SendAsync(line, portal.Address, Pages, (await portal.SignInAsync(await portal.AddTenantAsync())).Cookies));
    }

    [Theory]
    [InlineData(Pages)]
    [InlineData(Hub)]
    public async Task Other_ways_to_a_hub_than_a_socket_are_refused(string path)
    {
        await using var portal = await PortalFixture.StartAsync();
        var session = await portal.SignInAsync(await portal.AddTenantAsync());
        using var polling = await session.GetJsonAsync($"{path}?id=x");
        Assert.Equal(400, (int)polling.StatusCode);
    }

    /// <summary>Opens sockets one after the other, holds them until the last was answered, and drops them without a word.</summary>
    private static async Task<IReadOnlyList<int?>> StatusesAsync(PortalFixture portal, string path, string cookies, int count)
    {
        var (statuses, lines) = (new List<int?>(), new List<RawConnection>());
        for (var i = 0; i < count; i++)
        {
            lines.Add(await RawConnection.OpenAsync(portal.Address));
            statuses.Add(await SocketWish.SendAsync(lines[i], portal.Address, path, cookies));
        }
        lines.ForEach(line => line.Dispose());
        return statuses;
    }
}
